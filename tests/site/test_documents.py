"""Pages of documents: what can be done with them, what is told of a file that is not taken, how one is given out."""

import re
import uuid
from datetime import date, timedelta
from unittest.mock import Mock
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from pets.care.domain import Care
from pets.life import plans
from pets.life.plans import plans_of
from pets.life.repository import life
from pets.roles import Role
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict, StoreUnavailable
from pettracker_site.aws.limiter import TooBusy
from pettracker_site.files.quota import Limits
from photos.documents import attaching
from photos.documents.attaching import AttachForm
from photos.documents.domain import Document
from photos.documents.purging import DocumentPurger, document_purger
from photos.documents.services import DocumentUploader
from photos.limits import MAX_BYTES
from photos.upload import views as uploads
from tests import stores
from tests.conftest import logged_in
from tests.documents import PDF, add_document, add_picture
from tests.people import let_in, make_person
from tests.pictures import jpeg, png, webp
from tests.site.forms import care_form, file

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json, text/html;q=0.9"}
HOSTILE = '../../<img src=x onerror=alert(1)>"\u202egnp.pdf'


def typed(content: bytes = PDF, file_name: str = "a.pdf", **said) -> dict:
    form = {"type": "insurance", "name": "", "expires_on": "", "nonce": str(uuid.uuid4()), **said}
    return form | {"file": file(file_name, content, "text/html")}


@pytest.fixture
def address(pet) -> str:
    return f"/pets/{pet.id}/documents/"


def on_show(pet) -> list[Document]:
    return list(life().page(Document, pet.id).items)


class TestAdding:
    def test_leads_to_the_document_whose_page_says_what_it_is(self, as_owner, pet, address):
        sent = typed(name="Liability", expires_on="2031-05-17")
        response = as_owner.post(f"{address}add/", sent, follow=True)
        (document,) = on_show(pet)
        assert response.redirect_chain == [(f"{address}{document.id}/", 302)]
        for words in ("“Liability” is in.", "Insurance", "Expires on May 17, 2031", f"PDF, {len(PDF)}\xa0bytes"):
            assert words in response.text
        assert "Liability" in as_owner.get(address).text

    def test_a_script_is_told_where_it_stands(self, as_owner, pet, address):
        response = as_owner.post(f"{address}add/", typed(), headers=JSON)
        assert (response.status_code, response.json()) == (201, {"url": f"{address}{on_show(pet)[0].id}/"})
        refused = as_owner.post(f"{address}add/", typed(b"?"), headers=JSON)
        assert refused.headers["Content-Type"].startswith("text/html")

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "This file is empty."),
            (b"\0" * (MAX_BYTES + 1), "This file is larger than 25 MB, which is the most we take."),
            (b"\0" * MAX_BYTES, "This is neither a PDF nor a picture. We take PDF, JPEG, PNG and HEIC."),
            (PDF[:30], "This file is damaged, or only a part of it arrived. Is there another copy of it?"),
            (webp().getvalue(), "We do not take this kind of file. PDF, JPEG, PNG and HEIC are fine."),
            (png(12_001, 1).getvalue(), "This picture is more than 12,000 pixels long on one side"),
            (jpeg().getvalue()[:60], "This file is damaged, or only a part of it arrived."),
        ],
        ids=["empty", "too large", "nothing", "half a PDF", "WebP", "bomb", "half a picture"],
    )
    def test_what_is_wrong_with_a_file_stands_beside_it_and_nothing_is_kept(
        self, as_owner, pet, address, content, sentence
    ):
        response = as_owner.post(f"{address}add/", typed(content, name="Fluffy’s policy"))
        assert response.status_code == 200
        assert sentence in str(response.context["form"].errors["file"])
        assert 'value="Fluffy’s policy"' in response.text
        assert "Please choose the file again" not in response.text
        assert (on_show(pet), stores.files()) == ([], {})

    def test_what_else_is_wrong_too_and_the_file_is_asked_for_again(self, as_owner, pet, address):
        wrong = typed(type="", name="x" * 121, expires_on="3025-01-01")
        response = as_owner.post(f"{address}add/", wrong)
        assert set(response.context["form"].errors) == {"type", "name", "expires_on"}
        assert "Is the year right?" in response.text
        assert "Please choose the file again" in response.text
        nothing = as_owner.post(f"{address}add/", {"type": "other", "nonce": str(uuid.uuid4())})
        assert nothing.context["form"].errors == {"file": ["Choose a file."]}
        assert stores.files() == {}

    def test_of_a_files_name_and_its_declared_type_nothing_is_kept(self, as_owner, pet, address):
        response = as_owner.post(f"{address}add/", typed(file_name=HOSTILE), follow=True)
        (document,) = on_show(pet)
        assert list(stores.files()) == [f"documents/{pet.id}/{document.id}.pdf"]
        assert "onerror" not in str(stores.items(life().table.name)) + response.text

    def test_a_name_is_shown_as_text(self, as_owner, pet, address):
        text = as_owner.post(f"{address}add/", typed(name="<script>alert(1)</script>"), follow=True).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text

    def test_a_form_sent_twice_adds_one_and_says_so_where_it_differs(self, as_owner, pet, address):
        nonce = str(uuid.uuid4())
        for _ in range(2):
            assert as_owner.post(f"{address}add/", typed(nonce=nonce)).status_code == 302
        response = as_owner.post(f"{address}add/", typed(nonce=nonce, type="other"))
        assert response.status_code == 409
        assert "This form has already added “Insurance”." in response.text
        assert len(on_show(pet)) == 1
        again = typed(nonce=response.context["form"]["nonce"].value(), type="other")
        assert as_owner.post(f"{address}add/", again).status_code == 302
        assert len(on_show(pet)) == 2

    def test_a_full_album_and_a_busy_site_are_told_in_words(self, as_owner, pet, owner, address, monkeypatch):
        life().pets.quota.limit(owner.key, Limits(megabytes=1))
        large = PDF + b"\0" * 1024 * 1024 + b"%%EOF"
        assert "Your album is full" in as_owner.post(f"{address}add/", typed(large)).text
        monkeypatch.setattr(uploads.upload_limiter(), "slot", _too_busy)
        response = as_owner.post(f"{address}add/", typed())
        assert response.status_code == 503
        assert "Many files are on their way just now." in response.text
        assert stores.files() == {}

    def test_it_counts_in_what_its_owner_keeps(self, as_owner, pet, owner):
        add_document(pet)
        assert "1 document, " in as_owner.get("/preferences/").text


class TestGivingOut:
    @pytest.mark.parametrize("add", [add_document, add_picture])
    def test_the_file_comes_as_an_attachment_of_a_fixed_type_under_a_neutral_name(self, as_owner, pet, address, add):
        document = add(pet, name="Anna Smith, Elm Street 5")
        location = as_owner.get(f"{address}{document.id}/file/").headers["Location"]
        asked = parse_qs(urlsplit(location).query)
        name = f"rex-certificate-2025-06-01.{document.file.extension}"
        assert asked["response-content-disposition"] == [f'attachment; filename="{name}"']
        assert asked["response-content-type"] == [document.file.content_type]
        assert urlsplit(location).path.endswith(document.original_key)

    def test_of_a_picture_everybody_sees_the_clean_copy_and_owners_alone_get_the_file(self, as_owner, pet, address):
        document = add_picture(pet)
        carer = make_person("carer@example.com")
        let_in(life().pets.get(pet.id), carer.key, Role.CARER)
        page = logged_in(carer).get(f"{address}{document.id}/").text
        (source,) = re.findall(r'<img class="document-picture" src="([^"]+)"', page)
        assert document.copy_key in source
        assert f"{address}{document.id}/file/" not in page
        assert document.original_key not in page
        assert "Only Rex’s owners can download the file itself." in page
        assert f"{address}{document.id}/file/" in as_owner.get(f"{address}{document.id}/").text

    def test_the_address_of_the_copy_names_its_type_and_pages_may_show_it(self, as_owner, pet, address, settings):
        page = as_owner.get(f"{address}{add_picture(pet).id}/")
        assert "response-content-type=image%2Fwebp" in page.text
        assert settings.S3_PUBLIC_ORIGIN in page.headers["Content-Security-Policy"]

    def test_under_another_pets_address_there_is_none(self, as_owner, pet, add_pet, address):
        document, other = add_document(pet), add_pet("Luna")
        for what in ("", "file/", "edit/"):
            assert as_owner.get(f"/pets/{other.id}/documents/{document.id}/{what}").status_code == 404
        for what in ("edit/", "delete/", "restore/"):
            assert as_owner.post(f"/pets/{other.id}/documents/{document.id}/{what}").status_code == 404
        assert on_show(pet) == [document]


class TestEditing:
    def test_changes_what_is_said_of_it(self, as_owner, pet, address):
        document = add_document(pet)
        page = as_owner.get(f"{address}{document.id}/edit/")
        assert 'value="Rabies"' in page.text
        said = {"type": "passport", "name": "", "expires_on": "2031-05-17", "version": document.version}
        response = as_owner.post(f"{address}{document.id}/edit/", said, follow=True)
        assert "Saved." in response.text
        assert "<h1>Pet passport</h1>" in response.text

    def test_where_somebody_else_was_first_both_versions_are_shown(self, as_owner, pet, address):
        document = add_document(pet)
        said = {"type": "passport", "name": "Blue book", "expires_on": "", "version": document.version}
        as_owner.post(f"{address}{document.id}/edit/", said)
        response = as_owner.post(f"{address}{document.id}/edit/", said | {"name": "Red book"})
        assert response.status_code == 409
        assert "Blue book" in response.text
        assert "Red book" in response.text
        decided = said | {"name": "Red book", "version": response.context["form"]["version"].value()}
        assert as_owner.post(f"{address}{document.id}/edit/", decided).status_code == 302
        assert on_show(pet)[0].name == "Red book"


class TestDeleting:
    def test_can_be_undone_beside_the_words_that_tell_it(self, as_owner, pet, address):
        document = add_document(pet)
        page = as_owner.post(f"{address}{document.id}/delete/", follow=True).text
        assert "“Rabies” is in the trash." in page
        assert "No documents here yet" in page
        assert f'action="{address}{document.id}/restore/"' in page
        response = as_owner.post(f"{address}{document.id}/restore/", follow=True)
        assert "“Rabies” is back." in response.text
        assert [each.id for each in on_show(pet)] == [document.id]

    def test_it_waits_in_the_trash_and_its_page_is_gone(self, as_owner, pet, address):
        document = add_document(pet)
        as_owner.post(f"{address}{document.id}/delete/")
        assert as_owner.get(f"{address}{document.id}/").status_code == 404
        page = as_owner.get(f"{address}trash/").text
        assert "Rabies" in page
        assert "Goes for good on" in page

    def test_emptying_the_trash_asks_first_and_leaves_alone_what_is_not_in_it(self, as_owner, pet, address):
        kept, gone = add_document(pet), add_document(pet, name="Old")
        as_owner.post(f"{address}{gone.id}/delete/")
        page = as_owner.get(f"{address}trash/empty/").text
        assert gone.id in page
        assert kept.id not in page
        chosen = {"document": [gone.id, kept.id, str(uuid.uuid4()), "no id"]}
        response = as_owner.post(f"{address}trash/empty/", chosen, follow=True)
        assert "1 document is gone for good." in response.text
        assert "2 documents were left alone" in response.text
        assert on_show(pet) == [kept]
        assert "No documents here" in as_owner.get(f"{address}trash/").text
        assert as_owner.get(f"{address}trash/empty/").status_code == 302

    @pytest.mark.parametrize("error", [Conflict("life"), StoreUnavailable("no answer")])
    def test_what_cannot_be_taken_out_just_now_stays_in_the_trash(self, as_owner, pet, address, monkeypatch, error):
        document = life().delete(pet, add_document(pet), by=None)
        monkeypatch.setattr(DocumentPurger, "begin", Mock(side_effect=error))
        response = as_owner.post(f"{address}trash/empty/", {"document": [document.id]}, follow=True)
        assert "1 document was left alone" in response.text


class TestWhatIsDue:
    """A document that expires is due on that day, as long as it is on show."""

    def due(self, pet) -> list[tuple[str, str]]:
        return [(plan.title, str(plan.due)) for plan in plans_of(life().pets.get(pet.id))]

    def test_follows_what_is_said_of_it_and_whether_it_is_there(self, as_owner, pet, address):
        as_owner.post(f"{address}add/", typed(name="Blue book", expires_on="2031-05-17"))
        (document,) = on_show(pet)
        here = f"{address}{document.id}/"
        assert self.due(pet) == [("Blue book expires", "2031-05-17")]
        said = {"type": "passport", "name": "", "expires_on": "2032-05-17", "version": "1"}
        as_owner.post(f"{here}edit/", said)
        assert self.due(pet) == [("Pet passport expires", "2032-05-17")]
        as_owner.post(f"{here}delete/")
        assert self.due(pet) == []
        as_owner.post(f"{here}restore/")
        assert self.due(pet) == [("Pet passport expires", "2032-05-17")]
        document_purger().begin(on_show(pet)[0])
        assert self.due(pet) == []

    def test_one_too_many_is_told_beside_its_day(self, as_owner, pet, address, monkeypatch):
        monkeypatch.setattr(plans, "MOST_PLANS", 1)
        gone = add_document(pet, expires_on=date(2031, 5, 17))
        as_owner.post(f"{address}{gone.id}/delete/")
        kept = add_document(pet, expires_on=date(2031, 5, 17))
        sent = typed(expires_on="2031-05-17")
        response = as_owner.post(f"{address}add/", sent)
        assert response.status_code == 409
        assert "Leave this empty" in str(response.context["form"].errors["expires_on"])
        assert [each.id for each in on_show(pet)] == [kept.id]
        back = as_owner.post(f"{address}{gone.id}/restore/", follow=True)
        assert "It cannot come back: too many things are due for this pet already." in back.text
        assert as_owner.post(f"{address}add/", typed(nonce=sent["nonce"])).status_code == 302


class TestOnAHealthEntry:
    @pytest.fixture
    def health(self, pet) -> str:
        return f"/pets/{pet.id}/health/"

    def test_a_photo_of_the_label_comes_in_with_the_entry(self, as_owner, pet, address, health, aws_calls):
        entry = care_form() | {"attached-file": file("label.jpg", jpeg(64, 48)), "attached-type": "certificate"}
        aws_calls.clear()
        assert as_owner.post(f"{health}add/", entry).status_code == 302
        assert aws_calls == {"GetItem": 1, "Query": 1, "TransactWriteItems": 2, "PutObject": 2}
        (document,) = on_show(pet)
        (record,) = life().newest(Care, pet.id, most=9)
        assert (set(record.documents), document.name) == ({document.id}, "Rabies")
        assert f"{address}{document.id}/" in as_owner.get(f"{health}{record.id}/").text
        assert "with documents" in as_owner.get(health).text
        told = as_owner.post(f"{health}add/", care_form(), headers=JSON)
        assert (told.status_code, told.json()) == (201, {"url": health})

    def test_what_is_wrong_with_it_stands_beside_it_and_nothing_is_written(self, as_owner, pet, health):
        entry = care_form() | {"attached-file": file("a.pdf", b"?", "application/pdf")}
        response = as_owner.post(f"{health}add/", entry)
        assert "This is neither a PDF nor a picture." in response.text
        assert (life().newest(Care, pet.id, most=9), stores.files()) == ([], {})

    def test_one_that_is_here_may_be_chosen_and_be_taken_off_again(self, as_owner, pet, address, health):
        document = add_document(pet)
        assert f'<option value="{document.id}">Rabies</option>' in as_owner.get(f"{health}add/?type=vaccination").text
        as_owner.post(f"{health}add/", care_form() | {"attached-document": document.id})
        (record,) = life().newest(Care, pet.id, most=9)
        assert set(record.documents) == {document.id}
        assert f'href="{health}{record.id}/">Rabies</a>' in as_owner.get(f"{address}{document.id}/").text
        entry = care_form(version=str(record.version))
        as_owner.post(f"{health}{record.id}/edit/", entry | {"attached-kept": [document.id]})
        assert set(life().find(Care, pet.id, record.id).documents) == {document.id}
        as_owner.post(f"{health}{record.id}/edit/", care_form(version=str(record.version + 1)))
        assert not life().find(Care, pet.id, record.id).documents
        assert "Belongs to" not in as_owner.get(f"{address}{document.id}/").text
        assert on_show(pet) == [document]

    def test_an_entry_leads_to_none_that_is_not_on_show(self, as_owner, pet, address, health):
        document = add_document(pet)
        as_owner.post(f"{health}add/", care_form() | {"attached-document": document.id})
        (record,) = life().newest(Care, pet.id, most=9)
        as_owner.post(f"{address}{document.id}/delete/")
        page = as_owner.get(f"{health}{record.id}/").text
        assert "In the trash" in page
        assert f'href="{address}{document.id}/' not in page
        as_owner.post(f"{address}trash/empty/", {"document": [document.id]})
        assert "with documents" not in as_owner.get(health).text

    def test_one_that_went_to_the_trash_while_the_form_was_looked_at_is_asked_for_anew(
        self, as_owner, pet, address, health, monkeypatch
    ):
        document = add_document(pet)
        as_owner.post(f"{address}{document.id}/delete/")
        monkeypatch.setattr(AttachForm, "_offered", lambda form: [("", "None"), (document.id, "Rabies")])
        response = as_owner.post(f"{health}add/", care_form() | {"attached-document": document.id})
        assert response.status_code == 409
        assert "This document is not here any more." in response.text
        assert life().newest(Care, pet.id, most=9) == []

    def test_of_an_entry_that_was_edited_meanwhile_the_file_is_let_go_at_once_and_asked_for_anew(
        self, as_owner, pet, health
    ):
        as_owner.post(f"{health}add/", care_form())
        (record,) = life().newest(Care, pet.id, most=9)
        as_owner.post(f"{health}{record.id}/edit/", care_form(version="1", note="mild"))
        entry = care_form(version="1") | {"attached-file": file("a.pdf", PDF)}
        response = as_owner.post(f"{health}{record.id}/edit/", entry)
        assert response.status_code == 409
        assert "Please choose the file again" in response.text
        assert (stores.files(), life().pets.quota.used(pet.owner_id).documents) == ({}, 0)
        newer = care_form(version="2") | {"attached-file": file("a.pdf", PDF)}
        assert as_owner.post(f"{health}{record.id}/edit/", newer).status_code == 302
        assert len(on_show(pet)) == 1

    def test_of_an_entry_that_may_not_be_written_no_file_is_kept(self, as_owner, pet, health, monkeypatch):
        """The person's right went away while the file was on its way."""
        stores_it = DocumentUploader.store

        def store_and_lose_the_right(*args, **options):
            stored = stores_it(*args, **options)
            life().pets.delete(life().pets.get(pet.id), times.now())
            return stored

        monkeypatch.setattr(DocumentUploader, "store", store_and_lose_the_right)
        entry = care_form() | {"attached-file": file("a.pdf", PDF)}
        assert as_owner.post(f"{health}add/", entry).status_code == 404
        assert (stores.files(), life().pets.quota.used(pet.owner_id).documents) == ({}, 0)

    def test_ten_documents_fit_on_an_entry_and_no_more(self, as_owner, pet, health, monkeypatch):
        monkeypatch.setattr(attaching, "MOST_DOCUMENTS", 1)
        entry = {"attached-document": add_document(pet).id, "attached-file": file("a.pdf", PDF)}
        response = as_owner.post(f"{health}add/", care_form() | entry)
        assert "At most 1 documents fit on an entry." in response.text
        assert life().newest(Care, pet.id, most=9) == []

    def test_one_that_went_to_the_trash_is_shown_no_more(self, as_owner, pet, address, health):
        document = add_document(pet)
        as_owner.post(f"{health}add/", care_form() | {"attached-document": document.id})
        as_owner.post(f"{address}{document.id}/delete/")
        (record,) = life().newest(Care, pet.id, most=9)
        assert f'href="{address}{document.id}/"' not in as_owner.get(f"{health}{record.id}/").text


def test_what_expires_soon_stands_out(as_owner, pet, address):
    today = timezone.localdate()
    for days, words in ((-1, "Expired on"), (0, "Expires today"), (1, "Expires in 1 day"), (30, "Expires in 30 days")):
        document = add_document(pet, expires_on=today + timedelta(days=days))
        badge = f'<span class="badge badge-warm">{words}'
        assert badge in as_owner.get(f"{address}{document.id}/").text
    late = add_document(pet, expires_on=today + timedelta(days=31))
    assert '<span class="badge ">Expires on' in as_owner.get(f"{address}{late.id}/").text


def test_a_store_that_does_not_answer_is_told_and_the_same_form_may_be_sent_again(as_owner, pet, address, monkeypatch):
    sent = typed()
    with monkeypatch.context() as patch:
        patch.setattr(DocumentUploader, "_put_objects", lambda *_: _raise(StoreUnavailable("no answer")))
        response = as_owner.post(f"{address}add/", sent)
    assert response.status_code == 503
    assert "We could not save this file just now." in response.text
    assert response.context["form"]["nonce"].value() == sent["nonce"]
    assert as_owner.post(f"{address}add/", typed(nonce=sent["nonce"])).status_code == 302
    assert len(on_show(pet)) == 1


def _raise(error: Exception):
    raise error


def _too_busy(*_, **__):
    raise TooBusy
