"""The pets and photos that both sides show: plain facts, from which each makes its own records."""

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


PETS = pets(100)
PHOTOS = photos(PAGE + 1)
