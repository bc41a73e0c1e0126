"""Records of all pets' lives: find, look at, correct, delete, restore, remove for good. Here over walks, a toy kind."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from pets.care import repository as care
from pets.care.domain import Care
from pets.domain import Status
from pets.life import lists, plans
from pets.life.repository import life
from pets.roles import Role
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, Table
from pettracker_site.backoffice.pets_and_photos.actions import SelectedRow
from photos.documents.domain import Document
from tests.care import overdue, vaccination
from tests.documents import add_document
from tests.people import let_in
from tests.store.makers import Walk, new_record
from tests.toy_child import WalkChild

pytestmark = pytest.mark.usefixtures("aws", "walks")


@pytest.fixture
def add_walk(pet, owner):
    def add_walk(of=pet, **fields):
        made = new_record(of, by=owner.key, **fields)
        return life().add(of, made, WalkChild().follow, by=None)

    return add_walk


@pytest.fixture
def walk(add_walk):
    return add_walk(metres=300, note="in the rain")


def address(walk, page=""):
    return f"/admin/records/walk/{walk.pet_id}/{walk.id}/{page}"


def shown(client, query="") -> list[str]:
    response = client.get(f"/admin/records/?kind=walk&{query}")
    assert response.status_code == 200, response.text
    return [summary for _, summary, _ in response.context["rows"]]


def act(client, action, *walks, **data):
    found = lists.find_many(Walk, [(walk.pet_id, walk.id) for walk in walks])
    sent = {"action": action, "row": [str(SelectedRow.of(each)) for each in found], "confirmed": "yes", **data}
    return client.post("/admin/records/act/", sent, follow=True)


class TestTheList:
    def test_shows_all_pets_records_of_a_kind_newest_first_with_their_pets(self, as_viewer, add_walk, add_pet):
        add_walk(metres=1)
        life().add(add_pet("Luna"), new_record(add_pet("Luna"), metres=2), by=None)
        assert sorted(shown(as_viewer)) == ["1", "2"]
        page = as_viewer.get("/admin/records/?kind=walk").text
        assert ">Rex</a>" in page
        assert ">Luna</a>" in page

    def test_costs_one_call_for_each_shard_and_one_for_the_records_however_many(self, as_viewer, add_walk, aws_calls):
        for metres in range(3):
            add_walk(metres=metres)
        aws_calls.clear()
        assert len(shown(as_viewer)) == 3
        assert aws_calls == {"Query": settings.ADMIN_SHARDS, "BatchGetItem": 1}

    def test_of_one_pet_costs_two_calls(self, as_viewer, add_walk, add_pet, aws_calls):
        walk = add_walk(metres=1, days=1)
        add_walk(metres=2, days=2), add_walk(of=add_pet("Luna"), metres=3)
        aws_calls.clear()
        assert shown(as_viewer, f"pet={walk.pet_id}") == ["2", "1"]
        assert aws_calls == {"Query": 1, "GetItem": 1}

    def test_has_the_trash_apart(self, as_viewer, pet, add_walk):
        gone = add_walk(metres=1)
        add_walk(metres=2)
        life().delete(pet, gone, by=None)
        assert shown(as_viewer, "status=deleted") == ["1"]
        assert shown(as_viewer) == ["2"]
        assert shown(as_viewer, f"status=deleted&pet={pet.id}") == ["1"]

    def test_leaves_out_what_the_index_shows_and_is_no_more(self, as_viewer, pet, walk, monkeypatch):
        stale, asked = life().item(walk), Table.query
        life().delete(pet, walk, by=None)

        def lagging(table, index, *args, **options):
            return [stale] if index == "AdminShard-index" else asked(table, index, *args, **options)

        monkeypatch.setattr(Table, "query", lagging)
        assert shown(as_viewer) == []

    def test_is_filtered_by_the_day_of_creation(self, as_viewer, walk):
        assert shown(as_viewer, "since=2025-06-01&until=2025-06-01") == ["300"]
        assert shown(as_viewer, "since=2025-06-02") == []

    @pytest.mark.parametrize(
        "query", ["kind=eaten", "status=purging", "pet=x", "cursor=x", "since=2001-01-01&pet={id}", "since=x"]
    )
    def test_tells_nonsense_in_words(self, as_viewer, pet, query):
        response = as_viewer.get("/admin/records/?" + query.format(id=pet.id))
        assert response.status_code == 400
        assert 'role="alert"' in response.text


class TestARecord:
    def test_is_shown_whole_by_one_call(self, as_viewer, owner, walk, aws_calls):
        aws_calls.clear()
        page = as_viewer.get(address(walk)).text
        assert aws_calls == {"BatchGetItem": 1}
        for fact in (walk.id, "in the rain", "300", owner.email, "Rex", "June 1, 2025", "Active"):
            assert fact in page

    def test_of_another_pet_or_kind_is_not_found(self, as_viewer, add_pet, walk):
        other = add_pet("Luna")
        for path in (
            f"walk/{other.id}/{walk.id}/",
            f"document/{walk.pet_id}/{walk.id}/",
            f"none/{walk.pet_id}/{walk.id}/",
        ):
            assert as_viewer.get(f"/admin/records/{path}").status_code == 404

    def test_whose_time_in_the_trash_is_over_is_not_found(self, as_viewer, owner, walk):
        over = walk.deleted(owner.key, times.now() - timedelta(days=31))
        life().table.put(life().item(over), Attr("Record").exists()).run()
        assert as_viewer.get(address(walk)).status_code == 404

    def test_of_a_pet_in_the_trash_is_shown_and_not_changed(self, as_keeper, pet, walk, pet_records):
        pet_records.delete(pet_records.get(pet.id), times.now())
        page = as_keeper.get(address(walk)).text
        assert "Its pet is in the trash or gone" in page
        assert address(walk, "edit/") not in page
        assert "its status does not allow this" in act(as_keeper, "delete", walk).text
        assert life().find(Walk, pet.id, walk.id).status == Status.ACTIVE

    def test_is_linked_from_the_audit_log(self, as_keeper, walk):
        act(as_keeper, "delete", walk)
        assert f'<a href="{address(walk)}">' in as_keeper.get("/admin/trail/").text


class TestCorrecting:
    def test_is_done_by_the_owners_form_and_written_down(self, as_keeper, keeper, walk):
        response = as_keeper.post(address(walk, "edit/"), {"metres": "400", "version": "1"})
        assert response["Location"] == address(walk)
        assert life().find(Walk, walk.pet_id, walk.id).metres == 400
        (entry,) = audit_log().of_record(walk.id).items
        assert (entry.action, entry.actor_id, entry.as_admin) == ("edited", keeper.key, True)

    def test_keeps_to_the_owners_rules_and_keeps_what_was_typed(self, as_keeper, walk):
        response = as_keeper.post(address(walk, "edit/"), {"metres": "400000", "version": "1"})
        assert 'value="400000"' in response.text
        assert life().find(Walk, walk.pet_id, walk.id).metres == 300

    def test_what_was_edited_meanwhile_shows_both_versions(self, as_keeper, walk):
        as_keeper.post(address(walk, "edit/"), {"metres": "400", "version": "1"})
        response = as_keeper.post(address(walk, "edit/"), {"metres": "500", "version": "1"})
        assert response.status_code == 409
        assert "This was changed in the meantime" in response.text

    def test_in_the_trash_there_is_nothing_to_correct(self, as_keeper, pet, walk):
        life().delete(pet, walk, by=None)
        response = as_keeper.post(address(walk, "edit/"), {"metres": "400", "version": "2"}, follow=True)
        assert "cannot be edited" in response.text
        assert life().find(Walk, walk.pet_id, walk.id).metres == 300


class TestActions:
    def test_delete_and_restore_several_and_what_follows_for_the_pet(self, as_keeper, add_walk, pet, pet_records):
        walks = [add_walk(metres=metres, days=metres) for metres in (1, 2, 3)]
        assert "2 are in the trash" in act(as_keeper, "delete", *walks[1:]).text
        assert pet_records.get(pet.id).plans["last"]["Title"] == "1"
        assert "2 are back" in act(as_keeper, "restore", *walks[1:]).text
        assert pet_records.get(pet.id).plans["last"]["Title"] == "3"

    def test_what_changed_meanwhile_is_left_alone(self, as_keeper, owner, pet, walk):
        row = str(SelectedRow.of(lists.find_many(Walk, [(pet.id, walk.id)])[0]))
        life().edit(pet, walk, walk.edited(owner.key, times.now(), metres=2), by=None)
        data = {"action": "delete", "row": row, "confirmed": "yes"}
        page = as_keeper.post("/admin/records/act/", data, follow=True).text
        assert "has changed in the meantime" in page

    def test_a_purge_asks_for_words_and_takes_the_record_for_good(self, as_keeper, keeper, walk, pet_records):
        assert act(as_keeper, "purge", walk, typed="yes").status_code == 400
        assert "1 is permanently deleted" in act(as_keeper, "purge", walk, typed="delete 1").text
        assert life().find(Walk, walk.pet_id, walk.id) is None
        assert pet_records.get(walk.pet_id).plans == {}
        (entry,) = audit_log().of_record(walk.id).items
        assert (entry.action, entry.actor_id) == ("purged", keeper.key)

    @pytest.mark.parametrize("row", ["walk/x", "walk/" + "/" * 40, "-" * 36, "none/" + "0" * 36 + "/" + "0" * 36])
    def test_rows_of_nothing_are_told(self, as_keeper, row):
        data = {"action": "delete", "row": f"{row}:{'0' * 16}", "confirmed": "yes"}
        response = as_keeper.post("/admin/records/act/", data, follow=True)
        assert response.status_code == 200
        assert 'class="warning"' in response.text


class TestADocument:
    @pytest.fixture
    def document(self, pet):
        return add_document(pet, name="Passport of Rex", expires_on=date(2031, 5, 17))

    def address(self, document, page=""):
        return f"/admin/records/document/{document.pet_id}/{document.id}/{page}"

    def test_is_told_in_words_without_what_only_the_store_needs(self, as_viewer, document):
        page = as_viewer.get(self.address(document)).text
        for fact in ("Passport of Rex", "Certificate", "May 17, 2031", "application/pdf", document.sha256):
            assert fact in page
        assert document.original_key not in page
        assert ">Passport of Rex</a>" in as_viewer.get("/admin/records/?kind=document").text

    def test_is_corrected_by_its_owners_form(self, as_keeper, keeper, document):
        data = {"type": "passport", "name": "Passport", "expires_on": "2032-05-17", "version": "1"}
        assert as_keeper.post(self.address(document, "edit/"), data).status_code == 302
        page = as_keeper.get(self.address(document, "history/")).text
        assert "Kind: <del>Certificate</del> → <ins>Pet passport</ins>" in page
        assert "Name: changed" in page
        found = life().find(Document, document.pet_id, document.id)
        assert (found.name, found.updated_by) == ("Passport", keeper.key)

    def test_gives_its_file_as_an_attachment_to_who_may_change_records_and_says_who_opened_it(
        self, as_keeper, keeper, as_viewer, document, add_pet
    ):
        assert "Download the file" not in as_viewer.get(self.address(document)).text
        assert as_viewer.get(self.address(document, "file/")).status_code == 403
        assert self.address(document, "file/") in as_keeper.get(self.address(document)).text
        asked = urlsplit(as_keeper.get(self.address(document, "file/")).headers["Location"])
        assert asked.path.endswith(document.original_key)
        assert parse_qs(asked.query)["response-content-type"] == ["application/pdf"]
        disposition = 'attachment; filename="rex-certificate-2025-06-01.pdf"'
        assert parse_qs(asked.query)["response-content-disposition"] == [disposition]
        (entry,) = audit_log().of_record(document.id).items
        assert (entry.action, entry.actor_id, entry.as_admin, entry.pet_id) == (
            "opened",
            keeper.key,
            True,
            document.pet_id,
        )
        assert as_keeper.get(f"/admin/records/document/{add_pet('Luna').id}/{document.id}/file/").status_code == 404

    def test_is_removed_with_its_share_of_the_quota_and_its_file_waits_for_the_sweep(
        self, as_keeper, owner, pet_records, document
    ):
        row = SelectedRow.of(lists.find_many(Document, [(document.pet_id, document.id)])[0])
        data = {"action": "purge", "row": str(row), "confirmed": "yes", "typed": "delete 1"}
        assert "1 is permanently deleted" in as_keeper.post("/admin/records/act/", data, follow=True).text
        assert pet_records.quota.used(owner.key).documents == 0
        assert life().table.get((document.pet_id, f"file#{document.id}"))["Status"] == "purging"


class TestAHealthEntry:
    @pytest.fixture
    def entry(self, pet):
        return care.add(pet, overdue(pet, "Rabies"), by=None)

    def test_says_its_day_and_note_once(self, as_viewer, pet):
        today = times.now().date()
        noted = care.add(pet, vaccination(pet, "Leptospirosis", today, None, note="sleepy after it"), by=None)
        page = as_viewer.get(f"/admin/records/care/{pet.id}/{noted.id}/").text
        assert (page.count("sleepy after it"), page.count(today.isoformat())) == (1, 0)
        assert "Leptospirosis" in page

    def test_is_corrected_with_what_follows_for_what_is_due(self, as_keeper, entry, pet, pet_records):
        edit = f"/admin/records/care/{pet.id}/{entry.id}/edit/"
        form = as_keeper.get(edit).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields} | {"next_due": "2031-05-17"}
        assert as_keeper.post(edit, sent).status_code == 302
        assert pet_records.get(pet.id).next_due == "2031-05-17"

    def test_is_removed_with_what_is_due(self, as_keeper, entry, pet, pet_records):
        row = SelectedRow.of(lists.find_many(Care, [(pet.id, entry.id)])[0])
        data = {"action": "purge", "row": str(row), "confirmed": "yes", "typed": "delete 1"}
        assert "1 is permanently deleted" in as_keeper.post("/admin/records/act/", data, follow=True).text
        assert pet_records.get(pet.id).plans == {}

    def test_that_would_be_one_too_many_stays_in_the_trash_and_is_told_so(
        self, as_keeper, entry, pet, pet_records, monkeypatch
    ):
        care.delete(pet_records.get(pet.id), entry, by=None)
        care.add(pet_records.get(pet.id), overdue(pet, "Distemper"), by=None)
        monkeypatch.setattr(plans, "MOST_PLANS", 1)
        row = SelectedRow.of(lists.find_many(Care, [(pet.id, entry.id)])[0])
        data = {"action": "restore", "row": str(row), "confirmed": "yes"}
        assert "too many things are due" in as_keeper.post("/admin/records/act/", data, follow=True).text


def test_the_pets_page_leads_to_its_records_without_counting_them(as_viewer, pet, walk, aws_calls):
    aws_calls.clear()
    page = as_viewer.get(f"/admin/pets/{pet.id}/").text
    assert f'<a href="/admin/records/?kind=walk&amp;pet={pet.id}">' in page
    assert sum(aws_calls.values()) <= 2


def test_members_never_get_to_admins_pages(as_stranger, stranger, pet, walk):
    let_in(pet, stranger.key, Role.CO_OWNER)
    assert as_stranger.get(address(walk)).status_code == 302
