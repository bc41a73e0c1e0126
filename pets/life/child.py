"""A kind of record as what hangs on a pet: purge, checks, the copy of one's data, admins. Kinds register subclasses."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pets.children.registry import AdminPanel, Finding, Left, PetChild
from pets.domain import Pet, Status
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Key, Write, batched
from pettracker_site.aws.paging import walk
from pettracker_site.aws.transactions import MOST_PARTS, transact

from .records import Record
from .repository import life

_ONLY_STORED = frozenset({"PetId", "Record", "Version", "LastEdit", "By", "UpdatedBy", "ExpiresAt", "S3Key", "OwnerId"})
_ADMIN_INDEX = "AdminShard-index"


class RecordChild(PetChild):
    """`record` is the kind's class, `label` what admins read."""

    record: type[Record]
    label: Promise
    permission = "view_pets"
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

    def count(self, pet: Pet) -> int:
        return life().count(self.record, pet.id)

    def left(self, pet_id: str, now: datetime) -> Left:
        found = life().table.query(None, self._of(pet_id), limit=1, consistent=True)
        return Left.WORK if found else Left.NOTHING

    def purge(self, pet_id: str, now: datetime) -> None:
        for items in batched(self._walk(pet_id), MOST_PARTS):
            transact(**{f"record_{number}": _delete(item) for number, item in enumerate(items)})

    def export(self, pet_id: str) -> Iterator[dict[str, object]]:
        for item in self._walk(pet_id):
            yield {name: said for name, said in item.items() if not _is_only_stored(name)}

    def show_admin(self, pet: Pet, query: Mapping[str, str], *, whole: bool) -> AdminPanel:
        return AdminPanel(self.label, self.count(pet))

    def _walk(self, pet_id: str) -> Iterator[Item]:
        for items in walk(life().table, None, self._of(pet_id), key_names=("PetId", "Record"), consistent=True):
            yield from items

    def _of(self, pet_id: str) -> ConditionBase:
        return Key("PetId").eq(pet_id) & Key("Record").begins_with(f"{self.record.KIND}#")


def _delete(item: Item) -> Write:
    return life().table.delete((item["PetId"], item["Record"]), Attr("Record").exists()).as_optional()


def _is_only_stored(name: str) -> bool:
    return name in _ONLY_STORED or name.endswith("Key") or name.startswith("Admin") or name.endswith("Shard")
