"""What an operator may write into the environment, and what stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from pettracker_site.settings.environment import Environment, without_ports

KEY = "q7Hs0-Zt3LmVw9Xc_Rb2Yk6Pd8Nf1Ga5Je4Uo7Ti0Qs9Lx3Bv6Mz"

MFA_KEY = "wq4DkT7xR1mZ9vLcY5hUeJ2sN8bGf0aQ3pXiO6tK_-E="


def env(value: str) -> Environment:
    return Environment({"NAME": value})


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda env: env.int("NAME"), "eight"),
        (lambda env: env.int("NAME"), "8.5"),
        (lambda env: env.int("NAME"), "-1"),
        (lambda env: env.int("NAME"), "4_5"),
        (lambda env: env.int("NAME"), "٤"),
        (lambda env: env.float("NAME"), "4_5"),
        (lambda env: env.float("NAME"), "1e9"),
        (lambda env: env.float("NAME"), "4,5"),
        (lambda env: env.int("NAME", at_least=1), "0"),
        (lambda env: env.int("NAME", at_most=1800), "1801"),
        (lambda env: env.float("NAME"), "2s"),
        (lambda env: env.float("NAME"), "nan"),
        (lambda env: env.float("NAME"), "inf"),
        (lambda env: env.float("NAME"), "0"),
        (lambda env: env.bool("NAME"), "ture"),
        (lambda env: env.list("NAME"), " , "),
        (lambda env: env.one_of("NAME", ("path", "virtual")), "paht"),
        (lambda env: env.secret_key("NAME"), KEY[:49]),
        (lambda env: env.secret_key("NAME"), "ab" * 40),
        (lambda env: env.secret_key("NAME"), "django-insecure-" + KEY),
        (lambda env: env.fernet_keys("NAME"), "hidden"),
        (lambda env: env.fernet_keys("NAME"), "A" * 43 + "="),
        (lambda env: env.fernet_keys("NAME"), f"{MFA_KEY},hidden"),
        (lambda env: env.fernet_keys("NAME"), f"{MFA_KEY};{MFA_KEY}"),
        (lambda env: env.fernet_keys("NAME"), MFA_KEY[:-1]),
        (lambda env: env.db_url("NAME"), "pets.example"),
        (lambda env: env.db_url("NAME"), "mysql://user:hidden@pets.example/pets"),
        (lambda env: env.db_url("NAME"), "postgres://user:hidden@pets.example:many/pets"),
        (lambda env: env.db_url("NAME"), "postgres://user:hidden@pets.example"),
        (lambda env: env.email_url("NAME"), "pets.example"),
        (lambda env: env.email_url("NAME"), "pigeon://user:hidden@pets.example"),
        (lambda env: env.email_url("NAME"), "smtp://"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_the_variable_and_never_shown(read, value):
    with pytest.raises(ImproperlyConfigured, match="environment variable NAME makes no sense: it ") as refused:
        read(env(value))
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("value", ["", "  "])
def test_what_is_required_and_missing_or_empty_is_named(value):
    with pytest.raises(ImproperlyConfigured, match="NAME is required and not set"):
        env(value)("NAME")


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (lambda env: env("NAME"), "$literally", "$literally"),
        (lambda env: env("NAME", default="none"), "", "none"),
        (lambda env: env.str("NAME", multiline=True), r"-----BEGIN\nkey\n", "-----BEGIN\nkey\n"),
        (lambda env: env.str("NAME", default="", multiline=True), "", ""),
        (lambda env: env.int("NAME"), "8", 8),
        (lambda env: env.float("NAME"), "2.5", 2.5),
        (lambda env: env.float("NAME", default=1.0), "", 1.0),
        (lambda env: env.bool("NAME"), "Yes", True),
        (lambda env: env.bool("NAME", default=True), "off", False),
        (lambda env: env.list("NAME"), "a.example, b.example", ["a.example", "b.example"]),
        (lambda env: env.secret_key("NAME"), KEY, KEY),
        (lambda env: env.db_url("NAME")["ENGINE"], "postgres://u:p@h/pets", "django.db.backends.postgresql"),
        (lambda env: env.db_url("NAME")["NAME"], "sqlite:////srv/pets.sqlite3", "/srv/pets.sqlite3"),
        (lambda env: env.email_url("NAME")["EMAIL_USE_TLS"], "smtp+tls://u:p@h:587", True),
    ],
)
def test_what_makes_sense_is_read_as_what_it_means(read, value, expected):
    assert read(env(value)) == expected


def test_hosts_may_name_the_port_that_the_site_has():
    named = [
        "pets.example:8443",
        "www.pets.example",
        "[::1]:8000",
        "[::1]",
        ".pets.example",
        "https://pets.example:444",
    ]
    hosts, ports = without_ports(named)
    assert hosts == ["pets.example", "www.pets.example", "[::1]", "[::1]", ".pets.example", "https://pets.example"]
    assert ports == {"8443", "8000", "444"}
