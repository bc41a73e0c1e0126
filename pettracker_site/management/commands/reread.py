from datetime import tzinfo
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pettracker_site.audit.audit_log import Actor, acting_as
from pettracker_site.backoffice.screens import people
from pettracker_site.common.time_zones import zone_or_utc
from pettracker_site.management.photo_job import PhotoJob, add_workers
from photos.domain import Photo
from photos.maintenance.rereading import rereader

UP_TO_DATE = "up to date"


class Command(BaseCommand):
    help = (
        "Reads the originals of all photos again, the trash included, and brings the date of taking and what the file "
        "carries besides the picture up to date. What people wrote stays. Only looks without --apply. Exit status: 1 "
        "where a photo could not be read. Safe at any time, also twice at once."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--apply", action="store_true", help="write what has changed, instead of only looking")
        parser.add_argument("--after", default="", metavar="PHOTO", help="go on behind the photo of this id")
        add_workers(parser)

    def handle(self, *args: Any, apply: bool, after: str, workers: int, **options: Any) -> None:
        changed = "changed" if apply else "to change"
        zones: dict[str, tzinfo] = {}
        service = rereader(lambda owner_id: zones[owner_id], apply=apply)

        def due(photos: list[Photo]) -> list[Photo]:
            chosen = [photo for photo in photos if service.is_due(photo)]
            zones.update(_zones({photo.owner_id for photo in chosen}))
            return chosen

        def reread(photo: Photo) -> str:
            with acting_as(Actor("reread")):  # in this thread
                return changed if service.reread(photo) else UP_TO_DATE

        work = PhotoJob(service.repository, reread, due=due, workers=workers, stderr=self.stderr)
        again = "reread --apply" if apply else "reread"
        work.run(
            lambda: service.ids(after), lambda: f"{again} --after {work.last or after}" if work.last or after else again
        )
        self.stdout.write(f"{work.sum(changed, UP_TO_DATE)}.")
        if not apply and work.counts[changed]:
            self.stdout.write("Nothing was changed. --apply writes it.")
        if work.has_failed:
            raise CommandError("Some photos were left as they are; they are named above.")


def _zones(owner_ids: set[str]) -> dict[str, tzinfo]:
    """Each owner's zone as it is set now; UTC where there is none, or no such person any more."""
    owners = people(owner_ids)
    return {each: zone_or_utc(owners[each].time_zone if each in owners else "") for each in owner_ids}
