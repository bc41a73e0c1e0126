from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pettracker_site.aws import clients, times
from pettracker_site.aws.audit import audit
from pettracker_site.aws.errors import StoreError
from photos import reports


class Command(BaseCommand):
    help = "Checks the deployed tables and the bucket against infra/storage.yaml; exit status 1 where one differs."

    def handle(self, *args: Any, **options: Any) -> None:
        began = times.now()
        try:
            checks = list(
                audit(settings.STORAGE_TEMPLATE.read_text(), settings.PHOTO_BUCKET, clients.dynamodb(), clients.s3())
            )
        except StoreError as error:
            raise CommandError(f"AWS does not answer: {error}") from error
        for check in checks:
            mark, style = ("GAP ", self.style.ERROR) if check.gap else ("ok  ", self.style.SUCCESS)
            words = f"{check.subject}: {check.promise}" + (f": {check.gap}" if check.gap else "")
            self.stdout.write(f"{style(mark)} {words}")
        gaps = sum(1 for check in checks if check.gap)
        self._keep(began, len(checks), [f"{each.subject}: {each.gap}" for each in checks if each.gap])
        if gaps:
            raise CommandError(f"{gaps} of {len(checks)} promises of infra/storage.yaml are not kept.")
        self.stdout.write(f"All {len(checks)} promises of infra/storage.yaml are kept.")

    def _keep(self, began: datetime, checks: int, gaps: list[str]) -> None:
        """For the admins, where the table of accounts is there to keep it and this role may write to it."""
        try:
            reports.keep("audit_aws", began, {"Checks": checks, "Gaps": gaps})
        except Exception as error:
            self.stderr.write(f"The result could not be kept for the admins: {error}")
