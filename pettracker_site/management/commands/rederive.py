import argparse
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pettracker_site.aws import times
from pettracker_site.management.photo_job import PhotoJob, add_workers
from photos.domain import Photo
from photos.maintenance.rederiving import rederiver

MADE = "made anew"


class Command(BaseCommand):
    help = (
        "Makes the derivatives of photos anew where their sizes are not those made now. May be cut off at any time: "
        "the next run goes on with what is left."
    )

    def add_arguments(self, parser: Any) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="those of all photos, whatever their sizes")
        which.add_argument(
            "--made-before",
            type=_moment,
            metavar="TIME",
            help="all from before that time too, such as 2026-05-01T12:00Z",
        )
        parser.add_argument(
            "--keep-old",
            action="store_true",
            help="leave sizes that are no longer made, for servers still to be updated",
        )
        add_workers(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        made_before: datetime | None = times.now() if options["all"] else options["made_before"]
        service = rederiver(keep_old=options["keep_old"])

        def due(photos: list[Photo]) -> list[Photo]:
            return [photo for photo in photos if service.is_due(photo, made_before)]

        def rederive(photo: Photo) -> str:
            service.rederive(photo)
            return MADE

        work = PhotoJob(service.repository, rederive, due=due, workers=options["workers"], stderr=self.stderr)
        again = f"rederive --made-before {times.to_text(made_before)}" if made_before else "rederive"
        work.run(service.ids, lambda: again)
        self.stdout.write(f"{work.sum(MADE)}.")
        if work.has_failed:
            raise CommandError("Some photos keep the derivatives they have; they are named above.")


def _moment(text: str) -> datetime:
    """A time with its zone, or in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-05-01T12:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
