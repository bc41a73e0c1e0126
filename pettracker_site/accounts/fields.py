"""Form fields that check the length first and return the normal form."""

from typing import Any

from allauth.account import fields
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import email_addresses, passwords

_MOST_CODE_CHARACTERS = 64


class AddressField(fields.EmailField):  # type: ignore[misc]
    def to_python(self, value: Any) -> str:
        return email_addresses.normalize(str(super().to_python(value)))


class PasswordField(fields.PasswordField):  # type: ignore[misc]
    def to_python(self, value: Any) -> str:
        return passwords.normalize_and_check(str(super().to_python(value)))


class NewPasswordField(fields.SetPasswordField):  # type: ignore[misc]
    def to_python(self, value: Any) -> str:
        return passwords.normalize_and_check(str(super().to_python(value)))


class CodeField(forms.CharField):
    """A code of a second factor, typed or pasted."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value))
        if len(typed) > _MOST_CODE_CHARACTERS:
            raise ValidationError(_("Incorrect code."))
        return email_addresses.without_invisible(typed)
