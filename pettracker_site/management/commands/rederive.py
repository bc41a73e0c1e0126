import argparse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from pettracker_site import full_disk
from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound, Refused, StoreUnavailable
from photos.domain import Photo
from photos.formats import PictureRefused
from photos.places import NoPlace
from photos.rederiving import OriginalMissing, Rederiver, rederiver

_TOGETHER = 100  # photos read by one call
_MOST_DENIED = 20  # from the first on: then it is not about single photos

MADE, MISSING, DENIED, REFUSED, GONE = OUTCOMES = (
    "made anew",
    "without an original",
    "refused by AWS, missing or damaged",
    "no longer readable",
    "gone meanwhile",
)


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
        parser.add_argument(
            "--workers",
            type=int,
            default=2,
            metavar="N",
            help="photos at once (of which 2 are decoded); 2 if not given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["workers"] < 1:
            raise CommandError("--workers must be at least 1.")
        made_before: datetime | None = times.now() if options["all"] else options["made_before"]
        service = rederiver(keep_old=options["keep_old"])
        try:
            counts = self._work_off(service, made_before, options["workers"])
        except (StoreUnavailable, NoPlace, KeyboardInterrupt, OSError) as error:
            if isinstance(error, OSError) and not full_disk.is_full(error):
                raise
            cause = _cause(error)
            again = f" --made-before {times.to_text(made_before)}" if made_before else ""
            raise CommandError(f"Stopped {cause}. Go on with: manage.py rederive{again}") from error
        self.stdout.write(", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES) + ".")
        if counts[MISSING] or counts[DENIED] or counts[REFUSED]:
            raise CommandError("Some photos keep the derivatives they have; they are named above.")

    def _work_off(self, service: Rederiver, made_before: datetime | None, workers: int) -> Counter[str]:
        ids = list(service.ids())
        counts: Counter[str] = Counter()
        with tqdm(total=len(ids), unit="photo", disable=None) as bar, ThreadPoolExecutor(workers) as pool:
            for start in range(0, len(ids), _TOGETHER):
                batch = ids[start : start + _TOGETHER]
                due = [each for each in service.repository.find_many(batch) if service.is_due(each, made_before)]
                bar.update(len(batch) - len(due))
                begun = [pool.submit(self._rederive, service, photo) for photo in due]
                try:
                    for one in as_completed(begun):
                        counts[one.result()] += 1
                        bar.update()
                        if counts[DENIED] >= _MOST_DENIED and not counts[MADE]:
                            raise Refused("all of them")
                except BaseException:
                    for one in begun:
                        one.cancel()
                    raise
        return counts

    def _rederive(self, service: Rederiver, photo: Photo) -> str:
        try:
            service.rederive(photo)
        except OriginalMissing:
            return self._told(MISSING, photo)
        except Refused:
            return self._told(DENIED, photo)
        except PictureRefused:
            return self._told(REFUSED, photo)
        except NotFound:
            return GONE
        return MADE

    def _told(self, outcome: str, photo: Photo) -> str:
        tqdm.write(f"{photo.original_key} is {outcome}", file=self.stderr)
        return outcome


def _cause(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "on request"
    if isinstance(error, OSError):
        return "because the disk is full"
    if isinstance(error, NoPlace):
        return "because no decoding process can be started (the log says why)"
    return f"because AWS {'refuses' if isinstance(error, Refused) else 'does not answer'} ({error})"


def _moment(text: str) -> datetime:
    """A time with its zone, or in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-05-01T12:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
