"""Passwords on Django's screens: superusers set those of others; admins change their own on the page for everybody.

Other staff send a mail for a new password (`user_actions.py`): they could use a password that they set themselves.
"""

from contextlib import nullcontext
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from pettracker_site.accounts import passwords
from pettracker_site.models import User

_OWN = "account_change_password"
_WITHOUT = _("Without a password they cannot log in until they choose one, by a password reset mail.")


class _OneNormalForm:
    """Compares both inputs in normal form, and refuses one that is too long."""

    cleaned_data: dict[str, Any]

    def clean_password1(self) -> str:
        return passwords.normalize_and_check(self.cleaned_data["password1"])

    def clean_password2(self) -> str:
        return passwords.normalize_and_check(self.cleaned_data["password2"])


class PasswordForm(_OneNormalForm, AdminPasswordChangeForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Sets or removes the password of somebody else."""

    usable_password_help_text = _WITHOUT  # type: ignore[assignment]  # a text all the same, of later

    @property
    def changed_data(self) -> list[str]:
        """Django's own is empty when the password is removed, and the audit log would miss the change."""
        return ["password"]

    def save(self, commit: bool = True) -> Any:
        """Saves only the password: the rest of the row may have changed since it was read."""
        person = super().save(commit=False)
        person.save(update_fields=["password"])
        return person


class NewPersonWithPasswordForm(_OneNormalForm, AdminUserCreationForm):  # type: ignore[type-arg]  # not subscriptable at run time
    usable_password = AdminUserCreationForm.create_usable_password_field(_WITHOUT)


class NewPersonForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A person without a password, who sets one by a password reset mail."""

    class Meta:
        model = User
        fields = ("email",)
        help_texts: ClassVar = {"email": _("They get no password: send them a mail to choose one, from their page.")}

    def save(self, commit: bool = True) -> Any:
        self.instance.set_unusable_password()
        return super().save(commit)


class PasswordsAdmin(UserAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    add_form = NewPersonWithPasswordForm
    change_password_form = PasswordForm

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Saves the password and its audit entry together, or neither. Raises: StoreUnavailable."""
        person = self.get_object(request, unquote(id))
        if person == request.user:
            return redirect(_OWN)
        if not request.user.is_superuser:
            raise PermissionDenied("password")
        with transaction.atomic() if request.method == "POST" else nullcontext():
            response: HttpResponse = super().user_change_password(request, id, form_url)
        return response

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Shows the password button only to those who may use it."""
        if request.user.is_superuser or obj == request.user:
            return super().get_fieldsets(request, obj)
        if obj is None:
            return ((None, {"classes": ("wide",), "fields": ("email",)}),)
        shown = super().get_fieldsets(request, obj)
        return [(title, rest | {"fields": _without_password(rest["fields"])}) for title, rest in shown]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None and not request.user.is_superuser:
            kwargs["form"] = NewPersonForm
        return super().get_form(request, obj, change=change, **kwargs)


def _without_password(fields: Any) -> tuple[Any, ...]:
    return tuple(field for field in fields if field != "password")
