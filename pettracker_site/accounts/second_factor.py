"""One-time codes: that of now or of the step before, each once."""

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
    """The step whose code this is: this one, or the one before, for who typed slowly (RFC 6238, 5.2)."""
    now = int(time.time() // app_settings.TOTP_PERIOD)
    for step in (now, now - 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def accept_code(factor: Authenticator, code: str) -> bool:
    """Whether this code is right, and no code of its step or a later one was taken before. From then on it is taken."""
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
    """The code that set the factor up was taken too."""
    _keep(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP), step)


def _keep(factor: Authenticator, step: int) -> None:
    factor.data[_LAST_STEP] = step
    factor.save(update_fields=["data"])
