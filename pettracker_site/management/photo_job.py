"""A batch job over photos: some in parallel, each result reported, stopped if a store does not answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from django.core.management.base import CommandError, OutputWrapper
from tqdm import tqdm

from pettracker_site.aws.errors import Conflict, NotFound, Refused, StoreUnavailable
from pettracker_site.aws.limiter import TooBusy
from pettracker_site.files.refusals import FileRefused
from pettracker_site.web import full_disk
from photos.domain import Photo
from photos.maintenance.originals import OriginalMissing
from photos.repository import PhotoRepository

MISSING, DENIED, REFUSED, BUSY, GONE = (
    "without an original",
    "refused by AWS, missing or damaged",
    "no longer readable",
    "changed again and again",
    "gone meanwhile",
)
FAILED = frozenset({MISSING, DENIED, REFUSED, BUSY})
"""Results that leave a photo unchanged, though there was something to do."""

_TOGETHER = 100  # photos read by one call
_MOST_DENIED = 20  # if the first 20 are all denied, the problem is not single photos


class PhotoJob:
    """`act` gives the outcome for a photo and is called by several threads; those that fail are named on `stderr`.

    `due` picks, in this thread, those of up to 100 photos that there is something to do with.
    """

    def __init__(
        self,
        repository: PhotoRepository,
        act: Callable[[Photo], str],
        *,
        due: Callable[[list[Photo]], list[Photo]],
        workers: int,
        stderr: OutputWrapper,
    ) -> None:
        if workers < 1:
            raise CommandError("--workers must be at least 1.")
        self._repository = repository
        self._act = act
        self._due = due
        self._workers = workers
        self._stderr = stderr
        self.counts: Counter[str] = Counter()
        self.last = ""  # the id up to which all are done

    def run(self, ids: Callable[[], Iterable[str]], resume: Callable[[], str]) -> None:
        """Raises: CommandError with the command to go on with, by `resume`, where not all could be tried."""
        try:
            self._work_off(list(ids()))
        except (StoreUnavailable, TooBusy, KeyboardInterrupt, OSError) as error:
            if isinstance(error, OSError) and not full_disk.is_full(error):
                raise
            raise CommandError(f"Stopped {_cause(error)}. Go on with: manage.py {resume()}") from error

    def _work_off(self, ids: Sequence[str]) -> None:
        with tqdm(total=len(ids), unit="photo", disable=None) as bar, ThreadPoolExecutor(self._workers) as pool:
            for start in range(0, len(ids), _TOGETHER):
                batch = ids[start : start + _TOGETHER]
                due = self._due(self._repository.find_many(batch))
                bar.update(len(batch) - len(due))
                begun = [pool.submit(self._try, photo) for photo in due]
                try:
                    for one in as_completed(begun):
                        self.counts[one.result()] += 1
                        bar.update()
                        self._check_that_some_are_allowed()
                except BaseException:
                    for one in begun:
                        one.cancel()
                    raise
                self.last = batch[-1]

    def _check_that_some_are_allowed(self) -> None:
        denied = self.counts[DENIED]
        if denied >= _MOST_DENIED and denied + self.counts[GONE] == self.counts.total():
            raise Refused("all of them")

    def _try(self, photo: Photo) -> str:
        try:
            return self._act(photo)
        except OriginalMissing:
            return self._report(MISSING, photo)
        except Refused:
            return self._report(DENIED, photo)
        except FileRefused:
            return self._report(REFUSED, photo)
        except Conflict:
            return self._report(BUSY, photo)
        except NotFound:
            return GONE

    def _report(self, outcome: str, photo: Photo) -> str:
        tqdm.write(f"{photo.original_key} is {outcome}", file=self._stderr)
        return outcome

    def sum(self, *outcomes: str) -> str:
        """How many came to each of these, and to any other that some came to: "3 made anew, 1 gone meanwhile"."""
        also = [each for each in (MISSING, DENIED, REFUSED, BUSY, GONE) if self.counts[each]]
        return ", ".join(f"{self.counts[each]} {each}" for each in (*outcomes, *also))

    @property
    def has_failed(self) -> bool:
        return any(self.counts[each] for each in FAILED)


def _cause(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "on request"
    if isinstance(error, OSError):
        return "because the disk is full"
    if isinstance(error, TooBusy):
        return "because no decoding process can be started (the log says why)"
    return f"because AWS {'refuses' if isinstance(error, Refused) else 'does not answer'} ({error})"


def add_workers(parser: Any) -> None:
    parser.add_argument(
        "--workers",
        type=int,
        default=2,
        metavar="N",
        help="photos at once (of which 2 are decoded); 2 if not given",
    )
