"""Moving a pet to another owner: permissions at once, child records afterwards.

The move leaves a job beside it, in the same transaction, which ends when each kind of record finds none of its own that
still names another owner. So whoever comes next can go on where somebody was cut off, and doing it twice changes
nothing.
"""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from django.conf import settings

from pets.domain import Pet, Status
from pets.repository import ONE_PET, PetRepository, has_life_of, pets
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, Item, Key, Table, batch_get
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.paging import walk

from .registry import children

MOST_AT_ONCE = 100  # records of each kind, within one request
_ATTEMPTS = 4
_JOBS = "jobs"  # stands where persons' ids stand


class Mover:
    """All methods raise StoreUnavailable where DynamoDB does not answer."""

    def __init__(self, pets: PetRepository, client: Any, accounts_table: str) -> None:
        self.pets = pets
        self.jobs = Table(client, accounts_table, "AccountId", "Item")

    def begin(self, pet: Pet, owner_id: str) -> Pet:
        """Give the pet to that person, who is its only owner from now on; being theirs already is success.

        It counts among the new owner's pets from then on, whether they have room or not: that is the admin's to judge.
        Raises: NotFound where it is a tombstone, or was moved, deleted or restored meanwhile; Conflict where its
        members were changed again and again.
        """
        if pet.status == Status.PURGING:
            raise NotFound("pet")  # it counts among nobody's pets
        for _attempt in range(_ATTEMPTS):
            if pet.owner_id == owner_id:
                return pet  # perhaps by our own write, whose answer was lost
            try:
                return self._begun(pet, owner_id)
            except Conflict as conflict:
                current = Pet.from_item(conflict.current) if conflict.current else None
                if current is None or current.status != pet.status or current.owner_id not in (pet.owner_id, owner_id):
                    raise NotFound("pet") from conflict
                pet = current  # perhaps its members are others now, and all of them are written
        raise Conflict("members")

    def _begun(self, pet: Pet, owner_id: str) -> Pet:
        """Raises: Conflict with the current item."""
        is_as_read = Attr("OwnerId").eq(pet.owner_id) & Attr("Status").eq(pet.status.value)
        is_as_read &= Attr("Members").eq(dict(pet.members)) & has_life_of(pet)
        is_free = Attr("AccountId").not_exists() | Attr("AccountId").eq(_JOBS)  # a job that is there becomes this one
        job = {"AccountId": _JOBS, "Item": _named(pet.id), "Move": str(uuid.uuid4())}
        return self.pets.write(
            pet,
            replace(pet.moved_to(owner_id, times.now()), life_version=pet.life_version + 1),
            is_as_read,
            audit_action="moved",
            job=self.jobs.put(job, is_free),
            usage=self.pets.quota.reserve_unchecked(owner_id, ONE_PET),
            former_usage=self.pets.quota.release(pet.owner_id, ONE_PET),
        )

    def resume(self, pet_id: str, *, most: int = MOST_AT_ONCE) -> bool:
        """Hand over up to `most` records of each kind of a pet that moved. Whether that was the end of it.

        It is not while something that began before the move is under way.
        """
        job = self.jobs.get((_JOBS, _named(pet_id)))
        if job is None:
            return True
        pet = self.pets.find(pet_id)  # read after the job, so it is at least where that move brought it
        if pet is None or pet.status == Status.PURGING:
            return self._ended(job)
        have_all_followed = [child.move(pet, most=most) for child in children()]
        return all(have_all_followed) and self._ended(job)

    def find_with_pet(self, pet_id: str) -> tuple[Pet, bool]:
        """A pet, and whether what hangs on it may still name another owner, by one call. Raises: NotFound."""
        pet, job = batch_get(self.jobs.client, [(self.pets.table, pet_id), (self.jobs, (_JOBS, _named(pet_id)))])
        if pet is None:
            raise NotFound("pet")
        return Pet.from_item(pet), job is not None

    def unfinished(self) -> Iterator[str]:
        """The pets of which something may still name another owner."""
        for found in walk(self.jobs, None, Key("AccountId").eq(_JOBS), key_names=self.jobs.key_names):
            yield from (item["Item"].removeprefix(_named("")) for item in found)

    def _ended(self, job: Item) -> bool:
        """Take the job away, unless the pet has moved on meanwhile."""
        is_gone = Attr("AccountId").not_exists()
        try:
            self.jobs.delete(self.jobs.id_of(job), is_gone | Attr("Move").eq(job["Move"])).run()
        except Conflict:
            return False
        return True


def _named(pet_id: str) -> str:
    return f"move#{pet_id}"


@cache
def mover() -> Mover:
    """The process's mover."""
    return Mover(pets(), clients.dynamodb(), settings.ACCOUNTS_TABLE)
