"""What admins do to a person. Each action has its permission, a confirmation page, and an entry in the audit log."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pettracker_site.accounts import deletion
from pettracker_site.accounts.forms import ResetPasswordForm
from pettracker_site.accounts.mail import MailNotSent
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.models import User
from pettracker_site.web import error_pages


@dataclass(frozen=True, slots=True)
class UserAction:
    """`is_available`: whether it can be done to this person now. `final`: the admin confirms it by typing.

    `allow_self`: whether admins may do it to their own account.
    """

    name: str
    label: Promise
    permission: str
    question: Promise
    done: Promise
    is_available: Callable[[User], bool]
    act: Callable[[HttpRequest, User], None]
    final: bool = False
    allow_self: bool = False


def _change(person: User, action: str, **fields: object) -> None:
    """Where the audit log cannot be written, the change does not take place."""
    after = fields.get("is_active", person.is_active)
    changes = {"IsActive": {"Before": person.is_active, "After": after}} if after != person.is_active else None
    with transaction.atomic():
        User.objects.filter(pk=person.pk).update(**fields)
        audit_log().write("person", person.key, action, {"Changes": changes})


def _deactivate(request: HttpRequest, person: User) -> None:
    """Their sessions end with it: made active again, they log in anew."""
    _change(person, "deactivated", is_active=False, sessions_ended=F("sessions_ended") + 1)


def _reactivate(request: HttpRequest, person: User) -> None:
    _change(person, "reactivated", is_active=True)


def _end_sessions(request: HttpRequest, person: User) -> None:
    _change(person, "sessions-ended", sessions_ended=F("sessions_ended") + 1)


def _send_reset(request: HttpRequest, person: User) -> None:
    """With the pauses of everybody's own page for it. Raises: MailNotSent; ImmediateHttpResponse for a pause."""
    if not ratelimit.consume(request, action="reset_password", key=person.email):
        raise ImmediateHttpResponse(error_pages.too_many_requests(request))
    audit_log().write("person", person.key, "reset-asked")
    form = ResetPasswordForm({"email": person.email})
    if not form.is_valid():
        raise MailNotSent(is_refused=True)
    form.users = [person]  # and nobody else who may have proved that this address is theirs
    form.save(request)


def _erase(request: HttpRequest, person: User) -> None:
    deletion.start(person)
    with suppress(StoreUnavailable):  # `manage.py finish_deletions` goes on
        deletion.resume(person, times.now(), most=deletion.MOST_AT_ONCE)


USER_ACTIONS = (
    UserAction(
        "deactivate",
        _("Deactivate"),
        "deactivate_people",
        _("They cannot log in any more, and are logged out everywhere at once. Their pets and photos stay."),
        _("%(person)s is deactivated, and logged out everywhere."),
        lambda person: person.is_active,
        _deactivate,
    ),
    UserAction(
        "reactivate",
        _("Reactivate"),
        "deactivate_people",
        _("They can log in again, and find everything as it was."),
        _("%(person)s can log in again."),
        lambda person: not person.is_active and not person.erasing_since,
        _reactivate,
    ),
    UserAction(
        "end-sessions",
        _("Log out everywhere"),
        "end_sessions",
        _("All their sessions end at once, on every device. The password stays as it is."),
        _("%(person)s is logged out everywhere."),
        lambda person: person.is_active,
        _end_sessions,
        allow_self=True,
    ),
    UserAction(
        "send-reset",
        _("Send a password reset mail"),
        "send_resets",
        _("They get a mail with a link to choose a new password. The old one works until then."),
        _("A password reset mail is on its way to %(person)s."),
        lambda person: person.is_active,
        _send_reset,
        allow_self=True,
    ),
    UserAction(
        "erase",
        _("Delete with all data"),
        "erase_people",
        _("All of this is deleted permanently. Nobody can stop it once it has begun. The account is closed at once."),
        _("%(person)s cannot log in any more. Their pets are being deleted, and then the account."),
        lambda person: not person.erasing_since,
        _erase,
        final=True,
    ),
)
