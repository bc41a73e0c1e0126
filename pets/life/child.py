"""A kind of record as what hangs on a pet: purge, checks, the copy of one's data, admins. Kinds register subclasses."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pets.access import Owner
from pets.children.registry import AdminPanel, Difference, Finding, Left, PetChild, children
from pets.domain import Pet, Status
from pettracker_site.audit.descriptions import describe_value, field_label
from pettracker_site.aws.dynamo import Key
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.paging import walk
from pettracker_site.common.editing import Edit

from .records import Record, is_kind
from .repository import Outcome, life, nothing_follows

_ONLY_STORED = frozenset(
    {"PetId", "Record", "Version", "LastEdit", "By", "UpdatedBy", "ExpiresAt", "S3Key", "OwnerId", "HangsOn"}
)
_ADMIN_INDEX = "AdminShard-index"


class RecordChild(PetChild):
    """`record` is the kind's class, `label` what admins read."""

    record: type[Record]
    label: Promise
    permission = "view_records"
    is_edited = False
    """Whether `edit` has a form."""
    keeps_files = False
    sweep_findings: Mapping[str, Finding] = {}

    @property
    def orphan(self) -> str:  # type: ignore[override]
        return f"{self.record.KIND}-no-pet"

    @property
    def check_findings(self) -> Mapping[str, Finding]:  # type: ignore[override]
        lost = Finding("Record {of}: its pet {expected} does not exist", _("Records without a pet"))
        return {self.orphan: lost}

    def list_all(self) -> Iterator[list[tuple[str, str]]]:
        table, key_names = life().table, ("AdminShard", "AdminTime", "PetId", "Record")
        for status in (Status.ACTIVE, Status.DELETED):
            for shard in range(life().shards):
                is_in_shard = Key("AdminShard").eq(f"{status}#{self.record.KIND}#{shard}")
                for found in walk(table, _ADMIN_INDEX, is_in_shard, key_names=key_names):
                    yield [(item["Record"], item["PetId"]) for item in found]

    def left(self, pet_id: str, now: datetime) -> Left:
        return Left.WORK if life().has_any(pet_id, self.record.KIND) else Left.NOTHING

    def purge(self, pet_id: str, now: datetime) -> None:
        life().remove_all(pet_id, self.record.KIND)

    def export(self, pet_id: str) -> Iterator[dict[str, object]]:
        for item in life().walk(pet_id, self.record.KIND):
            id = item["Record"].partition("#")[2]
            yield {"Id": id} | {name: said for name, said in item.items() if not _is_only_stored(name)}

    # --- What admins do with one record, and see of it ---------------------------------------------------------------

    def follow(self, pet: Pet, record: Any) -> Outcome:
        """What follows for its pet where a record is deleted or restored."""
        return nothing_follows(pet, record)

    def delete(self, pet: Pet, record: Any) -> None:
        """Raises: as `Life.delete`; so do the next two."""
        life().delete(pet, record, self.follow, by=None)

    def restore(self, pet: Pet, record: Any) -> None:
        life().restore(pet, record, self.follow, by=None)

    def remove(self, pet: Pet, record: Any) -> None:
        """Delete it for good."""
        life().purge(pet, record, self.follow, by=None)

    def edit(self, data: Any, pet: Pet, record: Any, admin: Owner) -> Edit[Any]:
        """What came of its owner's form, filled with `data` if there is any, in the hands of an admin."""
        raise NotImplementedError

    def file_url(self, pet: Pet, record: Any) -> str:
        """Of a kind that keeps files: a signed address that gives it out as an attachment."""
        raise NotImplementedError

    def summary(self, record: Any) -> str:
        """What lists show of it: some words."""
        return next((value for _, value in self.facts(record)), str(self.label))

    def facts(self, record: Any) -> list[tuple[str | Promise, str]]:
        """Label and value of all that only its kind has, in the words of the audit log (`describe_fields`)."""
        kind, own = self.record.KIND, record.own_item()
        told = [name for name, value in own.items() if value is not None and not _is_only_stored(name)]
        return [(field_label(name, kind), describe_value(name, kind, own)) for name in told]

    def show_admin(self, pet: Pet, query: Mapping[str, str], *, whole: bool) -> AdminPanel:
        """Only a link: nothing counts the records of a pet, of which there may be 20,000."""
        is_listed = whole and is_kind(self.record)
        url = f"{reverse('admin:records')}?kind={self.record.KIND}&pet={pet.id}" if is_listed else ""
        return AdminPanel(self.label, None, url)


def compared(
    problem: str,
    pet: Pet,
    differs: Callable[[Pet], tuple[str, str] | None],
    correct: Callable[[Pet], object],
    *,
    repair: bool,
) -> Iterator[Difference]:
    """What a check of what follows for a pet from its records finds, and mends where `repair`.

    `differs` says what should be there and what is, None where that is the same. The pet of a walk may be old, so what
    differs is looked at again; what is in the trash is told, and never written.
    """
    if differs(pet) is None:
        return
    current = life().pets.find(pet.id)
    said = differs(current) if current else None
    if current is None or said is None:
        return
    repaired = False
    if repair and current.status == Status.ACTIVE:
        with suppress(Conflict, NotFound):
            correct(current)
            repaired = True
    yield Difference(problem, pet.id, *said, repaired)


def _is_only_stored(name: str) -> bool:
    return name in _ONLY_STORED or name.endswith("Key") or name.startswith("Admin") or name.endswith("Shard")


def record_children() -> dict[str, RecordChild]:
    """All kinds of records of a pet's life, by the kind's name; without what else hangs on a pet beside them."""
    found = (child for child in children() if isinstance(child, RecordChild))
    return {child.record.KIND: child for child in found if is_kind(child.record)}
