"""Which address throttles count, whatever proxies and clients write into X-Forwarded-For."""

import logging

import pytest
from allauth.core.internal.ratelimit import truncate_ip
from django.http import HttpResponse
from django.test import RequestFactory

from pettracker_site.web.proxies import ForwardedMiddleware, check_proxies, client_address, warn_at_start

PEER = "10.0.0.1"


def asked(header: str | None, **environment: str):
    forwarded = {} if header is None else {"HTTP_X_FORWARDED_FOR": header}
    return RequestFactory().get("/", **{"REMOTE_ADDR": PEER} | forwarded | environment)


@pytest.mark.parametrize(
    ("proxies", "header", "counted"),
    [
        (0, "203.0.113.9", PEER),
        (1, None, PEER),
        (1, "", PEER),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # what the client wrote itself is not believed
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (3, "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (1, "unknown", PEER),
        (1, "198.51.100.1, unknown", PEER),
        (2, "unknown, 203.0.113.9", "203.0.113.9"),
        (1, "<script>", PEER),
        (1, ", ,", PEER),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "[2001:db8::1]", "2001:db8::1"),
        (1, "2001:DB8:0::1", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.009", PEER),
        (1, "1" * 5000, PEER),
        (1, "x," * 500_000 + "203.0.113.9", "203.0.113.9"),
    ],
)
def test_it_is_what_the_outermost_of_our_proxies_saw(settings, proxies, header, counted):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert client_address(asked(header)) == counted


def test_a_socket_without_addresses_is_counted_too():
    assert client_address(asked(None, REMOTE_ADDR="")) == "unknown"


def test_addresses_of_one_ipv6_network_count_together_and_those_of_ipv4_do_not(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def counted(header: str) -> str:
        return truncate_ip(client_address(asked(header)))

    assert counted("2001:db8:1:2::1") == counted("2001:db8:1:2:ffff::9") != counted("2001:db8:1:3::1")
    assert counted("::ffff:203.0.113.9") != counted("::ffff:203.0.113.10")


def test_more_entries_than_proxies_are_told_once_and_without_an_address(settings, caplog):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    site = ForwardedMiddleware(lambda _: HttpResponse())
    with caplog.at_level(logging.WARNING):
        site(asked("203.0.113.9"))
        assert not caplog.records
        for _ in range(2):
            site(asked("203.0.113.9, 10.0.0.2"))
    [line] = caplog.records
    assert (line.entries, line.proxies) == (2, 1)
    assert "DJANGO_PROXIES" in line.getMessage()
    assert "203.0.113.9" not in caplog.text


def test_who_does_not_say_how_many_proxies_there_are_is_asked_at_start(settings, caplog):
    settings.PROXIES_ARE_COUNTED = False
    with caplog.at_level(logging.WARNING):
        warn_at_start()
    assert "load balancer and nginx it is 2" in caplog.text
    settings.PROXIES_ARE_COUNTED = True
    assert check_proxies() == []
