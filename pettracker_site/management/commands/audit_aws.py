from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pettracker_site.aws import clients
from pettracker_site.aws.audit import audit
from pettracker_site.aws.errors import StoreError


class Command(BaseCommand):
    help = "Checks the deployed tables and the bucket against infra/storage.yaml; exit status 1 where one differs."

    def handle(self, *args: Any, **options: Any) -> None:
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
        if gaps:
            raise CommandError(f"{gaps} of {len(checks)} promises of infra/storage.yaml are not kept.")
        self.stdout.write(f"All {len(checks)} promises of infra/storage.yaml are kept.")
