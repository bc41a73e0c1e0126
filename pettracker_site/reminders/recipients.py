"""To whom a mail is to be written: people whose hour has come, each in the hands of one run at a time."""

import uuid
from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from pettracker_site.common.time_zones import zone_or_utc

from .models import Reminders

CLAIM = timedelta(minutes=15)  # after which a run that has said nothing counts as gone
PAGE_SIZE = 100


def zones() -> list[str]:
    """The names of all zones in which somebody wants reminders: some hundred at most."""
    return list(_wanted().values_list("zone_name", flat=True).distinct())  # type: ignore[misc]  # an annotation


def page(zones: list[str], now: datetime, started: datetime) -> list[uuid.UUID]:
    """Keys of up to 100 people whose hour has come and whom nobody has in hand; first those who were tried longest ago.

    Whoever this run tried in vain is left to the next one.
    """
    by_hour: dict[tuple[date, int], list[str]] = defaultdict(list)
    for name in zones:
        local = now.astimezone(zone_or_utc(name))
        by_hour[local.date(), local.hour].append(name)
    if not by_hour:
        return []
    has_come = reduce(or_, (_has_come(today, hour, names) for (today, hour), names in by_hour.items()))
    is_free = Q(claimed_at=None) | Q(claimed_at__lt=started - CLAIM)
    found = _wanted().filter(has_come, is_free).order_by(F("claimed_at").asc(nulls_first=True), "person_id")
    return list(found.values_list("person_id", flat=True)[:PAGE_SIZE])


def claim(key: uuid.UUID, now: datetime, started: datetime) -> Reminders | None:
    """What that person wants, in the hands of this run from `now` on; None where somebody else was first, or nothing
    is to be sent any more. One conditional UPDATE decides."""
    found = _wanted().select_related("person").filter(pk=key).first()
    if found is None or not found.has_come(now) or (found.claimed_at and found.claimed_at >= started - CLAIM):
        return None
    as_read = Reminders.objects.filter(pk=key, is_on=True, told_for=found.told_for, claimed_at=found.claimed_at)
    return found if as_read.update(claimed_at=now) else None


def is_held(reminders: Reminders, claimed_at: datetime) -> bool:
    """Whether the mail may go: the person still wants it, and nobody else has it in hand."""
    return _wanted().filter(pk=reminders.pk, claimed_at=claimed_at).exists()


def release(reminders: Reminders, claimed_at: datetime) -> None:
    """After a failure: for the next run, which began later than this claim."""
    Reminders.objects.filter(pk=reminders.pk, claimed_at=claimed_at).update(claimed_at=claimed_at - CLAIM)


def note(reminders: Reminders, day: date) -> None:
    """That day is done with."""
    Reminders.objects.filter(pk=reminders.pk).update(told_for=day, claimed_at=None)


def _wanted() -> "QuerySet[Reminders]":
    """Of those who want mails, whoever may get one: active, not being deleted, and with an address that is verified."""
    verified = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("person__email"), verified=True)
    zone_name = Case(
        When(person__time_zone__gt="", then="person__time_zone"),
        When(browser_zone__gt="", then="browser_zone"),
        default=Value(settings.TIME_ZONE),
    )
    active = Reminders.objects.filter(is_on=True, person__is_active=True, person__erasing_since=None)
    return active.filter(Exists(verified)).annotate(zone_name=zone_name)


def _has_come(today: date, hour: int, zones: list[str]) -> Q:
    """`Reminders.has_come` for those in zones where it is that hour of that day."""
    return Q(zone_name__in=zones, hour__lte=hour) & (Q(told_for=None) | Q(told_for__lt=today))
