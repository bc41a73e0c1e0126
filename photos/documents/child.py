"""Documents as what hangs on a pet: purging, moving, sweep, checks, the copy of one's data."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from pets.access import Owner
from pets.children.integrity import PET_LINK, PET_PAGE
from pets.children.registry import Difference, Finding, Left
from pets.children.sweeping import FOREVER, TOMBSTONE, Sweeper
from pets.domain import Pet, Status
from pets.life.child import RecordChild, compared, record_children
from pets.life.plans import TooManyPlans
from pets.life.repository import Outcome
from pettracker_site.aws import times
from pettracker_site.common.editing import Edit, refused, submit
from pettracker_site.files.quota import Usage
from pettracker_site.files.storage import FileStorage, Version, file_storage

from . import expiry
from .display import file_url, title
from .domain import MOST_RECORDS, PREFIX, UPLOAD_TIMEOUT, Document, Loose, LooseFile, named_by, prefix_of_pet
from .forms import DocumentForm
from .purging import DocumentPurger, document_purger
from .repository import Documents, documents

_STRAY_AGE = timedelta(days=1)
CUT_OFF, TRASH, STRAY, FOREIGN = "document-cut-off", "trash-document", "document-stray", "document-foreign"
FILE, NO_RECORD, NO_PET, DUE = "document-file", "document-no-record", "document-no-pet", "document-due"
LINKS = "document-links"
_STRAYS = _("Files without a document")


class DocumentChild(RecordChild):
    name = "Documents"
    record = Document
    label = _("Documents")
    sweep_findings: Mapping[str, Finding] = {
        CUT_OFF: Finding("Interrupted uploads of documents", _("Interrupted uploads of documents")),
        TRASH: Finding("Expired documents in the trash", _("Expired documents in the trash")),
        STRAY: Finding("Orphaned files, without a document", _STRAYS),
        FOREIGN: Finding(
            "Files among documents with unknown names, not touched",
            _("Files among documents with unknown names (not touched)"),
        ),
    }
    check_findings: Mapping[str, Finding] = {
        NO_PET: Finding("Document {of}: its {expected} does not exist", _("Documents without a pet")),
        FILE: Finding("File {of}: {found}, should be {expected}", _("Files that differ from their document")),
        DUE: Finding(
            "What is due by documents of pet {of}: {found}, should be {expected}",
            _("Pets whose documents are not due when they expire"),
            PET_PAGE,
            PET_LINK,
        ),
        LINKS: Finding(
            "Document {of} hangs on {found} of the records that name it, should be on {expected}",
            _("Documents that do not know which entries name them"),
        ),
        NO_RECORD: Finding("File {of}: no document has it (`manage.py sweep` removes it after a day)", _STRAYS),
    }

    def usage(self, pet_id: str) -> Mapping[str, Usage]:
        used: defaultdict[str, Usage] = defaultdict(Usage)
        found: list[Document | LooseFile] = [*documents().of_pet(pet_id), *documents().loose_of_pet(pet_id)]
        for each in found:
            if each.share != Usage():
                used[each.owner_id] += each.share
        return used

    def left(self, pet_id: str, now: datetime) -> Left:
        return _purger(lambda: now).left(pet_id)

    def purge(self, pet_id: str, now: datetime) -> None:
        _purger(lambda: now).purge_pet(pet_id)

    def move(self, pet: Pet, *, most: int) -> bool:
        """Uploads from before the move are left to their own end, and the move is not over while they are under way."""
        while left := list(islice(self._still_with_others(pet), most + 1)):
            for document in left[:most]:
                documents().hand_over(document, replace(document, owner_id=pet.owner_id))
            most -= len(left)
            if most < 0:
                return False
        pending = (each for each in documents().loose_of_pet(pet.id) if each.status is Loose.PENDING)
        return all(each.owner_id == pet.owner_id for each in pending)

    def _still_with_others(self, pet: Pet) -> Iterator[Document]:
        return (each for each in documents().of_pet(pet.id) if each.owner_id != pet.owner_id)

    is_edited = True

    def edit(self, data: Any, pet: Pet, record: Document, admin: Owner) -> Edit[DocumentForm]:
        form = DocumentForm(data, pet=pet, document=record)
        try:
            return submit(form)
        except TooManyPlans:
            return refused(form, expiry.too_many(), field="expires_on")

    def follow(self, pet: Pet, record: Document) -> Outcome:
        return expiry.follow(pet, record)

    def remove(self, pet: Pet, record: Document) -> None:
        """Its objects go by the next sweep."""
        document_purger().begin(record)

    keeps_files = True

    def file_url(self, pet: Pet, record: Document) -> str:
        return file_url(pet, record)

    def summary(self, record: Document) -> str:
        return title(record)

    def export(self, pet_id: str) -> Iterator[dict[str, object]]:
        for item in super().export(pet_id):
            yield {name: said for name, said in item.items() if name != "Sha256"}

    def sweep(self, sweeper: Sweeper) -> None:
        _Sweep(sweeper, _purger(sweeper.clock)).run()

    def check(self, pet: Pet, *, repair: bool, settle: Callable[[], None]) -> Iterator[Difference]:
        """Whether each document has its files, of its length, and is due where it expires."""
        kept = list(documents().of_pet(pet.id))
        yield from compared(DUE, pet, _due_differs, _correct_due, repair=repair)
        yield from _check_links(pet, kept, repair=repair)
        lengths = file_storage().lengths(prefix_of_pet(pet.id)) if kept else {}
        for document in kept:
            missing = [key for key in document.keys if key not in lengths]
            length = lengths.get(document.original_key, document.length)
            if (missing or length != document.length) and _is_still(document):
                for key in missing:
                    yield Difference(FILE, key, "a file", "none")
                if length != document.length:
                    yield Difference(FILE, document.original_key, f"{document.length} bytes", f"{length} bytes")

    def check_strays(self, on_progress: Callable[[int], object]) -> Iterator[Difference]:
        for page in file_storage().versions(PREFIX):
            seen = [each.key for each in page if each.is_latest and each.length is not None]
            names = {key: named_by(key) for key in seen}
            known = documents().known(filter(None, names.values()))
            for key, name in names.items():
                if name not in known:
                    yield Difference(NO_RECORD, key, "a record", "none")
            on_progress(len(page))


class _Sweep:
    """Documents' part of a sweep: interrupted uploads, expired trash, unfinished removals, and files of none."""

    def __init__(self, sweeper: Sweeper, purger: DocumentPurger) -> None:
        self.sweeper = sweeper
        self.purger = purger
        self.documents: Documents = purger.repository
        self.storage: FileStorage = purger.storage

    def run(self) -> None:
        """Records by shards, several at once; then the files by pages."""
        now = self.purger.clock()
        self.sweeper.run_guarded(self._due(now))
        with self.sweeper.guarded():
            for page in self.storage.versions(PREFIX):
                self._check_files(page, now - _STRAY_AGE)
                self.sweeper.on_progress(len(page))

    def _due(self, now: datetime) -> Iterator[Callable[[], None]]:
        each = self.sweeper.each
        for shard in range(self.documents.life.shards):
            cut_off = self.documents.walk_loose(Loose.PENDING, shard, now - UPLOAD_TIMEOUT)
            trash = self.documents.walk_shard(Status.DELETED, shard, now)
            removed = self.documents.walk_loose(Loose.PURGING, shard, FOREVER)
            yield partial(each, cut_off, CUT_OFF, self._give_up)
            yield partial(each, trash, TRASH, self._purge)
            yield partial(each, removed, TOMBSTONE, self.purger.resume, self.purger.is_waiting)

    def _give_up(self, file: LooseFile) -> None:
        self.purger.resume(self.purger.give_up(file))

    def _purge(self, document: Document) -> None:
        self.purger.resume(self.purger.begin(document))

    def _check_files(self, page: list[Version], until: datetime) -> None:
        """A file is marked before it is put: so marks are read after the files, and what has none then has none any
        more."""
        names = {version.key: named_by(version.key) for version in page}
        if foreign := {key for key, name in names.items() if name is None}:
            self.sweeper.find(FOREIGN, len(foreign))
        known = self.documents.known(filter(None, names.values()))
        stray = [each for each in page if names[each.key] not in {None, *known} and each.modified < until]
        if not stray:
            return
        files = len({each.key for each in stray})
        self.sweeper.find(STRAY, files)
        if self.sweeper.apply:
            with self.sweeper.guarded(stray[0].key):
                self.storage.remove_versions(stray)
                self.sweeper.repair(STRAY, files)


def _check_links(pet: Pet, kept: list[Document], *, repair: bool) -> Iterator[Difference]:
    """Whether each knows all records that name it. One more that it knows does no harm: that one may be gone."""
    life = documents().life
    names: defaultdict[str, set[str]] = defaultdict(set)
    for kind in record_children().keys() - {Document.KIND} if kept else ():
        for item in life.walk(pet.id, kind):
            for id in item.get("Documents") or ():
                names[id].add(item["Record"])
    for document in kept:
        if not names[document.id] - document.records:
            continue
        current = life.find(Document, pet.id, document.id)  # read after those that name it
        missing = names[document.id] - current.records if current else None
        if current and missing:
            room = MOST_RECORDS - len(current.records)
            repaired = repair and current.status == Status.ACTIVE and documents().know(current, missing, room)
            found, expected = len(current.records), len(current.records | missing)
            yield Difference(LINKS, current.id, str(expected), str(found), repaired)


def _purger(clock: Callable[[], datetime] = times.now) -> DocumentPurger:
    return DocumentPurger(documents(), file_storage(), clock)


def _due_differs(pet: Pet) -> tuple[str, str] | None:
    if pet.status != Status.ACTIVE:
        return None
    try:
        is_right = expiry.made_right(pet, documents().of_pet(pet.id))[0] == pet
    except TooManyPlans:
        is_right = True  # nothing more can be
    return None if is_right else ("by the days on which they expire", "otherwise")


def _correct_due(pet: Pet) -> None:
    documents().life.write(pet, lambda pet: expiry.made_right(pet, documents().of_pet(pet.id)), by=None)


def _is_still(document: Document) -> bool:
    current = documents().life.find(Document, document.pet_id, document.id)
    return current is not None and current.status == document.status
