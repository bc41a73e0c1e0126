from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.management import progress, reports
from pettracker_site.reminders import job

SECONDS = 600  # ends before the next run begins


class Command(BaseCommand):
    help = (
        "Sends each person whose hour has come one mail with what is due for their pets. Run it every 15 minutes. Exit "
        "status: 0 if everybody was told, 1 if a mail could not be sent or a store did not answer: the next run tries "
        "again. Safe at any time, also twice at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=int, default=SECONDS, help=f"when to leave the rest ({SECONDS})")

    def handle(self, *args: Any, seconds: int, **options: Any) -> None:
        if seconds < 1:
            raise CommandError("--seconds must be at least 1.")
        began = times.now()
        try:
            with progress.bar("people") as bar:
                report = job.run(seconds=seconds, on_person=lambda: bar.update(1))
        except DatabaseError as error:
            raise CommandError(f"The database of accounts does not answer ({type(error).__name__}).") from error
        left = " Time was over: the next run goes on." if report.is_cut_off else ""
        self.stdout.write(f"Mails sent: {report.sent}; nothing new: {report.quiet}; failed: {report.failed}.{left}")
        try:
            counts = {"Sent": report.sent, "Quiet": report.quiet, "Failed": report.failed, "CutOff": report.is_cut_off}
            reports.save("send_reminders", began, counts)
        except StoreUnavailable as error:
            raise CommandError(f"The result could not be kept: {error}") from error
        if report.failed:
            raise CommandError(f"{report.failed} people were not told (see the log): the next run tries again.")
