"""One run: a mail to each person whose hour has come, of whom something new is due. Who is next: recipients.py."""

import logging
import time
import traceback
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.db import DatabaseError

from pettracker_site.accounts.mail import send
from pettracker_site.aws import deadline, times

from . import recipients
from .gathering import gather
from .mail import message_for
from .models import Reminders

_PERSON_SECONDS = 60.0  # for the stores: far below the claim, which lasts 15 minutes
_log = logging.getLogger(__name__)


class Outcome(StrEnum):
    SENT = "sent"
    QUIET = "quiet"  # nothing new was due
    FAILED = "failed"  # the next run tries again
    SKIPPED = "skipped"  # another run has them in hand, or they want none any more


@dataclass(slots=True)
class Report:
    """How many people met each outcome, and whether time was over before all were through."""

    sent: int = 0
    quiet: int = 0
    failed: int = 0
    skipped: int = 0
    is_cut_off: bool = False

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)

    @property
    def done(self) -> int:
        return self.sent + self.quiet + self.failed


def run(
    *, seconds: float, clock: Callable[[], datetime] = times.now, on_person: Callable[[], object] = lambda: None
) -> Report:
    """Until all are through, or so many seconds are over: who is left comes first in the next run.

    What fails for one person is that person's. Raises: DatabaseError where the accounts' database is away.
    """
    started, until = clock(), time.monotonic() + seconds
    report, zones = Report(), recipients.zones()
    while keys := recipients.page(zones, clock(), started):
        done = report.done
        for key in keys:
            if time.monotonic() >= until:
                report.is_cut_off = True
                return report
            report.count(_remind(key, started, clock()))
            on_person()
        if report.done == done:  # all of them are in other hands
            return report
    return report


def _remind(key: uuid.UUID, started: datetime, now: datetime) -> Outcome:
    reminders = None
    try:
        reminders = recipients.claim(key, now, started)
        return _tell(reminders, now) if reminders else Outcome.SKIPPED
    except Exception as error:  # of the stores, of the mail server, or of one record that makes no sense
        where = traceback.extract_tb(error.__traceback__)[-1]  # and not its text, which may tell what people typed
        trouble = {"user": str(key), "error": type(error).__name__, "at": f"{Path(where.filename).name}:{where.lineno}"}
        _log.error("reminder not sent", extra=trouble)
        if reminders:
            with suppress(DatabaseError):
                recipients.release(reminders, now)
        return Outcome.FAILED


def _tell(reminders: Reminders, now: datetime) -> Outcome:
    """Between sending and noting lies the one moment at which a run that is killed makes a second mail."""
    with deadline.within(_PERSON_SECONDS):
        gathered = gather(reminders, now)
    if not gathered.new:
        recipients.note(reminders, gathered.day)
        return Outcome.QUIET
    message = message_for(reminders, gathered)
    if not recipients.is_held(reminders, now):
        return Outcome.SKIPPED
    send(message, "reminder")
    recipients.note(reminders, gathered.day)
    return Outcome.SENT
