"""Addresses of mail as they are typed and pasted, in one form."""

import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from pettracker_site.accounts.email_addresses import MOST_CHARACTERS, normalize, without_invisible

JANE = "jane@example.com"
INVISIBLE = {
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "word joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "byte order mark": "\ufeff",
    "right-to-left mark": "\u200f",
    "override of direction": "\u202e",
    "isolate of direction": "\u2068",
    "grapheme joiner": "\u034f",
    "variation selector": "\ufe0f",
    "hangul filler": "\u3164",
    "tag": "\U000e0061",
}


@pytest.mark.parametrize("sign", INVISIBLE.values(), ids=INVISIBLE.keys())
def test_what_nobody_sees_is_taken_out_wherever_it_stands(sign):
    assert normalize(f"{sign}ja{sign}ne{sign}@exa{sign}mple.com{sign}") == JANE


@pytest.mark.parametrize(
    "typed",
    [
        "Jane@Example.COM",
        "  jane@example.com\t\n",
        "\u00a0jane@example.com\u3000",
        "jane@example.com.",
        "jane@example.com. ",
        "jane\uff20example.com",
        "jane\ufe6bexample.com",
        "\uff4a\uff41\uff4e\uff45@example\uff0ecom",
        "jane@example\u3002com",
    ],
)
def test_capitals_spaces_wide_letters_and_dots_at_the_end_make_no_other_address(typed):
    assert normalize(typed) == JANE


def test_a_domain_that_only_looks_the_same_is_another():
    cyrillic = "jane@ex\u0430mple.com"
    assert normalize(cyrillic) == cyrillic
    assert normalize("jane@M\u00dcLLER.example") == "jane@m\u00fcller.example"


@pytest.mark.parametrize("long", ["a" * MOST_CHARACTERS + "@example.com", "\u0301" * 500_000, "\u200b" * 500_000])
def test_what_is_too_long_is_refused_before_it_is_normalised(long):
    began = time.process_time()
    with pytest.raises(ValidationError):
        normalize(long)
    assert time.process_time() - began < 5  # half a million marks take minutes


@given(st.text(max_size=80))
def test_the_normal_form_is_its_own(typed):
    assert normalize(normalize(typed)) == normalize(typed)


def test_a_code_loses_what_came_along_with_it():
    assert without_invisible("\u200e\uff11\uff12\uff13456\u200b") == "123456"
