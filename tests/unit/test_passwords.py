"""Passwords, however a keyboard puts their letters together."""

import time
import unicodedata

import pytest
from django.core.exceptions import ValidationError

from pettracker_site.accounts.passwords import MOST_CHARACTERS, LengthValidator, normalize
from pettracker_site.models import User

COMPOSED = unicodedata.normalize("NFC", "ein schönes Küken")
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


@pytest.mark.parametrize(("set_as", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_letters_and_their_marks_may_come_together_or_apart(set_as, typed):
    person = User()
    person.set_password(set_as)
    assert person.check_password(typed)
    assert not person.check_password("ein schones Kuken")


def test_no_password_is_none():
    person = User()
    person.set_password(None)
    assert not person.has_usable_password()


def test_its_length_is_that_of_what_is_kept():
    eight_letters = unicodedata.normalize("NFD", "öäüöäüöä")
    assert len(eight_letters) == 16
    with pytest.raises(ValidationError):
        LengthValidator(10).validate(eight_letters)
    LengthValidator(10).validate(unicodedata.normalize("NFD", "ö" * MOST_CHARACTERS))


def test_one_that_is_too_long_is_refused_in_words():
    with pytest.raises(ValidationError, match=str(MOST_CHARACTERS)):
        LengthValidator(10).validate("a" * (MOST_CHARACTERS + 1))


def test_half_a_million_marks_are_not_normalised():
    marks = "a" + "\u0301\u0316" * 250_000
    began = time.process_time()
    assert normalize(marks) == marks
    with pytest.raises(ValidationError):
        LengthValidator(10).validate(marks)
    assert time.process_time() - began < 5
