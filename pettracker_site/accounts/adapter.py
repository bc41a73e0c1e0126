"""The adapter of django-allauth: e-mail addresses, mail, rate limits, links."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import parse_rates
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from pettracker_site.models import User
from pettracker_site.reminders.choosing import note_zone
from pettracker_site.web import error_pages, proxies

from . import email_addresses, mail, passwords, rate_limits

_RATE_LIMITED = frozenset(
    {"too_many_login_attempts", "rate_limited"}
)  # attempts with a password, and with a second factor's code
# Mails that somebody waits for, and the rate limit that each counts against; all others are notifications.
_PAUSES = {
    "account/email/email_confirmation": "confirm_email",
    "account/email/email_confirmation_signup": "confirm_email",
    "account/email/account_already_exists": "confirm_email",
    "account/email/password_reset_key": "reset_password",
    "account/email/unknown_account": "reset_password",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def clean_email(self, email: str) -> str:
        return str(super().clean_email(email_addresses.normalize(email)))

    def clean_password(self, password: str, user: User | None = None) -> str:
        return str(super().clean_password(passwords.normalize_and_check(password), user))

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        """Addresses are kept in lower case, so that one person cannot sign up twice by accident."""
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """All of it or nothing: somebody else may have come first, with this address as their own."""
        try:
            with mail.defer_notifications(), transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            context = {"email": email_address.email}
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", context)
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises: MailNotSent. A failed attempt does not count against the rate limit."""
        request = current.request
        defaults = {"request": request, "email": email, "current_site": get_current_site(request)}
        message = self.render_mail(template_prefix, email, defaults | context)
        try:
            mail.send(message, template_prefix)
        except mail.MailNotSent:
            if template_prefix in _PAUSES:
                rate_limits.roll_back(_PAUSES[template_prefix], key=email.lower())
            raise

    def send_notification_mail(self, *arguments: Any, **options: Any) -> None:
        """The change that it reports is done, and stays done if the notification cannot be sent."""
        mail.notify(lambda: super(AccountAdapter, self).send_notification_mail(*arguments, **options))

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> Any:
        note_zone(user, request)
        return super().post_login(request, user, **options)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Signing up with a known address takes as long as with a new one, whose password is hashed."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        return proxies.client_address(request)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Rate-limited requests get the 429 page with a Retry-After, as elsewhere, instead of a form error."""
        if code in _RATE_LIMITED:
            raise ImmediateHttpResponse(error_pages.too_many_requests(self.request, seconds=_longest_pause()))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The address alone. allauth adds the request's host, so each port would have a rate limit of its own."""
        return str(credentials.get("email") or credentials.get("username") or "").lower()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """After a password reset: clear the limit of the account, not that of the network address."""
        rate_limits.clear("login_failed", self._get_login_attempts_cache_key(request, **credentials))


def _longest_pause() -> int:
    """Seconds until a failed login no longer counts, by network address or account: the same for known and unknown."""
    failed = parse_rates(app_settings.RATE_LIMITS["login_failed"])
    return int(max(rate.duration for rate in failed))


def display_name(user: User) -> str:
    return user.get_short_name()
