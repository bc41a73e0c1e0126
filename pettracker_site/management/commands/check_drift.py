from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pettracker_site.aws import clients, times
from pettracker_site.aws.drift import DriftCheck, find_drift
from pettracker_site.aws.errors import StoreError
from pettracker_site.aws.stack import parameters
from pettracker_site.management import reports

_UNSEEN_STATUS = 4  # beside 1 for a gap, and for AWS that does not answer; 2 is argparse's


class Command(BaseCommand):
    help = (
        "Checks the deployed tables and the bucket against infra/storage.yaml. Exit status: 1 where one differs, 4 "
        "where none is known to differ but the role may not look at all of them (it needs DriftCheckPolicy)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        began = times.now()
        try:
            checks = list(
                find_drift(settings.STORAGE_TEMPLATE.read_text(), parameters(), clients.dynamodb(), clients.s3())
            )
        except StoreError as error:
            raise CommandError(f"AWS does not answer, or says no: {error}") from error
        for check in checks:
            self.stdout.write(self._line(check))
        gaps = [f"{each.subject}: {each.promise}: {each.gap}" for each in checks if each.gap]
        unseen = sum(1 for each in checks if each.unseen)
        self._keep(began, len(checks), gaps, unseen)
        not_seen = f" {unseen} could not be looked at: this role lacks DriftCheckPolicy." if unseen else ""
        if gaps:
            raise CommandError(f"{len(gaps)} of {len(checks)} promises of infra/storage.yaml are not kept.{not_seen}")
        if unseen:
            raise CommandError(f"Of {len(checks)} promises of infra/storage.yaml{not_seen}", returncode=_UNSEEN_STATUS)
        self.stdout.write(f"All {len(checks)} promises of infra/storage.yaml are kept.")

    def _line(self, check: DriftCheck) -> str:
        mark = self.style.SUCCESS("ok  ")
        if check.gap:
            mark = self.style.ERROR("GAP ")
        elif check.unseen:
            mark = self.style.WARNING("?   ")
        return f"{mark} " + ": ".join(filter(None, [check.subject, check.promise, check.gap, check.unseen]))

    def _keep(self, began: datetime, checks: int, gaps: list[str], unseen: int) -> None:
        """For the admins, where the table of accounts is there to keep it and this role may write to it."""
        try:
            reports.save("check_drift", began, {"Checks": checks, "Gaps": gaps, "Unseen": unseen})
        except Exception as error:
            self.stderr.write(f"The result could not be kept for the admins: {error}")
