"""The pets, photos and entries that both sides show: plain facts, from which each makes its own records."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

PAGE = 24
KINDS = ("dog", "cat", "bird", "rabbit")
_NAMES = ("Bella", "Luna", "Max", "Milo", "Coco", "Rocky", "Nala", "Oscar", "Ruby", "Teddy", "Willow", "Ziggy")
_chance = random.Random(1)


def _id() -> str:
    return str(UUID(int=_chance.getrandbits(128), version=4))


@dataclass(frozen=True, slots=True)
class PetFacts:
    id: str
    cover_id: str
    name: str
    kind: str
    born: date


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    id: str
    taken_at: datetime
    caption: str
    favourite: bool
    placeholder: bytes
    width: int = 4000
    height: int = 3000

    def sizes(self) -> list[list[int]]:
        """The copies by their names, with width and height."""
        return [[160, 160, 160], [480, 480, 360], [800, 800, 600], [1600, 1600, 1200]]


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What was written down at a time: a weight in kg (`amount`), or what was done."""

    id: str
    at: datetime
    amount: str = ""
    kind: str = ""
    title: str = ""
    note: str = ""


def pets(count: int) -> list[PetFacts]:
    return [
        PetFacts(
            _id(),
            _id(),
            f"{_NAMES[at % len(_NAMES)]} {at:03}",
            KINDS[at % len(KINDS)],
            date(2015 + at % 10, 1 + at % 12, 5),
        )
        for at in range(count)
    ]


def photos(count: int) -> list[PhotoFacts]:
    """The last taken first, over some three months; each third has a caption, each fifth is a favourite."""
    last = datetime(2026, 5, 20, 12, tzinfo=UTC)
    return [
        PhotoFacts(
            _id(),
            last - timedelta(days=4 * at),
            "On the beach, with the ball" if at % 3 == 0 else "",
            at % 5 == 0,
            _chance.randbytes(110),
        )
        for at in range(count)
    ]


def weights(count: int) -> list[EntryFacts]:
    """One a week up to the day on which they are shown, the newest first; each fifth has a note."""
    return [
        EntryFacts(
            _id(),
            _before(7 * at),
            amount=f"{(420 + at % 7) / 100}",
            note="kitchen scales" if at % 5 == 0 else "",
        )
        for at in range(count)
    ]


def care(count: int) -> list[EntryFacts]:
    """One each four weeks or so, the newest first."""
    kinds = ("vaccination", "parasites", "visit", "measure")
    return [
        EntryFacts(_id(), _before(27 * at), kind=kinds[at % len(kinds)], title=f"What was done, {at}")
        for at in range(count)
    ]


def _before(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days, minutes=1)


PETS = pets(100)
PHOTOS = photos(PAGE + 1)
WEIGHTS = weights(52)
CARE = care(40)
