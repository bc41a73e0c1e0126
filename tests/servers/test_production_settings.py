"""Production settings say at start what is missing or makes no sense, by name."""

import pytest

from tests.production import REQUIRED, python

START = """
import django
django.setup()
from django.conf import settings
print("staff need two factors:", settings.STAFF_NEED_TWO_FACTOR)
"""


def started(**changes):
    return python("-c", START, DATABASE_URL="sqlite://:memory:", **changes)


def test_they_start_with_what_is_required_and_nothing_else_and_ask_staff_for_a_second_factor():
    result = started()
    assert result.stdout == "staff need two factors: True\n", result.stderr


@pytest.mark.parametrize("name", REQUIRED)
def test_what_is_missing_is_named(name):
    result = started(**{name: None})
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].endswith(
        f"The environment variable {name} is required and not set (docs/operations.md)."
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DJANGO_SECRET_KEY", "secret"),
        ("PETTRACKER_MFA_KEYS", "secret"),
        ("WEB_THREADS", "0"),
        ("S3_READ_TIMEOUT", "3s"),
        ("DJANGO_SSL_REDIRECT", "ture"),
        ("LOG_LEVEL", "CHATTY"),
        ("PETTRACKER_BUCKET", "pets/example"),
        ("EMAIL_URL", "pets.example"),
    ],
)
def test_nonsense_is_named(name, value):
    result = started(**{name: value})
    assert result.returncode == 1
    assert name in result.stderr.splitlines()[-1]
    assert "makes no sense" in result.stderr.splitlines()[-1]
