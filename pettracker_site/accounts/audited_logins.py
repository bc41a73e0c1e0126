"""Audits failed logins (password or second factor) and password changes, by account id, never by address."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from pettracker_site.audit.audit_log import Actor
from pettracker_site.audit.middleware import NOBODY, VISITOR, count_after_response, route_of
from pettracker_site.models import User


@receiver(user_login_failed, dispatch_uid="audit")
def password_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if request is None:
        return
    address = str(credentials.get("email") or credentials.get("username") or "").lower()
    person = User.objects.filter(email=address).values_list("pk", flat=True).first()
    count_after_response(Actor(VISITOR), str(person or NOBODY), "login-failed", route_of(request))


@receiver(authentication_failed, dispatch_uid="audit")
def second_factor_failed(request: HttpRequest, user: User, **_: Any) -> None:
    count_after_response(Actor(VISITOR), user.key, "login-failed", route_of(request))


@receiver([password_changed, password_reset, password_set], dispatch_uid="audit")
def password_has_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """By its owner, or by whoever has the reset link. The change is done, so its audit entry is best effort."""
    actor = str(request.user.pk) if request.user.is_authenticated else VISITOR
    count_after_response(Actor(actor), user.key, "password-changed", route_of(request))
