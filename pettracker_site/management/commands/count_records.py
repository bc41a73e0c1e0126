import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.management import progress, reports
from pettracker_site.management.statistics import SiteStatistics
from pettracker_site.models import User
from photos.repository import photos


class Command(BaseCommand):
    help = (
        "Counts pets, photos, storage, uploads by day, the largest accounts and what was refused, for the admin's "
        "first page. Reads the indexes of all shards, so it takes longer the more there is; nothing waits for it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=8, help="how many shards to count at once (8)")

    def handle(self, *args: Any, workers: int, **options: Any) -> None:
        if workers < 1:
            raise CommandError("--workers must be at least 1.")
        began, clock = times.now(), time.monotonic()
        try:
            with progress.bar("counted") as bar:
                totals = SiteStatistics(photos(), began.date(), workers=workers, on_progress=bar.update).run()
            people = {
                "Active": User.objects.filter(is_active=True).count(),
                "Inactive": User.objects.filter(is_active=False, erasing_since__isnull=True).count(),
                "Erasing": User.objects.filter(erasing_since__isnull=False).count(),
            }
            reports.save("count_records", began, totals.to_report(began.date()) | {"People": people})
        except StoreUnavailable as error:
            raise CommandError(
                f"Nothing was kept, the last count stays: DynamoDB does not answer, or says no ({error})."
            ) from error
        pets, kept = totals.pets.total(), totals.photos.total()
        self.stdout.write(f"{pets} pets and {kept} photos counted in {time.monotonic() - clock:.1f} s.")
