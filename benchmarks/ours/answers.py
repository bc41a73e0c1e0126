"""What the canned DynamoDB answers to PetTracker, and to the plain way: the same records."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import yaml
from django.conf import settings

from benchmarks.canned import Answers, wire
from benchmarks.records import CARE, PAGE, PETS, PHOTOS, WEIGHTS, EntryFacts, PetFacts, PhotoFacts

OWNER = "6a1f0d1e-5c1b-4f0e-9b1a-3d2c1b0a9f8e"
_ADDED = datetime(2026, 5, 1, 12, 34, 56, 789012, tzinfo=UTC)


def answers() -> Answers:
    """By the most special pattern first. Django has to be set up."""
    pets, photos = [pet_item(each) for each in PETS], [photo_item(each) for each in PHOTOS]
    by_owner = [projected(each, "Pets", "OwnerId-index") for each in pets]
    by_pet = [projected(each, "Photos", "PetId-index") for each in photos]
    return [
        (r'^Query .*"Limit": ?100\b', _page(by_owner)),
        (r'^Query .*"OwnerId-index"', _page(by_owner[: PAGE + 1])),
        (r'^Query .*"PetId-index"', _page(by_pet)),
        (r'^Query (?=.*"List-index").*active#weight#', _whole(weights())),
        (r'^Query (?=.*"List-index").*active#care#', _whole(care()[:26])),
        (r'^Query .*"Timeline-index"', _whole(sorted([*weights(), *care()], key=_by_day, reverse=True)[:26])),
        (r"^GetItem ", {"Item": wire(pets[0])}),
    ]


def _page(items: list[dict[str, Any]]) -> dict[str, Any]:
    last = {name: wire(items[-1])[name] for name in ("PetId", "OwnerId")}
    return {
        "Count": len(items),
        "ScannedCount": len(items),
        "Items": [wire(each) for each in items],
        "LastEvaluatedKey": last,
    }


def _whole(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Count": len(items), "ScannedCount": len(items), "Items": [wire(each) for each in items]}


def _by_day(item: dict[str, Any]) -> str:
    return str(item["TimelineKey"])


def weights() -> list[dict[str, Any]]:
    from pets.weights.domain import Weight
    from pets.weights.units import TypedUnit

    made = [
        Weight(kilograms=Decimal(each.amount), entered=each.amount, unit=TypedUnit.KG, **_noted(each))
        for each in WEIGHTS
    ]
    return [each.to_item() for each in made]


def care() -> list[dict[str, Any]]:
    from pets.care.domain import Care
    from pets.care.facts import CareType

    made = [
        Care(type=CareType(each.kind), title=each.title, facts={"vet": "Dr. Okafor"}, **_noted(each)) for each in CARE
    ]
    return [each.to_item() for each in made]


def _noted(facts: EntryFacts) -> dict[str, Any]:
    when = {"on": facts.at.date(), "created_at": facts.at, "updated_at": facts.at}
    return {"pet_id": PETS[0].id, "id": facts.id, "by": OWNER, "note": facts.note, **when}


def pet_item(facts: PetFacts, owner: str = OWNER) -> dict[str, Any]:
    from pets.domain import Pet
    from pets.profile import Kind, Profile

    profile = Profile(facts.name, Kind(facts.kind), birth_date=facts.born, weight=Decimal("4.2"))
    pet = Pet.new(owner, facts.name, profile, _ADDED)
    return replace(pet, id=facts.id, photo_count=PAGE + 1, cover_photo_id=facts.cover_id).to_item()


def photo_item(facts: PhotoFacts) -> dict[str, Any]:
    from photos.domain import Photo, Size, Status

    return Photo(
        id=facts.id,
        pet_id=PETS[0].id,
        owner_id=OWNER,
        content_type="image/jpeg",
        extension="jpg",
        width=facts.width,
        height=facts.height,
        length=3_000_000,
        sha256="0a" * 32,
        uploaded_at=_ADDED,
        taken_at=facts.taken_at,
        taken_on=facts.taken_at.date(),
        status=Status.ACTIVE,
        sizes=tuple(Size(*each) for each in facts.sizes()),
        placeholder=facts.placeholder,
        caption=facts.caption,
        favourite=facts.favourite,
    ).to_item()


def projected(item: dict[str, Any], table: str, index: str) -> dict[str, Any]:
    """What an index of infra/storage.yaml has of an item."""
    properties = _template()["Resources"][table]["Properties"]
    found = next(each for each in properties["GlobalSecondaryIndexes"] if each["IndexName"] == index)
    keys = {each["AttributeName"] for each in (*properties["KeySchema"], *found["KeySchema"])}
    kept = keys | set(found["Projection"]["NonKeyAttributes"])
    return {name: value for name, value in item.items() if name in kept}


@cache
def _template() -> dict[str, Any]:
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)
    return yaml.load(settings.STORAGE_TEMPLATE.read_text(), loader)
