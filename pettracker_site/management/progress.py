"""A progress bar on stderr, only if that is a terminal."""

from contextlib import suppress
from typing import Any

from tqdm import tqdm

from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.management import reports
from photos.imaging.formats import SIZES

_OF_EACH_PHOTO = 2 + len(SIZES)  # its record, its original and the copies: a look over both stores comes by all


def bar(unit: str, total: int | None = None) -> "tqdm[Any]":
    """Disappears at the end. Without a total it only counts."""
    return tqdm(unit=f" {unit}", total=total, disable=None, leave=False)


def about_all() -> int | None:
    """About how many records and files there are, by the last `count_records`; None where there was none."""
    with suppress(StoreUnavailable):
        if counted := reports.latest("count_records"):
            return _OF_EACH_PHOTO * sum(int(number) for number in counted["Photos"].values())
    return None
