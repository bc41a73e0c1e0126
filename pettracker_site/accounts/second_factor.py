"""One-time codes (TOTP): the current or the previous time step, each accepted once."""

import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from pettracker_site.models import User

_LAST_STEP = "last_step"


def step_of(secret: str, code: str) -> int | None:
    """The time step of this code: the current one, or the previous one for slow typing (RFC 6238, 5.2)."""
    now = int(time.time() // app_settings.TOTP_PERIOD)
    for step in (now, now - 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def accept_code(factor: Authenticator, code: str) -> bool:
    """Whether this code is correct and was not used before. Marks it as used (no replay)."""
    if factor.type != Authenticator.Type.TOTP:
        return bool(factor.wrap().validate_code(code))
    with transaction.atomic():
        locked = Authenticator.objects.select_for_update().filter(pk=factor.pk).first()
        if locked is None:
            return False
        step = step_of(decrypt(locked.data["secret"]), code)
        if step is None or step <= locked.data.get(_LAST_STEP, -1):
            return False
        _keep(locked, step)
    return True


def record_activation(user: User, step: int) -> None:
    """Mark the code that activated the factor as used."""
    _keep(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP), step)


def _keep(factor: Authenticator, step: int) -> None:
    factor.data[_LAST_STEP] = step
    factor.save(update_fields=["data"])
