"""What is written down of what admins and owners do, and of what they were refused."""

import re
import uuid
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from botocore.exceptions import EndpointConnectionError
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from pets import urls as pets
from pets.profile import Sex
from pettracker_site.audit.audit_log import Actor, acting_as, audit_log
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Key
from pettracker_site.aws.errors import Conflict, StoreUnavailable
from pettracker_site.aws.transactions import TransactionRefused
from pettracker_site.backoffice.overview import urls as overview
from pettracker_site.backoffice.page_names import page_name
from pettracker_site.backoffice.people import urls as people
from pettracker_site.backoffice.pets_and_photos import urls as pets_and_photos
from pettracker_site.backoffice.pets_and_photos.actions import SelectedRow
from photos import urls as photos
from tests.documents import add_document
from tests.people import PASSWORD
from tests.site.forms import edit_form

pytestmark = pytest.mark.usefixtures("aws")


def entries(record_id):
    return audit_log().of_record(str(record_id)).items


def items(record_id):
    return audit_log().table.query(None, Key("RecordId").eq(record_id), limit=9)


def told(record_id):
    return [(entry.action, entry.actor_id, entry.as_admin) for entry in entries(record_id)]


def test_an_admins_edit_is_written_down_with_before_and_after(as_keeper, keeper, add_pet):
    pet = add_pet(sex=Sex.MALE)
    as_keeper.post(f"/admin/pets/{pet.id}/edit/", edit_form(pet, sex="female", notes="Likes cheese"))
    (entry,) = entries(pet.id)
    assert (entry.action, entry.actor_id, entry.as_admin) == ("edited", keeper.key, True)
    assert entry.changes == {"Sex": {"Before": "male", "After": "female"}}
    assert entry.changed == ("Notes",)
    assert entry.request_id


def test_what_a_person_typed_is_told_only_as_changed(as_keeper, pet):
    as_keeper.post(f"/admin/pets/{pet.id}/edit/", edit_form(pet, name="Secret", notes="Secret", colour="Secret"))
    assert "Secret" not in str(items(pet.id))


def test_owners_deletes_and_restores_are_written_down_and_their_edits_are_not(as_owner, owner, pet):
    as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, name="Max"))
    as_owner.post(f"/pets/{pet.id}/delete/")
    as_owner.post(f"/pets/{pet.id}/restore/")
    assert told(pet.id) == [("restored", owner.key, False), ("deleted", owner.key, False)]


def test_a_photos_delete_and_restore_are_written_down(as_owner, owner, pet, add_photo):
    photo = add_photo(pet)
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/")
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/restore/")
    assert told(photo.id) == [("restored", owner.key, False), ("deleted", owner.key, False)]
    assert entries(photo.id)[0].changes["Status"] == {"Before": "deleted", "After": "active"}


def test_what_is_done_already_is_not_written_down_twice(as_owner, pet):
    for _ in range(2):
        as_owner.post(f"/pets/{pet.id}/delete/")
    assert len(entries(pet.id)) == 1


def test_a_change_that_did_not_take_place_leaves_no_entry(as_keeper, pet, pet_records):
    form = edit_form(pet, sex="female")
    pet_records.edit(pet, pet.profile, pet.updated_at, "somebody else's")
    assert as_keeper.post(f"/admin/pets/{pet.id}/edit/", form).status_code == 409
    assert entries(pet.id) == ()


def test_the_change_and_its_entry_are_one_transaction(as_owner, pet, aws_calls):
    aws_calls.clear()
    as_owner.post(f"/pets/{pet.id}/delete/")
    assert aws_calls == {"GetItem": 1, "TransactWriteItems": 1}


@pytest.mark.usefixtures("still_clock")
def test_what_is_not_ones_own_and_what_does_not_exist_are_counted_alike(as_stranger, stranger, pet):
    for id in (pet.id, "00000000-0000-4000-8000-000000000000"):
        assert as_stranger.get(f"/pets/{id}/").status_code == 404
    (entry,) = entries(stranger.pk)
    assert (entry.action, entry.actor_id, entry.route, entry.count) == ("refused", stranger.key, "pet", 2)


def test_staff_who_lack_a_right_are_written_down(as_viewer, viewer, pet):
    as_viewer.get(f"/admin/pets/{pet.id}/edit/")
    (entry,) = entries(viewer.pk)
    assert (entry.action, entry.route) == ("refused", "admin:pet_edit")


def log_in(address, password):
    return Client().post("/accounts/login/", {"login": address, "password": password})


@pytest.mark.usefixtures("still_clock")
def test_failed_logins_are_counted_by_the_account_that_was_tried(owner):
    for _ in range(3):
        log_in(owner.email, "a-wrong-password")
    log_in(owner.email, PASSWORD)
    (entry,) = entries(owner.pk)
    assert (entry.action, entry.actor_id, entry.count) == ("login-failed", "visitor", 3)


def test_an_unknown_address_is_not_kept(owner):
    log_in("unknown@example.com", "a-wrong-password")
    (entry,) = entries("nobody")
    assert "unknown" not in str(entry)


def test_a_wrong_second_factor_is_a_failed_login(owner):
    TOTP.activate(owner, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert [entry.action for entry in entries(owner.pk)] == ["login-failed"]


def test_a_refusal_waits_for_no_audit_log(as_stranger, pet, monkeypatch):
    def fail(*_):
        raise StoreUnavailable("down")

    monkeypatch.setattr(type(audit_log()), "count", fail)
    assert as_stranger.get(f"/pets/{pet.id}/").status_code == 404


def test_the_history_shows_before_and_after_in_words(as_keeper, keeper, add_pet):
    pet = add_pet(sex=Sex.MALE)
    as_keeper.post(f"/admin/pets/{pet.id}/edit/", edit_form(pet, sex="female"))
    page = as_keeper.get(f"/admin/pets/{pet.id}/history/").text
    assert re.search(r"Sex: <del>Male</del> → <ins>Female</ins>", page)
    assert keeper.email in page


def test_the_audit_log_is_searched_by_person_record_and_day(as_keeper, as_owner, owner, pet):
    as_owner.post(f"/pets/{pet.id}/delete/")
    for query in (f"person={owner.email}", f"person={owner.key}", f"record={pet.id}", ""):
        assert "Moved to the trash" in as_keeper.get(f"/admin/trail/?{query}").text, query
    assert "Moved to the trash" not in as_keeper.get("/admin/trail/?day=2020-02-02").text


def test_an_entry_is_never_written_over(aws, monkeypatch):
    now, id = times.now(), uuid.uuid4()
    monkeypatch.setattr(times, "now", lambda: now)
    monkeypatch.setattr(uuid, "uuid4", lambda: id)
    audit_log().write("pet", "a-pet", "deleted")
    with pytest.raises(Conflict):
        audit_log().write("pet", "a-pet", "restored")
    with pytest.raises(TransactionRefused):
        audit_log().write_all([audit_log().entry("pet", "a-pet", "purged")])
    assert [entry.action for entry in entries("a-pet")] == ["deleted"]


@pytest.mark.usefixtures("still_clock")
def test_what_is_counted_is_added_to_its_own_count_only(aws):
    with acting_as(Actor("a-person")):
        audit_log().count("person", "a-person", "refused", "pet")
        audit_log().count("person", "a-person", "refused", "pet")
        audit_log().count("person", "a-person", "refused", "photos:photo")
    assert sorted((entry.route, entry.count) for entry in entries("a-person")) == [("pet", 2), ("photos:photo", 1)]


def test_a_day_costs_one_call_for_each_shard(as_keeper, as_owner, pet, aws_calls):
    as_owner.post(f"/pets/{pet.id}/delete/")
    aws_calls.clear()
    as_keeper.get("/admin/trail/")
    assert aws_calls == {"Query": settings.ADMIN_SHARDS}


@pytest.mark.parametrize(
    "query", ["record=x", "day=x", "day=0001-01-01", "person=x@example.com", "person=a&day=2025-01-01", "cursor=x"]
)
def test_nonsense_in_the_audit_logs_filters_is_told(as_keeper, query):
    response = as_keeper.get(f"/admin/trail/?{query}")
    assert response.status_code == 400
    assert 'role="alert"' in response.text


def test_entries_end_by_themselves(pet, pet_records, settings):
    pet_records.delete(pet, times.now())
    item = items(pet.id)[0]
    life = float(item["ExpiresAt"]) - times.now().timestamp()
    assert life / 86400 == pytest.approx(settings.AUDIT_DAYS, abs=0.01)


LONG_AGO = timedelta(days=400)


@pytest.fixture
def overdue(add_pet, add_photo, pet_records, photo_records):
    """A pet and a photo that are over their days in the trash."""
    pet, photo = add_pet("Gone"), add_photo(add_pet("Rex"))
    return pet_records.delete(pet, times.now() - LONG_AGO), photo_records.delete(photo, times.now() - LONG_AGO)


def sweep(*arguments):
    with suppress(SystemExit):  # whose status tells that something was found
        call_command("sweep", *arguments, "--workers=2", stdout=StringIO())


def test_what_the_sweep_empties_from_the_trash_is_told_in_its_own_name(overdue):
    sweep("--apply")
    for record in overdue:
        entry, _deletion = entries(record.id)
        assert (entry.action, entry.actor_id, entry.as_admin) == ("purged", "sweep", False)


def test_a_sweep_that_an_admin_asked_for_is_done_in_their_name(as_keeper, keeper, overdue):
    as_keeper.post("/admin/integrity/mend/")
    sweep("--requested")
    for record in overdue:
        entry, _deletion = entries(record.id)
        assert (entry.action, entry.actor_id, entry.as_admin) == ("purged", keeper.key, True)


def test_a_purge_tells_what_the_record_was_before(as_keeper, overdue, add_pet):
    pet = add_pet("Max")
    chosen = {"action": "purge", "row": str(SelectedRow.of(pet)), "typed": "Max", "confirmed": "yes"}
    as_keeper.post("/admin/pets/act/", chosen)
    assert entries(pet.id)[0].changes == {"Status": {"Before": "active", "After": "purging"}}
    sweep("--apply")
    for record in overdue:
        assert entries(record.id)[0].changes == {"Status": {"Before": "deleted", "After": "purging"}}
        assert entries(record.id)[0].changed == ()


@pytest.fixture
def audit_log_down(aws):
    """DynamoDB answers nothing that concerns the audit log."""

    def cut(params, **_):
        if settings.AUDIT_TABLE.encode() in params["body"]:
            raise EndpointConnectionError(endpoint_url="dynamodb")

    client = clients.dynamodb()
    client.meta.events.register("before-call.dynamodb", cut, unique_id="audit_log_down")
    yield
    client.meta.events.unregister("before-call.dynamodb", unique_id="audit_log_down")


def test_small_copies_made_anew_and_their_entry_are_one_transaction(as_keeper, pet, add_photo):
    photo = add_photo(pet)
    as_keeper.post(f"/admin/photos/{photo.id}/rederive/")
    (entry,) = entries(photo.id)
    assert (entry.action, entry.as_admin) == ("rederived", True)
    assert entry.changes["DerivedAt"]["After"] > times.to_text(photo.uploaded_at)


def test_small_copies_are_not_made_anew_on_the_record_where_the_audit_log_cannot_be_written(
    pet, add_photo, as_keeper, photo_records, audit_log_down
):
    photo = add_photo(pet)
    assert as_keeper.post(f"/admin/photos/{photo.id}/rederive/").status_code == 503
    assert photo_records.find(photo.id) == photo


# --- The audit log's descriptions -----------------------------------------------------------------------------------


def test_a_file_is_not_given_out_where_that_cannot_be_written_down(pet, as_keeper, audit_log_down):
    document = add_document(pet)
    assert as_keeper.get(f"/admin/records/document/{pet.id}/{document.id}/file/").status_code == 503


def test_every_page_of_records_people_and_the_whole_site_has_its_words():
    own = [name for routes in (pets_and_photos.ROUTES, people.ROUTES, overview.ROUTES) for _, _, name in routes]
    assert own
    assert not [name for name in own if page_name(f"admin:{name}") == f"admin, {name}"]


def test_every_page_of_owners_with_an_id_in_its_address_has_its_words():
    names = ["pet", *(f"pets:{each.name}" for each in pets.urlpatterns if "<" in str(each.pattern))]
    names += [f"photos:{each.name}" for each in photos.urlpatterns]
    assert not [name for name in names if page_name(name) == name]


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ("admin:pet_edit", "admin, edit a pet"),
        ("admin:pettracker_site_user_change", "admin, people: look at or change"),
        ("admin:mfa_authenticator_delete", "admin, authenticators: delete"),
        ("photos:photo", "a photo"),
        ("account_login", "log in"),
        ("admin:of_old", "admin, of_old"),
    ],
)
def test_a_route_is_told_in_words(route, words):
    assert page_name(route) == words


def test_what_was_refused_is_told_by_page_and_reason(as_keeper, as_viewer, viewer, pet):
    as_viewer.get(f"/admin/pets/{pet.id}/edit/")
    audit_log().count("person", viewer.key, "upload-refused", "too_large")
    page = as_keeper.get(f"/admin/trail/?record={viewer.key}").text
    assert "(admin, edit a pet)" in page
    assert "(Too large)" in page
    assert "pet_edit" not in page
    assert "too_large" not in page


@pytest.mark.parametrize(
    ("actor", "words"), [("sweep", "the sweep"), ("finish_moves", "the job that finishes moves"), ("system", "a job")]
)
def test_a_job_is_told_in_words(as_keeper, pet, pet_records, actor, words):
    with acting_as(Actor(actor)):
        pet_records.delete(pet, times.now())
    assert f'<td class="address">{words}' in as_keeper.get(f"/admin/pets/{pet.id}/history/").text


def test_an_entry_names_the_request_as_the_log_does(as_owner, pet):
    response = as_owner.post(f"/pets/{pet.id}/delete/")
    assert entries(pet.id)[0].request_id == response["X-Request-ID"]
