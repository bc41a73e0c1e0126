"""Statistics on the admin's first page, as a job counted them last. Nothing is counted here: one call reads all
results, and three check whether tables and bucket answer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from pets.life.child import record_children
from pets.profile import Kind
from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.aws.parallel import run_in_parallel
from pettracker_site.backoffice.permissions import has_permission
from pettracker_site.backoffice.screens import people
from pettracker_site.management import reports
from pettracker_site.web import health
from photos.maintenance.sweeping import Swept

from .labels import REFUSED

_SILENT = timedelta(hours=1)  # reminders go every 15 minutes


@dataclass(frozen=True, slots=True)
class Health:
    """Which stores answer now."""

    tables: bool
    bucket: bool
    at: datetime


def statistics(request: HttpRequest) -> dict[str, Any]:
    """For the template, for who may see it; empty for everybody else."""
    if not has_permission(request, "view_numbers"):
        return {}
    try:
        latest = reports.latest_of("count_records", "sweep", "check_drift", "send_reminders")
    except StoreUnavailable:
        return {"statistics": True, "unanswered": True, "health": _health()}
    return {
        "statistics": True,
        "health": _health(),
        "count": _count(latest["count_records"]),
        "sweep": _sweep(latest["sweep"]),
        "drift": _drift(latest["check_drift"]),
        "reminders": _reminders(latest["send_reminders"]),
    }


def _count(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    largest = item["Largest"]
    known = people(each["OwnerId"] for each in largest)
    shown, trash = item["Pets"]["active"], item["Pets"]["deleted"]
    return {
        "at": times.from_text(item["At"]),
        "people": item["People"],
        "pets": sum(shown.values()),
        "pets_in_trash": sum(trash.values()),
        "kinds": _kinds(shown, trash),
        "records": _records(item.get("Records", {})),
        "photos": item["Photos"],
        "tombstones": sum(item["Tombstones"].values()),
        "bytes": sum(item["Bytes"].values()),
        "bytes_in_trash": item["Bytes"]["deleted"],
        "days": [(date.fromisoformat(day), int(number)) for day, number in sorted(item["Uploads"].items())],
        "uploads": sum(item["Uploads"].values()),
        "largest": [(each, known.get(each["OwnerId"])) for each in largest],
        "refused": [(words, item["Refused"][code]) for code, words in REFUSED.items() if item["Refused"].get(code)],
    }


def _kinds(shown: dict[str, int], trash: dict[str, int]) -> list[tuple[str | Promise, Kind, int, int]]:
    """Each kind that there is, the most frequent first: with how many are on show and in the trash."""
    there = sorted({*shown, *trash}, key=lambda kind: -shown.get(kind, 0))
    return [(Kind(kind).label, Kind(kind), shown.get(kind, 0), trash.get(kind, 0)) for kind in there]


def _records(counted: dict[str, dict[str, int]]) -> list[tuple[str | Promise, str, int, int]]:
    """Each kind of record: with how many are on show and in the trash, as far as they were counted."""
    shown, trash = counted.get("active", {}), counted.get("deleted", {})
    return [
        (child.label, kind, shown[kind], trash.get(kind, 0))
        for kind, child in record_children().items()
        if kind in shown
    ]


def _sweep(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    left = {kind: item["Found"].get(kind, 0) - item["Mended"].get(kind, 0) for kind in Swept}
    return {
        "at": times.from_text(item["At"]),
        "strays": left[Swept.STRAY],
        "cut_off": left[Swept.CUT_OFF],
        "missing": left[Swept.MISSING],
        "unanswered": item["Unanswered"],
    }


def _drift(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {"at": times.from_text(item["At"]), "gaps": item["Gaps"], "unseen": int(item["Unseen"])}


def _reminders(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    at = times.from_text(item["At"])
    return {"at": at, "sent": int(item["Sent"]), "failed": item["Failed"], "is_silent": times.now() - at > _SILENT}


def _health() -> Health:
    tables, bucket = run_in_parallel(
        [
            lambda: health.passes(health.check_tables, health.RECORDS),
            lambda: health.passes(health.check_bucket, health.FILES),
        ]
    )
    return Health(tables, bucket, times.now())
