"""Hosts and ports that requests name: those of this site, and links that carry nothing else."""

import re

import pytest
from django.test import Client

from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
ODD = ["testserver:7000", "testserver:1", "testserver:0443", "TESTSERVER:7001", "testserver.:7002", "testserver:99999"]


def origins(mailoutbox) -> set[str]:
    return set(re.findall(r"https?://[^/\s]+", "\n".join(each.body for each in mailoutbox)))


@pytest.mark.parametrize("host", [*ODD, "evil.example", "testserver:", "testserver:x", "testserver@evil.example"])
def test_a_host_or_port_that_is_not_the_sites_is_refused(owner, mailoutbox, host):
    client = Client(headers={"host": host})
    assert client.get("/").status_code == 400
    assert client.post("/accounts/password/reset/", {"email": owner.email}).status_code == 400
    assert not mailoutbox


def test_nor_is_the_servers_own_port_taken_where_a_request_names_no_host(owner, mailoutbox):
    answer = Client().post("/accounts/password/reset/", {"email": owner.email}, SERVER_PORT="7000")
    assert answer.status_code == 400
    assert not mailoutbox


@pytest.mark.parametrize("host", ["testserver", "testserver:80", "testserver:443", "TestServer", "testserver."])
def test_links_in_mails_name_the_site_as_it_is_named(owner, mailoutbox, host):
    client = Client(headers={"host": host})
    client.post("/accounts/password/reset/", {"email": owner.email})
    client.post("/accounts/password/reset/", {"email": "unknown@example.com"})
    client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
    client.post("/accounts/signup/", {"email": owner.email, "password1": PASSWORD})
    assert len(mailoutbox) == 4
    assert origins(mailoutbox) == {"http://testserver"}


def test_what_is_said_to_be_forwarded_is_not_believed(owner, mailoutbox):
    forged = {"x-forwarded-host": "evil.example", "x-forwarded-port": "7000", "forwarded": "host=evil.example"}
    Client(headers=forged).post("/accounts/password/reset/", {"email": owner.email})
    assert origins(mailoutbox) == {"http://testserver"}


def test_a_port_that_the_operator_named_stays(owner, mailoutbox, settings):
    settings.HOST_PORTS = frozenset({"443", "8443"})
    Client(headers={"host": "testserver:8443"}).post("/accounts/password/reset/", {"email": owner.email})
    assert origins(mailoutbox) == {"http://testserver:8443"}


def test_on_ones_own_machine_any_port_will_do(client, settings):
    settings.HOST_PORTS = None
    assert client.get("/", headers={"host": "testserver:8001"}).status_code == 200
