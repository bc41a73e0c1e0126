"""The integrity check: whether pets, their child records, files and quotas are consistent.

Owner by owner, in the order of their ids, so that it can go on where it was cut off. What differs is read again after a
moment before it counts as a difference: indexes lag behind, and owners go on living in their albums meanwhile.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from pets.domain import Pet, Status
from pets.repository import ONE_PET, PetRepository
from pets.roles import Role
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import batched
from pettracker_site.aws.errors import Conflict
from pettracker_site.files.quota import Usage

from .moving import mover
from .registry import Difference, Finding, Left, PetChild, children
from .sweeping import FOREVER

_MOMENT_SECONDS = 3  # longer than an index of DynamoDB usually lags behind
USAGE, PETS, OWNER, MARKS, DUE = "usage", "pets", "owner", "marks", "due"
_PERSON = "admin:pettracker_site_user_change"
PET_PAGE, PET_LINK = "admin:pet", _("pet %(id)s")
_OF_PETS: dict[str, Finding] = {
    USAGE: Finding(
        "What owner {of} keeps: {found}, should be {expected}",
        _("Owners with wrong storage usage"),
        _PERSON,
        _("person %(id)s"),
    ),
    PETS: Finding(
        "Number of pets of owner {of}: {found}, should be {expected}",
        _("Owners with a wrong number of pets"),
        _PERSON,
        _("person %(id)s"),
    ),
    OWNER: Finding(
        "Owner of pet {of} by role: {found}, should be {expected} (a person has to look at that)",
        _("Pets whose owner lacks the owner role"),
        PET_PAGE,
        PET_LINK,
    ),
    DUE: Finding(
        "When something is due for pet {of}: {found}, should be {expected}",
        _("Pets that are not found when something is due"),
        PET_PAGE,
        PET_LINK,
    ),
    MARKS: Finding(
        "Marks of pet {of} for lists: {found}, should be {expected}",
        _("Pets of which lists show less than is known"),
        PET_PAGE,
        PET_LINK,
    ),
}


class Comparison:
    """Only reports, unless it is to `repair` counts, covers, keys and marks of lists, what is due, and quotas.

    All methods raise StoreUnavailable. While it looks at what is nobody's, `on_progress` is told how many
    records or files it looked at just now.
    """

    def __init__(
        self,
        pets: PetRepository,
        *,
        repair: bool = False,
        wait: Callable[[float], None] = time.sleep,
        on_progress: Callable[[int], object] = lambda number: None,
    ) -> None:
        self.pets = pets
        self.repair = repair
        self._wait = wait
        self.on_progress = on_progress

    def owners(self) -> list[str]:
        """All who have or had a pet, by id. (Some 100 bytes of memory for each.)"""
        shards = [(status, shard) for status in Status for shard in range(self.pets.shards)]
        pages = (page for status, shard in shards for page in self.pets.walk_shard(status, shard, FOREVER))
        return sorted({pet.owner_id for page in pages for pet in page})

    def of_owner(self, owner_id: str) -> Iterator[Difference]:
        """What differs in an owner's pets, in what hangs on them, and in what they are said to keep."""
        usage = Usage()
        for pet in self._pets_of(owner_id):
            usage += _usage(pet)
            if pet.status != Status.PURGING:
                yield from self._owner(pet)
                yield from self._marks(pet)
                yield from self._due(pet)
            for child in children():
                yield from child.check(pet, repair=self.repair, settle=self._settle)
        if self.pets.quota.used(owner_id) != usage:
            yield from self._usage(owner_id)

    def of_nobody(self) -> Iterator[Difference]:
        """What hangs on no pet, and what belongs to no record, kind by kind."""
        for child in children():
            for records in child.list_all():
                yield from self._orphans(child, records)
                self.on_progress(len(records))
            yield from child.check_strays(self.on_progress)

    def _pets_of(self, owner_id: str) -> Iterator[Pet]:
        for status in Status:
            yield from self.pets.all_for_owner(owner_id, status=status)

    def _owner(self, pet: Pet) -> Iterator[Difference]:
        """Whose pet it is, is its owner by role, and nobody else is: a person has to look at anything else."""
        owners = [person for person in pet.members if pet.role_of(person, times.now()) is Role.OWNER]
        if owners != [pet.owner_id] and self.pets.find(pet.id) == pet:
            yield Difference(OWNER, pet.id, pet.owner_id, ", ".join(owners) or "none")

    def _marks(self, pet: Pet) -> Iterator[Difference]:
        """Of profiles from before lists showed all that they do."""
        expected = {**pet.marks, **pet.profile.marks()}
        kept = self.pets.marks_kept(pet.id)
        if not expected or kept == expected or self.pets.find(pet.id) != pet:
            return
        repaired = False
        if self.repair:
            with suppress(Conflict):
                self.pets.write_marks(pet, kept)
                repaired = True
        yield Difference(MARKS, pet.id, ", ".join(sorted(expected)), "fewer, or other ones", repaired)

    def _due(self, pet: Pet) -> Iterator[Difference]:
        """The keys by which a pet is found when something is due follow from its plans."""
        if self._has_right_keys(pet):
            return
        current = self.pets.find(pet.id)
        if current is None or current.status == Status.PURGING or self._has_right_keys(current):
            return
        found = str(self.pets.due_kept(pet.id)[1] or "nothing")
        repaired = False
        if self.repair:
            with suppress(Conflict):
                self.pets.write_due(current)
                repaired = True
        yield Difference(DUE, pet.id, current.next_due or "nothing", found.partition("#")[0], repaired)

    def _has_right_keys(self, pet: Pet) -> bool:
        item = pet.to_item()
        return self.pets.due_kept(pet.id) == (item["DueOwnerId"], item["NextDue"])

    def _usage(self, owner_id: str) -> Iterator[Difference]:
        """What an owner is said to keep, in pets and in what hangs on them."""
        self._settle()
        quota = self.pets.quota
        counted = quota.used(owner_id)
        usage = sum(map(_usage, self._pets_of(owner_id)), Usage())
        if usage == counted or quota.used(owner_id) != counted or self._is_moving(owner_id):
            return
        repaired = False
        if self.repair:
            with suppress(Conflict):
                quota.correct(owner_id, counted, usage)
                repaired = True
        if usage.pets != counted.pets:
            yield Difference(PETS, owner_id, str(usage.pets), str(counted.pets), repaired)
        if replace(usage, pets=0) != replace(counted, pets=0):
            yield Difference(USAGE, owner_id, _describe(usage), _describe(counted), repaired)

    def _is_moving(self, owner_id: str) -> bool:
        """Whether something is on its way from or to this person: it counts for whom it names, until that is ended."""
        for pet_id in mover().unfinished():
            pet = self.pets.find(pet_id)
            if (pet is not None and pet.owner_id == owner_id) or any(
                owner_id in child.usage(pet_id) for child in children()
            ):
                return True
        return False

    def _orphans(self, child: PetChild, records: list[tuple[str, str]]) -> Iterator[Difference]:
        """Records whose pet is gone. One that goes with its pet right now is gone too when it is looked at again."""
        pet_ids = sorted({pet_id for _, pet_id in records})
        there = {pet.id for some in batched(pet_ids) for pet in self.pets.find_many(some)}
        for pet_id in pet_ids:
            if pet_id not in there and child.left(pet_id, times.now()) == Left.WORK:
                for record_id in (record for record, of in records if of == pet_id):
                    yield Difference(child.orphan, record_id, f"pet {pet_id}", "none")

    def _settle(self) -> None:
        self._wait(_MOMENT_SECONDS)


def findings() -> Mapping[str, Finding]:
    """All that a check may find, by code."""
    return _OF_PETS | {code: each for child in children() for code, each in child.check_findings.items()}


def _usage(pet: Pet) -> Usage:
    """What the pet and what hangs on it count in their owner's quota: a pet counts until it is a tombstone."""
    own = ONE_PET if pet.status != Status.PURGING else Usage()
    return sum((share for child in children() for share in child.usage(pet.id).values()), own)


def _describe(usage: Usage) -> str:
    """All that it counts but the pets, of which there is a finding of its own."""
    said = (f"{number} {name.lower()}" for name, number in usage.counts().items() if number and name != "Pets")
    return ", ".join(said) or "nothing"
