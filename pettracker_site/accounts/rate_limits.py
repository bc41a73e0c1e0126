"""Counts of tries, as django-allauth keeps them: what is taken back, and for whom.

An account's count ("key") may be forgotten when somebody has proved to be its owner. The network's ("ip") never is, or
whoever owns one account could guess at others without end.
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
    """All tries that count for this key."""
    ratelimit.clear(context.request, app=_APP, action=action, key=key, config=_by_key(action))


def roll_back(action: str, key: str) -> None:
    """The last try that counted for this key: what it asked for did not take place."""
    for rate in ratelimit.get_rates(app=_APP, action=action, config=_by_key(action)):
        name = ratelimit.get_cache_key(context.request, app=_APP, action=action, rate=rate, key=key)
        times = cache.get(name) or []
        if times:
            ratelimit.SingleRateLimitUsage(name, rate.duration, times[0]).rollback()


def count_second_factor_attempt(user: User, *, error: str = "too_many_login_attempts") -> Callable[[], None]:
    """Counts a try with a code; what is returned is to be called where the code was right.

    Raises: what the adapter makes of `error` where there were too many.
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
    """The part of a limit that counts by key, as allauth writes it."""
    rates = (app_settings.RATE_LIMITS.get(action) or "").split(",")
    return {action: ",".join(rate for rate in rates if rate.strip().endswith("/key"))}
