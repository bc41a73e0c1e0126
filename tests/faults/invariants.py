"""What holds after any trouble, read straight from the tables and the bucket, and from the pages.

Until it is swept, an upload that broke off may be left: a pending record with some of its files, which counts in the
quota, and a photo or pet that was purged may still have its. After one sweep, an hour later, neither may be.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from pets.care.domain import Care
from pets.domain import Pet
from pets.domain import Status as PetStatus
from pets.life.answers import ANSWER
from pets.life.plans import Plan
from pets.medicines.domain import Medicine
from pets.weights.domain import Weight
from pettracker_site.aws.dynamo import Item
from pettracker_site.files.quota import USAGE, Usage
from pettracker_site.links.domain import Link
from photos.documents.domain import Document, Loose, LooseFile
from photos.documents.domain import named_by as document_named_by
from photos.domain import Photo, Status
from photos.keys import claim_id, named_by
from tests.faults.pages import pictures_on, told_by
from tests.faults.stage import Stage
from tests.stores import files, items

KEPT = (Status.ACTIVE, Status.DELETED)
_NAMES = (settings.FILE_BUCKET, settings.PETS_TABLE, settings.PHOTOS_TABLE, settings.ACCOUNTS_TABLE)


@dataclass(frozen=True)
class Store:
    """All that is there, as of the last write."""

    pets: dict[str, Pet]
    photos: dict[str, Photo]
    claims: dict[str, str]
    usage: dict[str, Usage]
    audit_log: Counter[tuple[str, str]]
    files: dict[str, bytes]
    documents: dict[str, Document]
    loose: dict[str, LooseFile]
    life: list[Item]
    links: dict[str, Link]
    listed: dict[str, str]

    @classmethod
    def read(cls) -> "Store":
        photos = items(settings.PHOTOS_TABLE)
        records = items(settings.RECORDS_TABLE)
        accounts = items(settings.ACCOUNTS_TABLE)
        return cls(
            pets={item["PetId"]: Pet.from_item(item) for item in items(settings.PETS_TABLE)},
            photos={item["PhotoId"]: Photo.from_item(item) for item in photos if "ClaimedBy" not in item},
            claims={item["PhotoId"]: item["ClaimedBy"] for item in photos if "ClaimedBy" in item},
            usage={item["AccountId"]: Usage.from_item(item) for item in accounts if item["Item"] == USAGE},
            audit_log=Counter((item["RecordId"], item["Action"]) for item in items(settings.AUDIT_TABLE)),
            files=files(),
            documents={each.id: each for each in map(Document.from_item, _of_kind(Document.KIND, records))},
            loose={each.id: each for each in map(LooseFile.from_item, _of_kind(LooseFile.KIND, records))},
            life=records,
            links={link.id: link for link in map(_link, accounts) if link},
            listed={item["Item"].removeprefix("link#"): item["Hash"] for item in accounts if "Hash" in item},
        )

    def of_pet(self, pet: Pet, *among: Status) -> list[Photo]:
        return [photo for photo in self.photos.values() if photo.pet_id == pet.id and photo.status in among]

    def medicines(self) -> list[Medicine]:
        return list(map(Medicine.from_item, _of_kind(Medicine.KIND, self.life)))

    def weights(self) -> list[Weight]:
        return list(map(Weight.from_item, _of_kind(Weight.KIND, self.life)))


def _of_kind(kind: str, records: Iterable[Any]) -> list[Any]:
    return [item for item in records if item["Kind"] == kind]


def _link(item: Item) -> Link | None:
    """The link that an item of the accounts' table is, if it is one."""
    kind, _, hash = item["AccountId"].partition("#")
    return Link.from_item(hash, item) if kind == "link" else None


def check_store(store: Store, *, strict: bool) -> None:
    """Records, files, counts, covers, claims and quota tell the same story."""
    _check_files(store, strict=strict)
    for pet in store.pets.values():
        if pet.status != PetStatus.PURGING:
            _check_album(store, pet)
            _check_plans(store, pet)
            _check_weight(store, pet)
    _check_doses(store)
    _check_names_of_documents(store)
    claims = {claim_id(each.pet_id, each.sha256): each.id for each in store.photos.values() if each.status in KEPT}
    assert store.claims == claims, "claims"
    usage: defaultdict[str, Usage] = defaultdict(Usage)
    for photo in store.photos.values():
        if photo.status != Status.PURGING and not photo.moved_from:
            usage[photo.owner_id] += Usage(1, photo.length)
    for document in (*store.documents.values(), *store.loose.values()):
        usage[document.owner_id] += document.share
    for pet in store.pets.values():
        if pet.status != PetStatus.PURGING:
            usage[pet.owner_id] += Usage(pets=1)
    kept = {owner: used for owner, used in usage.items() if used != Usage()}
    assert {owner: used for owner, used in store.usage.items() if used != Usage()} == kept, "quota"
    if strict:
        assert not [photo for photo in store.photos.values() if photo.status == Status.PENDING], "pending"
        assert not [file for file in store.loose.values() if file.status is Loose.PENDING], "pending"
    assert {id: link.hash for id, link in store.links.items()} == store.listed, "a link whose maker cannot find it"
    assert not store.documents.keys() & store.loose.keys(), "a document whose file is loose"


def _check_files(store: Store, *, strict: bool) -> None:
    needed = {key for photo in store.photos.values() if photo.status in KEPT for key in photo.keys}
    needed |= {key for document in store.documents.values() for key in document.keys}
    assert needed <= store.files.keys(), f"lost files: {needed - store.files.keys()}"
    for photo in store.photos.values():
        if photo.status in KEPT:
            assert hashlib.sha256(store.files[photo.original_key]).hexdigest() == photo.sha256, "other bytes"
            assert all(store.files[key] for key in photo.keys), "an empty file"
    for document in store.documents.values():
        assert hashlib.sha256(store.files[document.original_key]).hexdigest() == document.sha256, "other bytes"
    more = store.files.keys() - needed
    if strict:
        assert not more, f"stray files: {more}"
    known = {(each.pet_id, each.id) for each in (*store.photos.values(), *store.loose.values())}
    assert {of_whom(key) for key in more} <= known, f"files of nobody: {more}"


def of_whom(key: str) -> tuple[str, str] | None:
    """Of which pet's which photo or document a file is."""
    return named_by(key) or document_named_by(key)


def _check_album(store: Store, pet: Pet) -> None:
    shown = store.of_pet(pet, Status.ACTIVE)
    assert pet.photo_count == len(shown), f"{pet.name} counts {pet.photo_count} and has {len(shown)}"
    may_be_cover = {photo.id for photo in shown if not photo.hidden}
    assert pet.cover_photo_id in (may_be_cover or {""}), f"{pet.name} has no right cover"


def _check_plans(store: Store, pet: Pet) -> None:
    """What is due follows from the newest record of each series, from what expires, and from medicines without end."""
    of_pet = [item for item in store.life if item["PetId"] == pet.id]
    plans = [Plan.from_entry(id, entry) for id, entry in pet.plans.items()]
    records = [Care.from_item(item) for item in of_pet if item["Kind"] == Care.KIND and item["Status"] == "active"]
    newest = {record.series: record for record in sorted(records, key=lambda record: record.order)}
    due = {series: record.id for series, record in newest.items() if record.next_due}
    papers = [each for each in store.documents.values() if each.pet_id == pet.id and each.status == PetStatus.ACTIVE]
    due |= {each.id: each.id for each in papers if each.expires_on}
    due |= {each.id: each.id for each in store.medicines() if each.pet_id == pet.id and each.status == "active"}
    assert {plan.id: plan.newest for plan in plans} == due, f"what is due for {pet.name}"


def _check_doses(store: Store) -> None:
    """Each medicine counts the doses that were given, and so does its pet."""
    for medicine in store.medicines():
        prefix = f"answer#{medicine.id}#"
        given = [item for item in store.life if item["Record"].startswith(prefix) and item["Outcome"] == "given"]
        assert medicine.given == len(given), f"{medicine.name} counts {medicine.given} of {len(given)} doses"
        plan = store.pets[medicine.pet_id].plans.get(medicine.id)
        assert plan is None or plan["Schedule"].get("Given", 0) == len(given), f"doses of {medicine.name}"


def _check_names_of_documents(store: Store) -> None:
    """Each document that a record names is there, and knows that record."""
    for item in store.life:
        for id in item.get("Documents", ()):
            assert id in store.documents, f"a document that is gone hangs on {item['Record']}"
            assert item["Record"] in store.documents[id].records, f"a document does not know of {item['Record']}"


def _check_weight(store: Store, pet: Pet) -> None:
    kept = [each for each in store.weights() if each.pet_id == pet.id]
    newest = max((each for each in kept if not each.deleted_at), key=lambda each: each.order, default=None)
    found = (newest.order, newest.kilograms) if newest else ("", None)
    assert (pet.weight_key, pet.profile.weight) == found, f"{pet.name} does not weigh what its newest entry says"


def check_pages(stage: Stage, store: Store) -> None:
    """What Robin sees is what is there, all of it, with pictures that exist and are of his own pets."""
    own = {pet.id: pet for pet in store.pets.values() if pet.owner_id == stage.robin.key}
    for pet in own.values():
        if pet.status == PetStatus.ACTIVE:
            page = check_page(stage.as_robin.get(f"/pets/{pet.id}/"), store, own)
            photos = store.of_pet(pet, Status.ACTIVE)
            assert {each.id for each in page.context["page"].items} == {each.id for each in photos}, "the album"
            check_page(stage.as_robin.get(f"/pets/{pet.id}/photos/trash/"), store, own)
            _check_documents(stage, store, pet, own)
            for photo in photos[:1]:
                check_page(stage.as_robin.get(f"/pets/{pet.id}/photos/{photo.id}/"), store, own)
    for address, status in (("/pets/", PetStatus.ACTIVE), ("/pets/trash/", PetStatus.DELETED)):
        page = check_page(stage.as_robin.get(address), store, own)
        there = {pet.id for pet in own.values() if pet.status == status}
        assert {pet.id for pet in page.context["page"].items} == there, address


def _check_documents(stage: Stage, store: Store, pet: Pet, own: Iterable[str]) -> None:
    for address, status in (("documents/", PetStatus.ACTIVE), ("documents/trash/", PetStatus.DELETED)):
        page = check_page(stage.as_robin.get(f"/pets/{pet.id}/{address}"), store, own)
        there = {each.id for each in store.documents.values() if each.pet_id == pet.id and each.status == status}
        assert {each.id for each in page.context["page"].items} == there, address


def check_page(response: Any, store: Store, own: Iterable[str]) -> Any:
    """A good page, with good pictures."""
    assert response.status_code == 200, f"{response.status_code} for {response.wsgi_request.path}"
    check_words(response)
    for key in pictures_on(response.text, settings.FILE_BUCKET):
        assert key in store.files, f"a broken picture on {response.wsgi_request.path}: {key}"
        assert key.split("/")[1] in own, f"a foreign picture on {response.wsgi_request.path}: {key}"
    return response


def check_words(response: Any) -> None:
    """No answer tells how it is made."""
    assert response.status_code < 500 or response.status_code == 503, response.status_code
    told = told_by(response.text, *_NAMES)
    assert not told, f"{told} on the page of {response.wsgi_request.path}"
    if response.status_code == 503:
        assert int(response["Retry-After"]) > 0


def facts(store: Store, known: Iterable[str]) -> dict[str, Any]:
    """What people would tell of a store: photos by their pictures, since an id is new for each try.

    Tombstones count as gone, and what is pending was never there. `known` are the ids in the audit log.
    """
    names = {photo.id: f"{photo.pet_id} {photo.sha256}" for photo in store.photos.values()}
    pets = {
        pet.id: (pet.status, pet.owner_id, pet.profile, pet.version, pet.photo_count, names.get(pet.cover_photo_id))
        for pet in store.pets.values()
        if pet.status != PetStatus.PURGING
    }
    photos = {
        names[each.id]: (each.status, each.owner_id, each.caption, each.favourite, each.hidden, each.version)
        for each in store.photos.values()
        if each.status in KEPT
    }
    documents = {
        each.id: (each.status, each.owner_id, each.type, each.name, each.expires_on, each.version)
        for each in store.documents.values()
    }
    weights = {each.id: (each.status, each.version, each.on, each.note, each.own_item()) for each in store.weights()}
    links = {id: (link.by, link.title, link.opens, link.version) for id, link in store.links.items()}
    medicines = {
        each.id: (each.status, each.version, each.planned_since is None, replace(each, planned_since=None).own_item())
        for each in store.medicines()
    }
    doses = {item["Record"]: item["Outcome"] for item in _of_kind(ANSWER, store.life)}
    audit_log = {entry: count for entry, count in store.audit_log.items() if entry[0] in set(known)}
    return {**pets, **photos, **documents, **weights, **links, **medicines, **doses, **audit_log}


def state_of(store: Store) -> tuple[object, ...]:
    """Everything of a store that a page or a sweep goes by, but for ids that are new for each try."""
    told = facts(store, store.pets.keys())
    files = Counter(of_whom(key) for key in store.files)
    left = [
        (photo.pet_id, str(photo.status), files[photo.pet_id, photo.id])
        for photo in store.photos.values()
        if photo.status not in KEPT
    ]
    left += [(file.pet_id, str(file.status), files[file.pet_id, file.id]) for file in store.loose.values()]
    return tuple(sorted(map(repr, told.items()))), tuple(sorted(left)), len(store.pets)
