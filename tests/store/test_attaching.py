"""Documents that hang on records: both are written, or neither is."""

import uuid
from dataclasses import replace

import pytest

from pets.life.attachments import NotAttached
from pets.life.records import MOST_DOCUMENTS
from pets.life.repository import WHATEVER_IS_THERE, life
from pets.rights import Permit
from pets.roles import Right
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.files.quota import Usage
from photos.documents import repository
from photos.documents.attaching import AttachForm, DocumentKeeper, Hanging
from photos.documents.child import LINKS, DocumentChild
from photos.documents.domain import Document
from photos.documents.purging import document_purger
from photos.documents.repository import Documents, documents
from photos.documents.services import DocumentUploader
from tests import stores
from tests.care import vaccination
from tests.documents import PDF, add_document
from tests.site.forms import file
from tests.store.makers import NOW, OWNER, STRANGER, Walk, new_pet, new_record

BY = Permit(OWNER, Right.ADD_RECORDS)


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


def form(pet, content: bytes = b"", *, record=None, **typed) -> AttachForm:
    sent = {f"attached-{name}": value for name, value in typed.items()}
    files = {"attached-file": file("a.pdf", content)} if content else {}
    return AttachForm(sent, files, pet=pet, record=record)


def write(pet, sent: AttachForm, nonce: str = "nonce") -> Walk:
    """As the page of a record does."""
    assert sent.is_valid(), sent.errors
    with sent.taken(nonce, by=BY) as attached:
        walk = replace(new_record(pet, nonce=nonce), documents=attached.links)
        return life().add(pet, walk, lambda pet, walk: (pet, attached.parts(pet, walk)), by=BY)


def here(pet) -> list[Document]:
    return life().newest(Document, pet.id, most=9)


def test_a_file_comes_in_with_its_record(pet, aws_calls):
    sent = form(pet, PDF, type="invoice")
    aws_calls.clear()
    walk = write(pet, sent)
    assert aws_calls == {"TransactWriteItems": 2, "PutObject": 1}
    (document,) = here(pet)
    assert dict(life().find(Walk, pet.id, walk.id).documents) == {
        document.id: {"Type": "invoice", "ContentType": "application/pdf"}
    }
    assert document.records == {walk.key}
    assert DocumentKeeper().shown(walk) == [Hanging("Invoice (PDF)", document)]


def test_sent_twice_it_comes_in_once(pet):
    assert write(pet, form(pet, PDF)) == write(pet, form(pet, PDF))
    assert len(here(pet)) == 1
    assert life().pets.quota.used(OWNER) == Usage(pets=1, documents=1, length=len(PDF))


def test_without_the_record_it_does_not_come_in(pet, pet_records):
    pet_records.delete(pet, NOW)
    with pytest.raises(NotFound):
        write(pet, form(pet, PDF))
    assert (here(pet), stores.files(), life().pets.quota.used(OWNER)) == ([], {}, Usage(pets=1))


def test_a_file_that_cannot_be_stored_keeps_the_record_out_and_says_why(pet, monkeypatch):
    monkeypatch.setattr(DocumentUploader, "_put_objects", _unanswered)
    sent = form(pet, PDF)
    with pytest.raises(NotAttached) as refusal:
        write(pet, sent)
    assert refusal.value.status == 503
    assert "We could not save this file just now." in str(sent.errors["file"])
    assert life().newest(Walk, pet.id, most=9) == []


def test_one_document_may_hang_on_several_records(pet):
    document = add_document(pet)
    walks = [write(pet, form(pet, document=document.id), nonce) for nonce in ("one", "two")]
    assert [set(walk.documents) for walk in walks] == [{document.id}] * 2
    assert here(pet)[0].records == {walk.key for walk in walks}
    assert life().find_keys(pet.id, here(pet)[0].records) == sorted(walks, key=lambda walk: walk.order, reverse=True)


def test_one_that_hangs_on_as_many_as_can_be_is_not_hung_on_another(pet, monkeypatch):
    monkeypatch.setattr(repository, "MOST_RECORDS", 1)
    document = add_document(pet)
    walk = write(pet, form(pet, document=document.id), "one")
    assert write(pet, form(pet, document=document.id), "one") == walk  # sent twice
    sent = form(pet, document=document.id)
    with pytest.raises(NotAttached):
        write(pet, sent, "two")
    assert "hangs on so many entries that no other fits" in str(sent.errors["document"])
    assert here(pet)[0].records == {walk.key}


def test_of_one_that_is_in_the_trash_or_gone_for_good_the_record_says_so(pet):
    document = add_document(pet)
    walk = write(pet, form(pet, document=document.id))
    life().delete(pet, here(pet)[0], by=BY)
    assert DocumentKeeper().shown(walk) == [Hanging("Certificate (PDF)", None, is_in_trash=True)]
    document_purger().begin(life().find(Document, pet.id, document.id))
    assert DocumentKeeper().shown(walk) == [Hanging("Certificate (PDF)", None)]  # as whoever read it before
    kept = life().find(Walk, pet.id, walk.id)
    assert (dict(kept.documents), kept.version) == ({}, walk.version)


def test_a_record_that_is_gone_does_not_keep_its_document_from_going(pet):
    document = add_document(pet)
    walk = write(pet, form(pet, document=document.id))
    life().purge(pet, walk, by=BY)
    document_purger().begin(here(pet)[0])
    assert here(pet) == []
    assert life().table.get((pet.id, walk.key)) is None


class TestOnMoreRecordsThanOneTransactionTakes:
    @pytest.fixture
    def document(self, pet) -> Document:
        """On 150, as they stand in the table."""
        document = add_document(pet)
        walks = [replace(new_record(pet), documents={document.id: document.link}) for _ in range(150)]
        for walk in walks:
            life().table.put(life().item(walk), WHATEVER_IS_THERE).run()
        documents().know(document, [walk.key for walk in walks], len(walks))
        return here(pet)[0]

    def test_it_is_taken_off_some_of_them_before(self, pet, document, aws_calls):
        aws_calls.clear()
        mark = document_purger().begin(document, by=BY)
        assert aws_calls == {"GetItem": 1, "TransactWriteItems": 2}
        assert (here(pet), naming(pet)) == ([], set())
        assert document_purger().begin(document, by=BY) == mark  # as whoever read it before
        assert life().pets.quota.used(OWNER) == Usage(pets=1)

    def test_cut_off_it_and_its_records_agree_and_it_goes_on(self, pet, document, monkeypatch):
        with monkeypatch.context() as cut_off:
            cut_off.setattr(Documents, "removal", _unanswered)
            with pytest.raises(StoreUnavailable):
                document_purger().begin(document, by=BY)
        assert len(naming(pet)) == 60
        assert here(pet)[0].records == naming(pet)
        assert life().pets.get(pet.id).life_version == pet.life_version + 2  # it came, and went in part
        document_purger().begin(document, by=BY)
        assert (here(pet), naming(pet)) == ([], set())

    def test_nobody_takes_off_what_was_edited_meanwhile_or_without_the_right(self, pet, document):
        with pytest.raises(NotFound):
            document_purger().begin(replace(document, version=9), by=BY)
        with pytest.raises(NotFound):
            document_purger().begin(document, by=Permit(STRANGER, Right.EMPTY_TRASH))
        assert len(naming(pet)) == 150

    def test_it_goes_with_a_pet_that_is_not_on_show(self, pet, document, pet_records):
        pet_records.begin_purge(pet_records.get(pet.id), NOW)
        document_purger().purge_pet(pet.id)
        assert (here(pet), naming(pet)) == ([], set())


def naming(pet) -> set[str]:
    """The keys of the records that name a document."""
    return {item["Record"] for item in life().walk(pet.id, Walk.KIND) if item.get("Documents")}


def test_a_document_of_another_pet_cannot_be_linked(pet, pet_records):
    foreign = add_document(pet_records.add(new_pet("Luna")))
    for id in (foreign.id, str(uuid.uuid4()), "document#1"):
        sent = form(pet, document=id)
        assert not sent.is_valid()
        assert sent.errors == {"document": ["This document is not here any more. Please choose another."]}


def test_one_that_went_to_the_trash_meanwhile_keeps_the_record_out(pet):
    document = add_document(pet)
    sent = form(pet, document=document.id)
    assert sent.is_valid()
    life().delete(pet, document, by=BY)
    with pytest.raises(NotAttached):
        write(pet, sent)
    assert life().newest(Walk, pet.id, most=9) == []


def test_a_check_lets_a_document_know_the_records_that_name_it(pet):
    document = add_document(pet)
    entry = vaccination(pet, "Rabies", NOW.date(), None, documents={document.id: document.link})
    entry = life().add(pet, entry, by=BY)
    for repair, found in ((False, set()), (True, {entry.key})):
        (told,) = DocumentChild().check(life().pets.get(pet.id), repair=repair, settle=lambda: None)
        assert (told.problem, told.expected, told.found, told.repaired) == (LINKS, "1", "0", repair)
        assert here(pet)[0].records == found
    assert list(DocumentChild().check(life().pets.get(pet.id), repair=True, settle=lambda: None)) == []


def test_what_hangs_on_a_record_stays_or_is_taken_off_it_and_stays_here(pet):
    stays, goes = add_document(pet).id, add_document(pet).id
    walk = write(pet, form(pet, document=stays))
    for chosen in ({"document": goes}, {}):
        sent = form(pet, record=walk, kept=[stays], **chosen)
        assert sent.is_valid()
        with sent.taken("nonce", by=BY) as attached:
            edited = walk.edited(OWNER, NOW, documents=attached.links)
            walk = life().edit(
                pet, walk, edited, lambda pet, walk, files=attached: (pet, files.parts(pet, walk)), by=BY
            )
    assert {each.id: set(each.records) for each in here(pet)} == {stays: {walk.key}, goes: set()}
    assert set(walk.documents) == {stays}
    assert not form(pet, record=walk, kept=[goes, str(uuid.uuid4())]).is_valid()


def test_at_most_ten_hang_on_a_record(pet):
    ids = [str(uuid.uuid4()) for _ in range(MOST_DOCUMENTS)]
    said = {"Type": "invoice", "ContentType": "image/png"}
    walk = replace(new_record(pet), documents=dict.fromkeys(ids, said))
    assert form(pet, record=walk, kept=ids).is_valid()
    sent = form(pet, PDF, record=walk, kept=ids)
    assert sent.errors == {"file": ["At most 10 documents fit on an entry."]}


def _unanswered(*_):
    raise StoreUnavailable("no answer")
