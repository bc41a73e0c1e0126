"""The names of time zones."""

import zoneinfo
from functools import lru_cache
from importlib import resources

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    """All of them; read from the file system once."""
    return frozenset(zoneinfo.available_timezones())


@lru_cache(maxsize=1)
def zones_to_choose() -> tuple[str, ...]:
    """Those to choose from, in alphabetical order: without the aliases of former times, such as Asia/Calcutta.

    They are those of zone.tab, in which each country has all of its own, so that everybody finds a city nearby.
    """
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    named = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return (*sorted(named & time_zones()), "UTC")


def zone_or_utc(name: str) -> zoneinfo.ZoneInfo:
    """The zone of that name; UTC where there is none."""
    if name in time_zones():  # also keeps paths out of the zone file's name
        return zoneinfo.ZoneInfo(name)
    return zoneinfo.ZoneInfo("UTC")


def validate_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError(_("There is no time zone of this name."), code="time_zone")
