"""Documents coming and going: transactions over the document, the mark of its file, the quota and the pet."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache

from pets.domain import Pet, Status
from pets.life.records import Record
from pets.life.repository import Outcome, life
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Update, Write, changes, document_path
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused, transact
from pettracker_site.files.quota import Limits, NoRoom, Quota, within_limits

from . import expiry
from .domain import MOST_RECORDS, Document, Loose, LooseFile
from .queries import DocumentQueries

_IS_NEW = Attr("Record").not_exists()


class UploadExpired(Conflict):
    """The upload took so long that the sweeper has taken it over as interrupted, or it was given up elsewhere."""


class Documents(DocumentQueries):
    """All methods raise StoreUnavailable where DynamoDB does not answer."""

    @property
    def quota(self) -> Quota:
        return self.life.pets.quota

    # --- Coming ------------------------------------------------------------------------------------------------------

    def reserve(self, document: Document) -> Document | None:
        """Mark its file as pending and take its share of the quota, before any object is put.

        By one call; by two where the owner has individual limits. Idempotent: where the same form has brought this
        document already, that one is the answer.
        Raises: QuotaExceeded; UploadExpired where the same form's file is being removed.
        """
        return within_limits(self.quota, lambda own: self._reserve(document, own))

    def _reserve(self, document: Document, own: Limits | None) -> Document | None:
        """Raises: NoRoom under these limits; UploadExpired."""
        file = LooseFile.of(document, Loose.PENDING, times.now())
        try:
            transact(
                file=self.table.put(self.item(file), _IS_NEW),
                document=self.table.check((document.pet_id, document.key), _IS_NEW),
                usage=self.quota.reserve(document.owner_id, document.share, own),
            )
        except TransactionRefused as refusal:
            if found := refusal.get("document"):
                return Document.from_item(found)
            if found := refusal.get("file"):
                if found["Status"] != Loose.PENDING:
                    raise UploadExpired("given up") from refusal
                return None  # our own reservation: its answer was lost, or the form was sent twice
            raise NoRoom(refusal.get("usage")) from refusal
        return None

    def add(self, pet: Pet, document: Document, *, by: Permit | None) -> Document:
        """Show the document: its file is no longer loose, all or nothing.

        Raises: AddedBefore where the same form brought it with other words; UploadExpired; NotFound where the pet is
        gone or moved; NotAllowed; TooManyPlans where its expiry is one too many; Conflict.
        """

        def follow(pet: Pet, document: Document) -> Outcome:
            becomes, parts = expiry.follow(pet, document)
            return becomes, {**parts, **self._settled(pet, document)}

        try:
            return self.life.add(pet, document, follow, by=by)
        except TransactionRefused as refusal:
            raise UploadExpired("swept") from refusal

    def parts(self, pet: Pet, document: Document, record: Record) -> dict[str, Write]:
        """What shows a document that does not expire, for the transaction of a record on which it hangs.

        Raises: NotFound, as `add`.
        """
        hanging = replace(document, records=frozenset({record.key}))
        return {"document": self.table.put(self.item(hanging), _IS_NEW), **self._settled(pet, document)}

    def hang(self, document_id: str, record: Record) -> Write:
        """That a document, which is on show, hangs on a record besides. Refused where its item is full, or gone."""
        has_room = Attr("HangsOn").not_exists() | Attr("HangsOn").size().lt(MOST_RECORDS)
        may_hang = Attr("Status").eq(Status.ACTIVE.value) & (has_room | Attr("HangsOn").contains(record.key))
        id = (record.pet_id, Document.key_of(document_id))
        return self.table.update(id, Update(add={"HangsOn": {record.key}}), may_hang)

    def know(self, document: Document, keys: Iterable[str], most: int) -> bool:
        """Let it know up to so many records that name it already. Whether it could."""
        some, is_on_show = set(sorted(keys)[: max(0, most)]), Attr("Status").eq(Status.ACTIVE.value)
        if not some:
            return False
        try:
            self.table.update(_id(document), Update(add={"HangsOn": some}), is_on_show).run()
        except Conflict:
            return False
        return True

    def take_off(self, document_id: str, record: Record) -> Write:
        """That it hangs there no more; nothing where it does not, or is gone."""
        id = (record.pet_id, Document.key_of(document_id))
        taken = Update(take={"HangsOn": {record.key}})
        return self.table.update(id, taken, Attr("HangsOn").contains(record.key)).as_optional()

    def _settled(self, pet: Pet, document: Document) -> dict[str, Write]:
        """Its file, which is pending, is loose no more."""
        if pet.owner_id != document.owner_id:
            raise NotFound("pet")  # it moved: the file counts in the quota of who had it
        file = LooseFile.of(document, Loose.PENDING, document.created_at)
        return {"file": self.table.delete(_id(file), Attr("Status").eq(Loose.PENDING.value))}

    def give_up(self, file: LooseFile, now: datetime) -> LooseFile:
        """Take over the file of an upload that came to nothing, and give its share of the quota back, once.

        Gives the mark under which its objects are to be removed. Raises: Conflict where it is a document's by now, or
        gone.
        """
        purged = file.purged(now)
        is_pending = Attr("Status").eq(Loose.PENDING.value) & Attr("OwnerId").eq(file.owner_id)
        try:
            transact(
                file=self.table.put(self.item(purged), is_pending),
                usage=self.quota.release(file.owner_id, file.share),
            )
        except TransactionRefused as refusal:
            current = refusal["file"]
            if current is None or current["Status"] == Loose.PENDING:
                raise Conflict("file", current=current) from refusal
            return LooseFile.from_item(current)
        return purged

    # --- Going -------------------------------------------------------------------------------------------------------

    def removal(self, document: Document, now: datetime) -> tuple[LooseFile, dict[str, Write]]:
        """What the document leaves behind when it goes for good, and the parts of the transaction in which it does.

        It goes as it was read: refused where it was edited, deleted or restored, or handed over, meanwhile.
        """
        file = LooseFile.of(document, Loose.PURGING, now)
        gone: Item = {**self.item(document), "Status": str(file.status)}
        differences = Document.AUDITED.differences(self.item(document), gone)
        return file, {
            "document": self.table.delete(_id(document), _is_as_read(document)),
            "file": self.table.put(self.item(file), _IS_NEW),
            "usage": self.quota.release(document.owner_id, document.share),
            "entry": self.life.pets.audit_log.entry(
                Document.KIND, document.id, "purged", differences, pet_id=document.pet_id
            ),
            **self._unnamed(document, document.records),
        }

    def taking_off(self, document: Document, keys: frozenset[str]) -> dict[str, Write]:
        """The parts of a transaction that takes a document, as it was read, off some of the records on which it hangs.

        Refused as in `removal`.
        """
        return {
            "document": self.table.update(_id(document), Update(take={"HangsOn": set(keys)}), _is_as_read(document)),
            "file": self.table.check((document.pet_id, f"{LooseFile.KIND}#{document.id}"), _IS_NEW),
            **self._unnamed(document, keys),
        }

    def _unnamed(self, document: Document, keys: frozenset[str]) -> dict[str, Write]:
        """The records on which it hangs name it no more; those that are gone are left out."""
        name = document_path("Documents", document.id)
        forget, names_it = Update(remove=[name]), Attr(name).exists()
        return {
            f"on_{number}": self.table.update((document.pet_id, key), forget, names_it).as_optional()
            for number, key in enumerate(sorted(keys))
        }

    def keep_on(self, file: LooseFile, now: datetime) -> None:
        """Keep the mark of a removal for another hour, since something was removed just now. Raises: Conflict."""
        later = self.item(file.purged(now))
        update = Update({name: later[name] for name in ("Since", "AdminTime")})
        self.table.update(_id(file), update, _is_that(file)).run()

    def end(self, file: LooseFile) -> None:
        """Delete a mark that has not changed since it was read; a missing one is no error. Raises: Conflict."""
        try:
            self.table.delete(_id(file), _is_that(file)).run()
        except Conflict as conflict:
            if conflict.current is not None:
                raise

    # --- Whose it is -------------------------------------------------------------------------------------------------

    def hand_over(self, document: Document, handed: Document) -> bool:
        """Another owner, and their share of the quota. Whether it is done; not where it changed meanwhile."""
        is_as_read = Attr("OwnerId").eq(document.owner_id) & Attr("Version").eq(document.version)
        try:
            transact(
                document=self.table.update(_id(document), changes(self.item(document), self.item(handed)), is_as_read),
                usage=self.quota.reserve_unchecked(handed.owner_id, document.share),
                former_usage=self.quota.release(document.owner_id, document.share),
            )
        except TransactionRefused:
            return False
        return True

    def item(self, record: Document | LooseFile) -> Item:
        return self.life.item(record) if isinstance(record, Document) else record.to_item(shards=self.life.shards)


def _id(record: Document | LooseFile) -> tuple[str, str]:
    return record.pet_id, record.key


def _is_as_read(document: Document) -> ConditionBase:
    """Not edited, deleted, restored or handed over since; it may hang on other records."""
    is_same = Attr("Version").eq(document.version) & Attr("Status").eq(document.status.value)
    return is_same & Attr("OwnerId").eq(document.owner_id)


def _is_that(file: LooseFile) -> ConditionBase:
    return Attr("Status").eq(file.status.value) & Attr("Since").eq(times.to_text(file.since))


@cache
def documents() -> Documents:
    """The process's repository."""
    return Documents(life())
