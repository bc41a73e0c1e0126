"""Clears and rolls back django-allauth's rate limits.

The limit of an account ("key") may be cleared when somebody has proved to be its owner. That of a network address
("ip") never is: whoever owns one account could otherwise guess the passwords of others without limit.
"""

from collections.abc import Callable

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django.core.cache import cache

from pettracker_site.models import User

_APP = "allauth.account"


def clear(action: str, key: str) -> None:
    """Forget all attempts that count for this key."""
    ratelimit.clear(context.request, app=_APP, action=action, key=key, config=_by_key(action))


def roll_back(action: str, key: str) -> None:
    """Take back the last attempt that counted for this key, because it had no effect."""
    for rate in ratelimit.get_rates(app=_APP, action=action, config=_by_key(action)):
        name = ratelimit.get_cache_key(context.request, app=_APP, action=action, rate=rate, key=key)
        times = cache.get(name) or []
        if times:
            ratelimit.SingleRateLimitUsage(name, rate.duration, times[0]).rollback()


def count_second_factor_attempt(user: User, *, error: str = "too_many_login_attempts") -> Callable[[], None]:
    """Counts an attempt with a code. Call the returned function if the code was correct.

    Raises: the adapter's error for `error` if there were too many attempts.
    """
    key = f"mfa-auth-user-{user.pk}"
    usage = ratelimit.consume(context.request, app=_APP, action="login_failed", key=key)
    if not usage:
        raise get_adapter().validation_error(error)

    def succeeded() -> None:
        usage.rollback()
        clear("login_failed", key)

    return succeeded


def _by_key(action: str) -> dict[str, str]:
    """The part of a rate limit that counts by key, in allauth's notation."""
    rates = (app_settings.RATE_LIMITS.get(action) or "").split(",")
    return {action: ",".join(rate for rate in rates if rate.strip().endswith("/key"))}
