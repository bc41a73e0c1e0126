"""What PetTracker asks of django-allauth."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import parse_rates
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import error_pages
from .models import User

_TOO_MANY_TRIES = frozenset({"too_many_login_attempts", "rate_limited"})  # of passwords, and of a second factor's codes


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def clean_email(self, email: str) -> str:
        """A longer address than the table keeps is refused, not cut off."""
        longest = User._meta.get_field("email").max_length
        if longest and len(email) > longest:
            raise ValidationError(_("An e-mail address has at most %(longest)d characters.") % {"longest": longest})
        return str(super().clean_email(email))

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        """Addresses are kept in lower case, so that one person cannot sign up twice by accident."""
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user

    def send_account_already_exists_mail(self, email: str) -> None:
        """Signing up with a known address takes as long as with a new one, whose password is hashed."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Too many tries get the page that tells when to come back, as elsewhere, and no sentence in a form."""
        if code in _TOO_MANY_TRIES:
            raise ImmediateHttpResponse(error_pages.too_many_requests(self.request, seconds=_longest_pause()))
        error: ValidationError = super().validation_error(code, *args)
        return error


def _longest_pause() -> int:
    """Seconds after which a failed login counts no more, by address or by account: one answer for all, known or not."""
    failed = parse_rates(app_settings.RATE_LIMITS["login_failed"])
    return int(max(rate.duration for rate in failed))


def display_name(user: User) -> str:
    return user.get_short_name()
