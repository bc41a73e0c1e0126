"""Documents in both stores: nothing half-made is seen, nothing stays behind, and the quota knows all of it."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest

from pets.children.integrity import Comparison
from pets.children.moving import mover
from pets.children.sweeping import TOMBSTONE, Sweeper
from pets.domain import Status
from pets.life.plans import plans_of
from pets.life.repository import AddedBefore, life
from pets.rights import Permit
from pets.roles import Right, Role
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.common.errors import NotAllowed
from pettracker_site.files.quota import Limits, QuotaExceeded, Usage
from pettracker_site.files.refusals import FileRefused, Reason
from pettracker_site.files.storage import StoredBytes, file_storage
from photos.documents import child
from photos.documents.child import CUT_OFF, FILE, FOREIGN, NO_PET, NO_RECORD, STRAY, TRASH
from photos.documents.domain import Document, DocumentType
from photos.documents.purging import document_purger
from photos.documents.repository import Documents, UploadExpired, documents
from photos.documents.services import DocumentUploader, document_uploader
from tests import stores
from tests.documents import PDF, add_document, add_picture, described
from tests.people import let_in
from tests.pictures import jpeg, webp
from tests.store.makers import NOW, OWNER, STRANGER, new_pet

BY = Permit(OWNER, Right.ADD_RECORDS)
OWNERS = Permit(OWNER, Right.EDIT_RECORDS)
CARER = "33333333-3333-4333-8333-333333333333"
HOUR = timedelta(hours=1)


@pytest.fixture
def pet(pet_records, monkeypatch):
    monkeypatch.setattr(pet_records, "shards", 1)
    monkeypatch.setattr(life(), "shards", 1)
    return pet_records.add(new_pet())


@pytest.fixture
def sweep(pet_records):
    """What a sweep finds and repairs so many hours from now."""

    def sweep(hours: float = 0):
        now = times.now() + hours * HOUR
        report = Sweeper(pet_records, clock=lambda: now, apply=True, workers=1).run()
        assert report.found == report.repaired or FOREIGN in report.found
        return report.found

    return sweep


def used() -> Usage:
    return life().pets.quota.used(OWNER)


def on_show(pet) -> list[Document]:
    return list(life().page(Document, pet.id).items)


def records(pet) -> list[str]:
    return sorted(item["Record"].partition("#")[0] for item in stores.items(life().table.name))


def send(pet, content: bytes = PDF, *, by: Permit = BY, **said) -> Document:
    return document_uploader().add(pet, "nonce", BytesIO(content), described(**said), by=by)


class TestComing:
    def test_a_pdf_is_kept_as_it_is_and_counts_in_the_quota(self, pet, aws_calls):
        aws_calls.clear()
        document = add_document(pet, PDF, expires_on=date(2026, 6, 1))
        assert aws_calls == {"TransactWriteItems": 2, "PutObject": 1}
        assert on_show(pet) == [document]
        assert stores.files() == {f"documents/{pet.id}/{document.id}.pdf": PDF}
        head = clients.s3().head_object(Bucket=file_storage().bucket_name, Key=document.original_key)
        assert head["ContentType"] == "application/pdf"
        assert used() == Usage(pets=1, documents=1, length=len(PDF))

    def test_a_picture_has_one_clean_copy_beside_it(self, pet):
        document = send(pet, jpeg(64, 48, comment=b"Tell-Nobody").getvalue())
        original, copy = (stores.files()[key] for key in document.keys)
        assert (document.file.content_type, document.copy) == ("image/jpeg", (64, 48))
        assert b"Tell-Nobody" in original
        assert copy.startswith(b"RIFF")
        assert b"Tell-Nobody" not in copy
        assert used().length == len(original)

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"<html>", Reason.NOT_A_PICTURE),
            (webp().getvalue(), Reason.UNSUPPORTED),
            (jpeg().getvalue()[:60], Reason.DAMAGED),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, Reason.DAMAGED),
        ],
    )
    def test_of_what_is_refused_nothing_is_written(self, pet, content, reason):
        with pytest.raises(FileRefused) as refusal:
            send(pet, content)
        assert refusal.value.reason == reason
        assert (records(pet), stores.files(), used()) == ([], {}, Usage(pets=1))

    def test_nor_of_what_finds_no_room(self, pet):
        life().pets.quota.limit(OWNER, Limits(megabytes=1))
        with pytest.raises(QuotaExceeded):
            send(pet, PDF + b"\0" * 1024 * 1024 + b"%%EOF")
        assert (records(pet), stores.files(), used()) == ([], {}, Usage(pets=1))

    def test_the_same_form_twice_brings_one(self, pet):
        assert send(pet) == send(pet)
        assert used() == Usage(pets=1, documents=1, length=len(PDF))
        with pytest.raises(AddedBefore):
            send(pet, type=DocumentType.PASSPORT)
        assert len(on_show(pet)) == 1
        send(pet, PDF + b"%%EOF")
        assert len(on_show(pet)) == 2

    @pytest.mark.parametrize("method", ["reserve", "_put_objects", "add"])
    def test_what_broke_off_is_brought_in_by_the_same_form_sent_again(self, pet, monkeypatch, method):
        """Whether the call was carried out, and only its answer lost, or not."""
        of = DocumentUploader if method == "_put_objects" else Documents
        done = getattr(of, method)
        for is_done in (False, True):
            with monkeypatch.context() as patch:
                patch.setattr(of, method, lambda *args, **more: _unanswered(is_done and done(*args, **more)))  # noqa: B023
                with pytest.raises(StoreUnavailable):
                    send(pet)
        document = send(pet)
        assert on_show(pet) == [document]
        assert records(pet) == ["document"]
        assert used() == Usage(pets=1, documents=1, length=len(PDF))

    @pytest.mark.parametrize("method", ["_put_objects", "add"])
    def test_what_broke_off_is_swept_after_an_hour(self, pet, sweep, monkeypatch, method):
        of = DocumentUploader if method == "_put_objects" else Documents
        with monkeypatch.context() as patch:
            patch.setattr(of, method, lambda *_, **__: _unanswered())
            with pytest.raises(StoreUnavailable):
                send(pet)
        assert sweep() == {}
        assert sweep(1.1) == {CUT_OFF: 1}
        assert (stores.files(), stores.versions(), used()) == ({}, [], Usage(pets=1))
        with pytest.raises(UploadExpired):
            send(pet)
        sweep(3)
        assert records(pet) == []
        assert send(pet)

    def test_where_it_cannot_be_shown_its_file_goes_at_once(self, pet, pet_records, sweep):
        """The person's right went away, or the pet to the trash, while the file was on its way."""
        pet = let_in(pet, STRANGER, Role.VIEWER)
        with pytest.raises(NotAllowed):
            send(pet, by=Permit(STRANGER, Right.ADD_RECORDS))
        pet_records.delete(pet, NOW)
        with pytest.raises(NotFound):
            send(pet)
        assert (stores.files(), used(), records(pet)) == ({}, Usage(pets=1), ["file", "file"])
        sweep(2), sweep(4)
        assert (records(pet), stores.versions()) == ([], [])

    def test_a_pet_that_moved_meanwhile_takes_nothing_that_counts_for_who_had_it(self, pet):
        """A carer's, who stays one."""
        pet = let_in(pet, CARER, Role.CARER)
        mover().begin(pet, STRANGER)
        with pytest.raises(NotFound):
            send(pet, by=Permit(CARER, Right.ADD_RECORDS))
        assert (on_show(pet), used()) == ([], Usage())

    def test_a_move_is_not_over_while_an_upload_is_under_way(self, pet, sweep):
        document_uploader().store(pet, "nonce", BytesIO(PDF), described(), by=BY)
        mover().begin(pet, STRANGER)
        assert not mover().resume(pet.id)
        sweep(1.1)
        assert mover().resume(pet.id)


class TestGoing:
    def test_it_waits_in_the_trash_until_its_days_are_over(self, pet, sweep):
        document = add_picture(pet)
        deleted = life().delete(pet, document, by=OWNERS)
        assert on_show(pet) == []
        assert life().restore(pet, deleted, by=OWNERS).status == Status.ACTIVE
        life().delete(pet, on_show(pet)[0], by=OWNERS)
        assert sweep(30 * 24 - 1) == {}
        assert len(stores.files()) == 2
        assert sweep(30 * 24 + 1) == {TRASH: 1}
        assert (stores.files(), stores.versions(), used(), records(pet)) == ({}, [], Usage(pets=1), ["file"])
        sweep(30 * 24 + 3)
        assert records(pet) == []

    def test_a_removal_that_was_cut_off_goes_on(self, pet, sweep):
        document_purger().begin(add_document(pet))
        assert (used(), len(stores.files())) == (Usage(pets=1), 1)
        assert sweep() == {TOMBSTONE: 1}
        assert (stores.versions(), records(pet)) == ([], ["file"])
        assert sweep(0.5) == {}
        sweep(2)
        assert records(pet) == []

    def test_begun_twice_it_gives_its_room_back_once(self, pet):
        document, _other = add_document(pet, PDF), add_document(pet, PDF)
        assert document_purger().begin(document).id == document_purger().begin(document).id
        assert used() == Usage(pets=1, documents=1, length=len(PDF))

    def test_nobody_takes_out_what_was_restored_meanwhile_or_without_the_right(self, pet):
        document = life().delete(pet, add_document(pet), by=OWNERS)
        with pytest.raises(NotFound):
            document_purger().begin(document, by=Permit(STRANGER, Right.EMPTY_TRASH))
        let_in(pet, STRANGER, Role.CARER)
        with pytest.raises(NotAllowed):
            document_purger().begin(document, by=Permit(STRANGER, Right.EMPTY_TRASH))
        life().restore(pet, document, by=OWNERS)
        with pytest.raises(NotFound):
            document_purger().begin(document, by=Permit(OWNER, Right.EMPTY_TRASH))
        assert len(stores.files()) == 1

    def test_one_that_was_handed_over_meanwhile_is_looked_at_again(self, pet):
        """Its share of the quota is somebody else's by then."""
        document = add_document(pet)
        documents().hand_over(document, replace(document, owner_id=STRANGER))
        with pytest.raises(NotFound):
            document_purger().begin(document)
        assert life().pets.quota.used(STRANGER) == document.share

    def test_the_audit_log_tells_it_without_its_name(self, pet):
        document = add_document(pet, name="Anna's passport")
        document_purger().begin(document)
        entries = life().pets.audit_log.of_record(document.id).items
        assert [each.action for each in entries] == ["purged"]
        assert "Anna" not in str(stores.items(life().pets.audit_log.table.name))

    def test_a_purged_pet_takes_all_of_it_along(self, pet, pet_records, sweep):
        add_picture(pet), add_document(pet)
        document_uploader().store(pet, "nonce", BytesIO(PDF), described(), by=BY)
        pet_records.begin_purge(pet, times.now())
        assert sweep()[TOMBSTONE] == 1
        assert (records(pet), used()) == (["file"] * 3, Usage(documents=1, length=len(PDF)))
        for hours in (1.1, 3, 5, 7):
            sweep(hours)
        assert (records(pet), stores.versions(), used(), pet_records.find(pet.id)) == ([], [], Usage(), None)


def test_it_follows_the_pet_to_its_owner_with_its_share_of_the_quota(pet):
    shares = add_document(pet).share + life().delete(pet, add_document(pet), by=OWNERS).share
    mover().begin(pet, STRANGER)
    assert not mover().resume(pet.id, most=1)
    assert mover().resume(pet.id) or mover().resume(pet.id)
    assert {each.owner_id for each in documents().of_pet(pet.id)} == {STRANGER}
    assert (used(), life().pets.quota.used(STRANGER)) == (Usage(), shares + Usage(pets=1))


class TestFilesThatLostTheirDocument:
    def test_one_without_a_document_goes_after_a_day(self, pet, sweep):
        document = add_picture(pet)
        stray = f"documents/{pet.id}/{STRANGER}.pdf"
        file_storage().save(stray, StoredBytes(PDF, "application/pdf"))
        file_storage().save("documents/notes.txt", StoredBytes(b"?", "text/plain"))
        assert sweep(23) == {FOREIGN: 1}
        assert sweep(25) == {STRAY: 1, FOREIGN: 1}
        assert sorted(stores.files()) == sorted([*document.keys, "documents/notes.txt"])

    def test_the_check_tells_of_both(self, pet, pet_records, monkeypatch):
        document = add_picture(pet)
        file_storage().delete(document.copy_key)
        stray = f"documents/{pet.id}/{STRANGER}.pdf"
        file_storage().save(stray, StoredBytes(PDF, "application/pdf"))
        compared = Comparison(pet_records, wait=lambda seconds: None)
        assert [(each.problem, each.of) for each in compared.of_owner(OWNER)] == [(FILE, document.copy_key)]
        assert [(each.problem, each.of) for each in compared.of_nobody()] == [(NO_RECORD, stray)]

    def test_and_of_documents_whose_pet_is_gone(self, pet, pet_records):
        document = add_document(pet)
        pet_records.table.delete(pet.id, Attr("PetId").exists()).run()
        compared = Comparison(pet_records, wait=lambda seconds: None)
        assert [(each.problem, each.of) for each in compared.of_nobody()] == [(NO_PET, document.key)]


@pytest.mark.parametrize("plans", [{}, {"made-up": {"Kind": "document", "Due": "2025-01-01", "Base": "2025-01-01"}}])
def test_what_is_due_follows_from_the_days_on_which_documents_expire(pet, pet_records, plans):
    document = add_document(pet, expires_on=date(2031, 6, 1))
    right = pet_records.get(pet.id)
    assert right.plans.keys() == {document.id}
    update = Update({"Plans": {**right.plans, **plans} if plans else {}})
    pet_records.table.update(pet.id, update, Attr("PetId").exists()).run()

    def compare(*, repair=False):
        compared = Comparison(pet_records, wait=lambda seconds: None, repair=repair)
        return {each.problem for each in compared.of_owner(OWNER)}

    assert child.DUE in compare()
    compare(repair=True)
    assert plans_of(pet_records.get(pet.id)) == plans_of(right)
    assert compare() == set()


def test_the_copy_of_ones_data_tells_what_it_is(pet):
    add_document(pet, expires_on=date(2026, 6, 1))
    (told,) = child.DocumentChild().export(pet.id)
    assert told["Name"] == "Rabies"
    assert told["ExpiresOn"] == "2026-06-01"
    assert not {"S3Key", "OwnerId", "Sha256", "Record", "ListKey"} & told.keys()


def _unanswered(*_):
    raise StoreUnavailable("no answer")
