"""`next=` leads to this site only, however it is written."""

import pytest
from django.test import Client

from tests.people import PASSWORD

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "\n//evil.example",
    "\x00//evil.example",
    "\x1f//evil.example",
    " //evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "//testserver:80@evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "ftp://testserver/",
]


def leads_here(location: str) -> bool:
    """As a browser reads it: tabs and line breaks fall out, backslashes are slashes."""
    read = "".join(each for each in location if each not in "\t\r\n").strip("\x00\x1f ").replace("\\", "/")
    return read.startswith("/") and not read.startswith("//") and "evil" not in read.partition("?")[0]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_after_the_login_one_is_here(owner, target):
    for client, path, extra in ((Client(), "/accounts/login/", {}), (Client(), "/admin/login/", {})):
        query = client.get(path, {"next": target})
        assert query.status_code in (200, 302)
        if query.status_code == 302:
            assert leads_here(query["Location"])
        typed = {"login": owner.email, "password": PASSWORD, "next": target} | extra
        response = Client().post("/accounts/login/", typed)
        assert response.status_code == 302
        assert leads_here(response["Location"]), response["Location"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_after_the_logout_one_is_here(as_owner, target):
    response = as_owner.post("/accounts/logout/", {"next": target})
    assert response.status_code == 302
    assert leads_here(response["Location"]), response["Location"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_after_the_proof_of_who_one_is_one_is_here(as_owner, target):
    response = as_owner.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": target})
    assert response.status_code == 302
    assert leads_here(response["Location"]), response["Location"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_who_is_in_already_is_led_nowhere_else(as_owner, target):
    response = as_owner.get("/accounts/login/", {"next": target})
    assert response.status_code == 302
    assert leads_here(response["Location"]), response["Location"]


def test_a_page_of_this_site_is_come_back_to(owner):
    response = Client().post("/accounts/login/?next=/pets/trash/", {"login": owner.email, "password": PASSWORD})
    assert response["Location"] == "/pets/trash/"


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/pets", "/\\evil.example/pets"])
def test_the_slash_that_is_added_leads_nowhere_else(client, path):
    response = client.get("/", PATH_INFO=path)
    assert response.status_code == 404 or leads_here(response["Location"]), response
