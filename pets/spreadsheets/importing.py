"""What comes in: which entries are new, and their way into the store, some at a time.

Web processes keep nothing between two requests: what was read is read again, in the same order, and goes on where the
last request came to. Whatever is there already is left as it is, so it may break off anywhere and begin anew.
"""

import uuid
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pets.domain import Pet, Status
from pets.life.plans import TooManyPlans
from pets.life.repository import MOST_AT_ONCE, Outcome, life
from pets.rights import Permit
from pettracker_site.aws import deadline
from pettracker_site.aws.errors import Conflict, StoreUnavailable

from .entries import Entry, read_entries
from .reading import Reading
from .sheet import Sheet

MOST_A_REQUEST = 500  # lines: a partition of DynamoDB takes some 150 of them a second
_MOST_READ = 20_000  # entries of the pet; ten calls of a megabyte
_MOST_IN_TRASH = 2_000
_LEAST_SECONDS = 1.5  # for one more transaction with what is read for it
_ATTEMPTS = 6


@dataclass(frozen=True, slots=True)
class Sorted:
    """The entries of a file by what is there: new ones, those that the pet has, those twice in the file, those that
    lie in the trash."""

    new: Sequence[Entry]
    there: int
    twice: int
    in_trash: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: up to the line number `at`; of those looked at, how many were `added`, and how many are `bad`.

    `stopped` says why it ended before its end: "away" for a store that does not answer, "plans" where too much would
    fall due.
    """

    at: int
    added: int
    bad: int
    stopped: str = ""


def sort(pet: Pet, sheet: Sheet[Any], entries: Sequence[Entry]) -> Sorted:
    """Compare a file with what the pet has, by one call for each megabyte of it, and one for the trash."""
    if not entries:
        return Sorted((), 0, 0, 0)
    known = _known(pet, sheet, entries)
    gone = life().page(sheet.record, pet.id, status=Status.DELETED, size=_MOST_IN_TRASH).items
    trash = {record.id for record in gone}
    seen: set[Any] = set()
    new, there, twice, in_trash = [], 0, 0, 0
    for entry in entries:
        same = sheet.same(entry.record)
        if same in known:
            there += 1
        elif same in seen:
            twice += 1
        elif entry.record.id in trash:
            in_trash += 1
        else:
            new.append(entry)
        seen.add(same)
    return Sorted(new, there, twice, in_trash)


def import_some(pet: Pet, sheet: Sheet[Any], reading: Reading, at: int, *, by: Permit) -> Progress:
    """Write what the next lines of a file say, from the number `at` on: at most MOST_A_REQUEST of them, and as many as
    there is time for. Raises: NotFound and NotAllowed where the pet, or the right, went meanwhile; Conflict."""
    end, added, bad = min(at + MOST_A_REQUEST, len(reading.lines)), 0, 0
    while at < end:
        entries, unread = read_entries(reading, sheet, at, min(at + MOST_AT_ONCE, end))
        try:
            pet, count = _write(pet, sheet, entries, by) if entries else (pet, 0)
        except StoreUnavailable:
            return Progress(at, added, bad, "away")
        except TooManyPlans:
            return Progress(at, added, bad, "plans")
        added, bad, at = added + count, bad + len(unread), at + MOST_AT_ONCE
        if deadline.left() < _LEAST_SECONDS:
            break
    return Progress(at, added, bad)


class _WentOn(Exception):
    """Somebody else wrote to the pet's life: `pet` is how it is now."""

    def __init__(self, pet: Pet) -> None:
        super().__init__("went on")
        self.pet = pet


def _write(pet: Pet, sheet: Sheet[Any], chunk: Sequence[Entry], by: Permit) -> tuple[Pet, int]:
    """One transaction of those that the pet does not have; the pet as it is then, and how many were added.

    What the pet has is read after the pet, and holds as long as its `LifeVersion`: so nobody's entry of this very
    moment gets a twin.
    """
    nonce = str(uuid.uuid4())
    for _attempt in range(_ATTEMPTS):
        known = _known(pet, sheet, chunk)
        records: dict[Hashable, Any] = {}
        for entry in chunk:
            if (same := sheet.same(entry.record)) not in known:
                records.setdefault(same, replace(entry.record, last_edit=nonce))
        becomes = pet

        def follow(current: Pet, new: Sequence[Any], read: Pet = pet) -> Outcome:
            nonlocal becomes
            if current.life_version != read.life_version:
                raise _WentOn(current)
            becomes, parts = sheet.follow(current, new)
            return becomes, parts

        try:
            added = life().add_many(pet, list(records.values()), follow, by=by)
        except _WentOn as meanwhile:
            pet = meanwhile.pet
        else:
            return (replace(becomes, life_version=pet.life_version + 1) if added else pet), len(added)
    raise Conflict("life")


def _known(pet: Pet, sheet: Sheet[Any], entries: Sequence[Entry]) -> set[Any]:
    days = [entry.record.on for entry in entries]
    found = life().between(sheet.record, pet.id, min(days), max(days), most=_MOST_READ)
    return {sheet.same(record) for record in found}
