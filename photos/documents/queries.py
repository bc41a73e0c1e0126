"""Documents and the marks of their files, read from DynamoDB as of the last write."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pets.domain import Status
from pets.life.repository import Life
from pets.queries import in_shard
from pettracker_site.aws.dynamo import Item, batch_get, batched
from pettracker_site.aws.paging import walk

from .domain import Document, Loose, LooseFile

_SHARD_INDEX = "AdminShard-index"
_SHARD_KEYS = ("AdminShard", "AdminTime", "PetId", "Record")


class DocumentQueries:
    """All methods raise StoreUnavailable where DynamoDB does not answer."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.table = life.table

    def of_pet(self, pet_id: str) -> Iterator[Document]:
        """All of a pet, as of the last write."""
        yield from map(Document.from_item, self.life.walk(pet_id, Document.KIND))

    def loose_of_pet(self, pet_id: str) -> Iterator[LooseFile]:
        yield from map(LooseFile.from_item, self.life.walk(pet_id, LooseFile.KIND))

    def walk_shard(self, status: Status, shard: int, until: datetime) -> Iterator[list[Document]]:
        """Documents of all owners by one shard of their status that fell due before `until`, as of the last write."""
        for found in self._walk_shard(f"{status}#{Document.KIND}", shard, until):
            documents = map(Document.from_item, found)
            yield [each for each in documents if each.status == status and each.due_at(self.life.trash) < until]

    def walk_loose(self, status: Loose, shard: int, until: datetime) -> Iterator[list[LooseFile]]:
        """Marks of files by one shard of their status, of before `until`."""
        for found in self._walk_shard(f"{status}#{LooseFile.KIND}", shard, until):
            yield [each for each in map(LooseFile.from_item, found) if each.status == status and each.since < until]

    def known(self, names: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Item]:
        """Of pets and documents as keys of objects name them, those that have a record: a document, or else a mark."""
        found: dict[tuple[str, str], Item] = {}
        for some in batched(sorted(set(names)), 50):
            kinds = (LooseFile.KIND, Document.KIND)
            wanted = [(self.table, (pet_id, f"{kind}#{id}")) for pet_id, id in some for kind in kinds]
            for item in filter(None, batch_get(self.table.client, wanted)):
                found[item["PetId"], item["Record"].partition("#")[2]] = item
        return found

    def find_many(self, pet_id: str, ids: Iterable[str]) -> list[Document]:
        """Those of a pet and these ids that are there; one call for each 100."""
        wanted = [(self.table, (pet_id, Document.key_of(id))) for id in ids]
        found = (item for some in batched(wanted) for item in batch_get(self.table.client, some))
        return [Document.from_item(item) for item in found if item]

    def _walk_shard(self, of: str, shard: int, until: datetime) -> Iterator[list[Item]]:
        for found in walk(self.table, _SHARD_INDEX, in_shard(of, shard, until), key_names=_SHARD_KEYS):
            wanted = [(self.table, (item["PetId"], item["Record"])) for item in found]
            yield [item for item in batch_get(self.table.client, wanted) if item]
