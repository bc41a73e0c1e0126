"""Passwords in normal form (NFC, RFC 8265, 4.2), so that every keyboard produces the same one."""

import unicodedata
from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_CHARACTERS = 256
_MOST_TYPED = 4 * MOST_CHARACTERS  # marks of their own that NFC puts together; what is longer is not normalised at all


def normalize(typed: str) -> str:
    """The input in NFC; an input that is too long stays as it is, since normalising is quadratic."""
    return unicodedata.normalize("NFC", typed) if len(typed) <= _MOST_TYPED else typed


def normalize_and_check(typed: str) -> str:
    """The normal form. Raises: ValidationError for one that is too long."""
    password = normalize(typed)
    if len(password) > MOST_CHARACTERS:
        raise ValidationError(_("A password has at most %(most)d characters.") % {"most": MOST_CHARACTERS})
    return password


class LengthValidator(MinimumLengthValidator):
    """Counts the characters of the normal form, not those that were typed."""

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(normalize_and_check(password), user)
