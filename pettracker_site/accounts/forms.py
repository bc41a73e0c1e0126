"""django-allauth's forms with our fields. A form that is sent twice has the effect of one (idempotent)."""

import hashlib
from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.account.utils import setup_user_email
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseReauthenticateForm
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm as BaseGenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateTOTPForm
from django import forms as django_forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from pettracker_site.models import User

from . import rate_limits, second_factor
from .encryption import UndecryptableSecret
from .fields import AddressField, CodeField, NewPasswordField, PasswordField
from .mail import MailNotSent

_CODE_WIDGET = {"placeholder": _("Code"), "autocomplete": "one-time-code", "inputmode": "numeric"}  # recovery codes too
_REPEATED_SIGNUP_SECONDS = 60


def _current_password() -> PasswordField:
    return PasswordField(show_reset_help=True, label=_("Password"), autocomplete="current-password")


class LoginForm(forms.LoginForm):  # type: ignore[misc]
    password = _current_password()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["login"] = AddressField()


class SignupForm(forms.SignupForm):  # type: ignore[misc]
    email = AddressField()
    account_already_exists: bool

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        theirs = self.fields["password1"]
        ours = PasswordField(label=theirs.label, help_text=theirs.help_text, autocomplete="new-password")
        self.fields["password1"] = ours

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """A new person; or, for a known address, the same answer.

        A repeated form sends no second mail: it would use up the rate limit of the first, or tell the person that they
        already have an account.
        """
        if self.account_already_exists and not cache.get(self._signup_cache_key()):
            tried: tuple[None, HttpResponse] = super().try_save(request)
            return tried
        try:
            if not self.account_already_exists:
                return self.save(request), None
        except IntegrityError:
            self.account_already_exists = True
        return None, get_adapter().respond_email_verification_sent(request, None)

    def save(self, request: HttpRequest) -> User:
        """Creates the person and the address in one transaction. The slow password hash comes before it.

        Raises: IntegrityError where the address is known.
        """
        adapter = get_adapter()
        user: User = adapter.save_user(request, adapter.new_user(request), self, commit=False)
        with transaction.atomic():
            user.save()
            setup_user_email(request, user, [EmailAddress(email=user.email)])
            rate_limits.clear("confirm_email", user.email)
            # Last, so that it is only said of people who exist.
            cache.set(self._signup_cache_key(), True, _REPEATED_SIGNUP_SECONDS)
        return user

    def _signup_cache_key(self) -> str:
        """The cache key for a recent sign-up with this address; hashed, so that the cache holds no address."""
        return f"signed-up:{hashlib.sha256(self.cleaned_data['email'].encode()).hexdigest()}"


class ResetPasswordForm(forms.ResetPasswordForm):  # type: ignore[misc]
    """`save(request)` raises MailNotSent."""

    email = AddressField(required=True)


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):  # type: ignore[misc]
    password1 = NewPasswordField(label=_("New Password"))
    password2 = PasswordField(label=_("New Password (again)"), autocomplete="new-password")


class SetPasswordForm(forms.SetPasswordForm):  # type: ignore[misc]
    password1 = NewPasswordField(label=_("Password"))
    password2 = PasswordField(label=_("Password (again)"), autocomplete="new-password")


class ChangePasswordForm(forms.ChangePasswordForm):  # type: ignore[misc]
    """`is_done_already`: the form was sent twice, and the new password is already set."""

    oldpassword = PasswordField(show_reset_help=True, label=_("Current Password"), autocomplete="current-password")
    password1 = NewPasswordField(label=_("New Password"))
    password2 = PasswordField(label=_("New Password (again)"), autocomplete="new-password")

    is_done_already = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        new = data.get("password1")
        if set(self.errors) == {"oldpassword"} and new and self.user.check_password(new):
            del self.errors["oldpassword"]
            self.is_done_already = True
        return data


class ReauthenticateForm(forms.ReauthenticateForm):  # type: ignore[misc]
    password = _current_password()


class AddEmailForm(forms.AddEmailForm):  # type: ignore[misc]
    email = AddressField(required=True)

    def clean_email(self) -> str:
        """An address that is already pending is no error: the form was sent twice."""
        email = str(self.cleaned_data["email"])
        try:
            return str(super().clean_email())
        except ValidationError:
            if not self._pending().filter(email=email).exists():
                raise
        return email

    def save(self, request: HttpRequest) -> EmailAddress:
        """Stores the pending address in place of an earlier one. Raises: MailNotSent, and then nothing has changed."""
        email = self.cleaned_data["email"]
        try:
            with transaction.atomic():
                address, is_new = self._pending().get_or_create(email=email, defaults={"user": self.user})
        except IntegrityError:  # it has become their verified one meanwhile
            return EmailAddress.objects.get(user=self.user, email=email)
        try:
            send_verification_email_to_address(request, address)
        except MailNotSent:
            if is_new:
                address.delete()
            raise
        for earlier in self._pending().exclude(pk=address.pk):
            earlier.remove()
        return address

    def _pending(self) -> Any:
        return EmailAddress.objects.filter(user=self.user, verified=False)


class _OneTimeCode(django_forms.Form):
    """A code of any second factor. A correct code clears the rate limit of the account, never that of the network.

    Raises: encryption.UndecryptableSecret where none is right and one could not be read.
    """

    user: User
    code = CodeField(label=_("Code"), widget=django_forms.TextInput(attrs=_CODE_WIDGET))

    def clean_code(self) -> str:
        succeeded = rate_limits.count_second_factor_attempt(self.user)
        code: str = self.cleaned_data["code"]
        factors = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        unreadable: UndecryptableSecret | None = None
        for factor in factors:
            try:
                is_right = second_factor.accept_code(factor, code)
            except UndecryptableSecret as error:  # another factor may be readable
                unreadable = error
                continue
            if is_right:
                factor.user = self.user
                self.authenticator = factor
                succeeded()
                return code
        if unreadable:
            raise unreadable
        if factors:
            first = sorted(factors, key=lambda each: each.type != Authenticator.Type.TOTP)[0]
            self._emit_authentication_failed(first)  # type: ignore[attr-defined]  # of the form it is mixed into
        raise get_mfa_adapter().validation_error("incorrect_code")


class AuthenticateForm(_OneTimeCode, BaseAuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateByCodeForm(_OneTimeCode, BaseReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTOTPForm(BaseActivateTOTPForm):  # type: ignore[misc]
    """`step` is the time step of the code."""

    code = CodeField(label=_("Authenticator code"), widget=django_forms.TextInput(attrs=_CODE_WIDGET))

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        succeeded = rate_limits.count_second_factor_attempt(self.user, error="rate_limited")
        code: str = self.cleaned_data["code"]
        self.step = second_factor.step_of(self.secret, code)
        if self.step is None:
            raise get_mfa_adapter().validation_error("incorrect_code")
        succeeded()
        return code


class GenerateRecoveryCodesForm(BaseGenerateRecoveryCodesForm):  # type: ignore[misc]
    """`replaces` names the codes that the form was shown for. Sent again, it does not make new ones."""

    replaces = django_forms.CharField(required=False, max_length=20, widget=django_forms.HiddenInput)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["replaces"].initial = self._current_codes()

    def is_done_already(self) -> bool:
        shown_for = self.cleaned_data.get("replaces")
        return bool(shown_for) and shown_for != self._current_codes()

    def _current_codes(self) -> str:
        codes = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.RECOVERY_CODES)
        return str(codes.values_list("pk", flat=True).first() or "none")
