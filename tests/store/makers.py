"""Pets and photos for store tests: records only, no picture behind them."""

import hashlib
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from pets.domain import Pet
from pets.life.records import Record, kind
from pets.profile import Kind, Profile
from photos.domain import Photo, Size, new_id

NOW = datetime(2025, 6, 1, 8, 30, tzinfo=UTC)
OWNER = "11111111-1111-4111-8111-111111111111"
STRANGER = "22222222-2222-4222-8222-222222222222"
_numbers = itertools.count()


def new_pet(name: str = "Rex", owner_id: str = OWNER, **profile) -> Pet:
    return Pet.new(owner_id, f"nonce-{next(_numbers)}", Profile(name, profile.pop("kind", Kind.DOG), **profile), NOW)


def new_photo(pet: Pet, *, days: int = 0, content: str = "") -> Photo:
    taken = NOW + timedelta(days=days)
    return Photo(
        id=new_id(),
        pet_id=pet.id,
        owner_id=pet.owner_id,
        content_type="image/jpeg",
        extension="jpg",
        width=4000,
        height=3000,
        length=1_234_567,
        sha256=hashlib.sha256((content or new_id()).encode()).hexdigest(),
        uploaded_at=NOW,
        taken_at=taken,
        taken_on=taken.date(),
        sizes=(Size(160, 160, 160), Size(480, 480, 360), Size(800, 800, 600), Size(1600, 1600, 1200)),
        placeholder=b"tiny",
    )


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Walk(Record):
    """A kind of record that nobody but tests has."""

    KIND: ClassVar[str] = "walk"
    ON_TIMELINE: ClassVar[bool] = True

    metres: int = 0

    def own_item(self):
        return {"Metres": self.metres}

    @classmethod
    def own_fields(cls, item):
        return {"metres": int(item["Metres"])}


def new_record(pet: Pet, *, days: int = 0, by: str = OWNER, nonce: str = "", **fields) -> Walk:
    nonce = nonce or f"nonce-{next(_numbers)}"
    return Walk(
        pet_id=pet.id,
        id=Walk.id_for(pet.id, by, nonce),
        on=(NOW + timedelta(days=days)).date(),
        by=by,
        created_at=NOW,
        updated_at=NOW,
        **fields,
    )
