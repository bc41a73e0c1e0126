import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.aws.trail import Actor, acted_by
from pettracker_site.management import progress
from photos import reports, requests
from photos.purging import purger
from photos.sweeping import Kind, Report, Sweeper

_TELL_SECONDS = 5.0
_WORDS = {
    Kind.CUT_OFF: "Uploads that were cut off",
    Kind.TRASH_PHOTO: "Photos over their days in the trash",
    Kind.TRASH_PET: "Pets over their days in the trash",
    Kind.TOMBSTONE: "Purges to go on with",
    Kind.STRAY: "Files without a photo",
    Kind.FOREIGN: "Files under names that are not PetTracker's, left alone",
    Kind.MISSING: "Photos whose files are missing, left alone",
}


class ProgressReporter:
    """Adds up what was seen, by several threads, and tells it at most every few seconds."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self.seen = 0
        self._tell = tell
        self._told_at = time.monotonic()
        self._lock = Lock()

    def __call__(self, number: int) -> None:
        with self._lock:
            self.seen += number
            is_time = time.monotonic() - self._told_at >= _TELL_SECONDS
            if is_time:
                self._told_at = time.monotonic()
        if is_time:
            with suppress(StoreUnavailable):
                self._tell(self.seen)


class Command(BaseCommand):
    help = (
        "Ends what was cut off, empties the trash of what is over its days, removes files without a photo, and names "
        "photos whose files are missing. Only looks without --apply. Exit status: 0 where nothing was found, 3 where "
        "all that was found is mended, 1 where something is left, or a store did not answer or said no; with "
        "--requested 0 where what was asked for is done. Safe at any time, also twice at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="mend what is found, instead of only looking")
        parser.add_argument(
            "--requested", action="store_true", help="only what an admin has asked for; nothing where nobody has"
        )
        parser.add_argument("--workers", type=int, default=4, help="how many shards to look at at once (4)")

    def handle(self, *args: Any, apply: bool, workers: int, requested: bool, **options: Any) -> None:
        if requested:
            self._as_asked(workers)
            return
        with acted_by(Actor("sweep")):
            report = self._sweep(apply, workers)
        if status := exit_status(report):
            sys.exit(status)

    def _as_asked(self, workers: int) -> None:
        """In the name of the admin who asked, whom what is found is for: it is no failure of this command."""
        try:
            asked = requests.take(times.now())
        except StoreUnavailable as error:
            raise CommandError(f"DynamoDB does not answer, or says no: {error}") from error
        if asked is None:
            return
        progress_reporter = ProgressReporter(lambda seen: requests.tell(asked, times.now(), seen=seen))
        state = requests.FAILED
        try:
            with acted_by(Actor(asked.by, as_admin=True)):
                self._sweep(asked.apply, workers, seen=progress_reporter)
            state = requests.DONE
        finally:
            with suppress(StoreUnavailable):  # then it is taken for cut off, and begins anew
                requests.tell(asked, times.now(), seen=progress_reporter.seen, state=state)

    def _sweep(self, apply: bool, workers: int, seen: Callable[[int], object] = lambda number: None) -> Report:
        began = times.now()
        with progress.bar("looked at", progress.about_all()) as bar:
            report = Sweeper(
                purger(), apply=apply, workers=workers, seen=lambda number: (bar.update(number), seen(number))
            ).run()
        self._tell(report, applied=apply)
        try:
            reports.keep("sweep", began, as_kept(report, applied=apply))
        except StoreUnavailable as error:
            raise CommandError(f"The result could not be kept: {error}") from error
        return report

    def _tell(self, report: Report, *, applied: bool) -> None:
        for kind, words in _WORDS.items():
            if count := report.found[kind]:
                mended = f", mended: {report.mended[kind]}" if report.mended[kind] else ""
                self.stdout.write(f"{words}: {count}{mended}")
        for photo_id in report.missing:
            self.stdout.write(f"  {photo_id}")
        if report.refused:
            self.stdout.write(f"Times that AWS said no, which the log explains: {report.refused}")
        for name in report.denied:
            self.stdout.write(f"  {name}")
        if report.unanswered:
            self.stdout.write(f"Times that a store did not answer: {report.unanswered}. Run it again later.")
        if not report.found and not report.unanswered and not report.refused:
            self.stdout.write("Nothing to sweep.")
        elif report.left and not applied:
            self.stdout.write("Nothing was changed. --apply mends what can be mended.")


def exit_status(report: Report) -> int:
    if not report.is_clean:
        return 1
    return 3 if report.found else 0  # not 2, by which argparse says that an option is wrong


def as_kept(report: Report, *, applied: bool) -> dict[str, Any]:
    return {
        "Applied": applied,
        "Found": {str(kind): count for kind, count in report.found.items()},
        "Mended": {str(kind): count for kind, count in report.mended.items()},
        "Missing": report.missing,
        "Unanswered": report.unanswered + report.refused,
        "Denied": report.denied,
    }
