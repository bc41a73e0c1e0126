import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pets.children import sweep_requests
from pets.children.sweeping import Report, Sweeper, findings
from pets.repository import pets
from pettracker_site.audit.audit_log import Actor, acting_as
from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.management import progress, reports

_REPORT_SECONDS = 5.0


class ProgressReporter:
    """Counts across threads, and reports at most every few seconds."""

    def __init__(self, report: Callable[[int], None]) -> None:
        self.seen = 0
        self._report = report
        self._reported_at = time.monotonic()
        self._lock = Lock()

    def __call__(self, number: int) -> None:
        with self._lock:
            self.seen += number
            is_time = time.monotonic() - self._reported_at >= _REPORT_SECONDS
            if is_time:
                self._reported_at = time.monotonic()
        if is_time:
            with suppress(StoreUnavailable):
                self._report(self.seen)


class Command(BaseCommand):
    help = (
        "Finishes interrupted uploads and purges, empties expired trash, deletes orphaned files, and names photos "
        "whose files are missing. Only reports without --apply. Exit status: 0 if nothing was found, 3 if everything "
        "found was repaired, 1 if something is left, or AWS did not answer or refused; with --requested 0 if the "
        "requested sweep is done. Safe to run at any time, also twice at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="repair what is found, instead of only reporting it")
        parser.add_argument(
            "--requested",
            action="store_true",
            help="only run the sweep that an admin requested; do nothing if there is none",
        )
        parser.add_argument("--workers", type=int, default=4, help="how many shards to check at once (4)")

    def handle(self, *args: Any, apply: bool, workers: int, requested: bool, **options: Any) -> None:
        if requested:
            self._as_asked(workers)
            return
        with acting_as(Actor("sweep")):
            report = self._sweep(apply, workers)
        if status := exit_status(report):
            sys.exit(status)

    def _as_asked(self, workers: int) -> None:
        """As the admin who requested it, who reads the findings: they are no failure of this command."""
        try:
            asked = sweep_requests.claim(times.now())
        except StoreUnavailable as error:
            raise CommandError(f"DynamoDB does not answer, or says no: {error}") from error
        if asked is None:
            return
        progress_reporter = ProgressReporter(lambda seen: sweep_requests.report_progress(asked, times.now(), seen=seen))
        state = sweep_requests.FAILED
        try:
            with acting_as(Actor(asked.by, as_admin=True)):
                self._sweep(asked.apply, workers, on_progress=progress_reporter)
            state = sweep_requests.DONE
        finally:
            with suppress(StoreUnavailable):  # then it is taken for cut off, and begins anew
                sweep_requests.report_progress(asked, times.now(), seen=progress_reporter.seen, state=state)

    def _sweep(self, apply: bool, workers: int, on_progress: Callable[[int], object] = lambda number: None) -> Report:
        began = times.now()
        with progress.bar("looked at", progress.about_all()) as bar:
            report = Sweeper(
                pets(),
                apply=apply,
                workers=workers,
                on_progress=lambda number: (bar.update(number), on_progress(number)),
            ).run()
        self._print(report, applied=apply)
        try:
            reports.save("sweep", began, to_report(report, applied=apply))
        except StoreUnavailable as error:
            raise CommandError(f"The result could not be kept: {error}") from error
        return report

    def _print(self, report: Report, *, applied: bool) -> None:
        for code, finding in findings().items():
            if count := report.found[code]:
                repaired = f", repaired: {report.repaired[code]}" if report.repaired[code] else ""
                self.stdout.write(f"{finding.line}: {count}{repaired}")
            for name in report.named.get(code, ()):
                self.stdout.write(f"  {name}")
        if report.refused:
            self.stdout.write(f"Times that AWS refused (see the log): {report.refused}")
        for name in report.denied:
            self.stdout.write(f"  {name}")
        if report.unanswered:
            self.stdout.write(f"Times that a store did not answer: {report.unanswered}. Run it again later.")
        if not report.found and not report.unanswered and not report.refused:
            self.stdout.write("Nothing to sweep.")
        elif report.left and not applied:
            self.stdout.write("Nothing was changed. --apply repairs what can be repaired.")


def exit_status(report: Report) -> int:
    if not report.is_clean:
        return 1
    return 3 if report.found else 0  # not 2, by which argparse says that an option is wrong


def to_report(report: Report, *, applied: bool) -> dict[str, Any]:
    return {
        "Applied": applied,
        "Found": {str(code): count for code, count in report.found.items()},
        "Mended": {str(code): count for code, count in report.repaired.items()},
        "Named": {str(code): names for code, names in report.named.items()},
        "Unanswered": report.unanswered + report.refused,
        "Denied": report.denied,
    }
