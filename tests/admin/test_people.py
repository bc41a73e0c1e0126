"""What admins see of people, and do to them."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import url_str_to_user_pk
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.template.defaultfilters import filesizeformat

from pets.children.sweeping import Sweeper
from pets.domain import Status
from pets.repository import pets
from pettracker_site.accounts import deletion
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.files.quota import Limits
from pettracker_site.files.storage import file_storage
from pettracker_site.models import User
from photos.repository import photos
from tests.conftest import logged_in

pytestmark = pytest.mark.usefixtures("aws")
PEOPLE = "/admin/pettracker_site/user/"


@pytest.fixture
def account_keeper(make_person):
    person = make_person("accounts@example.com", is_staff=True)
    person.groups.add(Group.objects.get(name="Account keepers"))
    return person


@pytest.fixture
def as_account_keeper(account_keeper):
    return logged_in(account_keeper)


def page_of(person):
    return f"{PEOPLE}{person.pk}/change/"


def do(client, person, action, **data):
    return client.post(f"/admin/people/{person.pk}/{action}/", data)


def told(person):
    return [(entry.action, entry.actor_id, entry.as_admin) for entry in audit_log().of_record(str(person.pk)).items]


def row_of(text, email):
    return text.split(email)[1].split("</tr>")[0]


# --- What is seen ------------------------------------------------------------------------------------------------


def test_the_list_tells_what_each_person_keeps(as_account_keeper, owner, add_pet, add_photo, pet_records):
    add_photo(add_pet("Rex"))
    add_pet("Max")
    pet_records.delete(add_pet("Gone"), times.now())
    row = row_of(as_account_keeper.get(PEOPLE).text, owner.email)
    assert '<td class="field-pets">2</td>' in row
    assert '<td class="field-photos">1</td>' in row


def test_the_list_tells_the_bytes_that_each_person_keeps_and_their_last_login(as_account_keeper, owner, pet, add_photo):
    photo = add_photo(pet)
    User.objects.filter(pk=owner.pk).update(last_login=datetime(2025, 6, 1, 12, 30, tzinfo=UTC))
    row = row_of(as_account_keeper.get(PEOPLE).text, owner.email)
    assert f'<td class="field-bytes">{filesizeformat(photo.length)}</td>' in row
    assert '<td class="field-last_login nowrap">June 1, 2025, 12:30 p.m.</td>' in row


@pytest.mark.parametrize("people", [2, 20])
def test_a_page_of_people_costs_a_count_for_each_and_one_call_for_what_they_keep(
    as_account_keeper, make_person, aws_calls, people
):
    for number in range(people - 1):
        make_person(f"{number}@example.com")
    as_account_keeper.get(PEOPLE)
    assert aws_calls == {"Query": people, "BatchGetItem": 1}


def test_a_page_costs_the_same_however_many_people_there_are(as_account_keeper, aws_calls):
    User.objects.bulk_create(User(email=f"{number}@example.com") for number in range(300))
    for page in ("", "?p=3", "?all="):
        aws_calls.clear()
        as_account_keeper.get(PEOPLE + page)
        assert aws_calls == {"Query": 25, "BatchGetItem": 1}, page


def test_people_are_found_while_the_store_does_not_answer(as_account_keeper, owner, monkeypatch):
    def down(*_):
        raise StoreUnavailable("test")

    monkeypatch.setattr(photos().quota, "statuses", down)
    monkeypatch.setattr(photos().quota, "status", down)
    response = as_account_keeper.get(PEOPLE)
    assert response.status_code == 200
    assert '<td class="field-pets">–</td>' in row_of(response.text, owner.email)
    assert "DynamoDB does not answer" in as_account_keeper.get(page_of(owner)).text


def test_a_persons_page_leads_to_their_pets_and_photos(
    as_admin, owner, pet, add_photo, pet_records, add_pet, aws_calls
):
    add_photo(pet)
    pet_records.delete(add_pet("Gone"), times.now())
    aws_calls.clear()
    text = as_admin.get(page_of(owner)).text
    assert aws_calls == {"Query": 2, "GetItem": 1}
    assert f'<a href="/admin/pets/?owner={owner.pk}">1</a>' in text
    assert "1 in the trash" in text
    assert f'<a href="/admin/photos/?owner={owner.pk}">1 of 20,000 photos' in text


def test_without_the_rights_a_page_offers_nothing(make_person, owner):
    from django.contrib.auth.models import Permission

    clerk = make_person("clerk@example.com", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_user"))
    text = logged_in(clerk).get(page_of(owner)).text
    for words in (
        "Deactivate",
        "Delete with all data",
        "Change limits",
        "/admin/pets/",
        "/admin/photos/",
        "/admin/trail/",
    ):
        assert words not in text


# --- Deactivating, sessions, mail --------------------------------------------------------------------------------


def test_each_action_is_confirmed_before_it_is_done(as_account_keeper, owner):
    for action in ("deactivate", "end-sessions", "send-reset", "erase"):
        assert "Yes, I’m sure" in as_account_keeper.get(f"/admin/people/{owner.pk}/{action}/").text
    owner.refresh_from_db()
    assert owner.is_active
    assert not owner.sessions_ended
    assert not mail.outbox
    assert told(owner) == []


def test_deactivating_ends_open_sessions_and_reactivating_does_not_bring_them_back(
    as_account_keeper, account_keeper, as_owner, owner
):
    assert as_owner.get("/pets/").status_code == 200
    do(as_account_keeper, owner, "deactivate")
    assert as_owner.get("/pets/").status_code == 302
    do(as_account_keeper, owner, "reactivate")
    assert as_owner.get("/pets/").status_code == 302
    assert logged_in(User.objects.get(pk=owner.pk)).get("/pets/").status_code == 200
    assert told(owner) == [
        ("reactivated", account_keeper.key, True),
        ("deactivated", account_keeper.key, True),
    ]


def test_all_sessions_end_and_the_password_stays(as_account_keeper, owner):
    devices = [logged_in(owner), logged_in(owner)]
    before = owner.password
    do(as_account_keeper, owner, "end-sessions")
    assert [device.get("/pets/").status_code for device in devices] == [302, 302]
    owner.refresh_from_db()
    assert owner.password == before
    assert logged_in(owner).get("/pets/").status_code == 200
    assert [action for action, *_ in told(owner)] == ["sessions-ended"]


def test_a_reset_mail_goes_to_the_person_and_its_link_works(as_account_keeper, owner, client):
    do(as_account_keeper, owner, "send-reset")
    (message,) = mail.outbox
    assert message.to == [owner.email]
    link = next(word for word in message.body.split() if "/password/reset/key/" in word)
    assert client.get(link, follow=True).status_code == 200
    assert [action for action, *_ in told(owner)] == ["reset-asked"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(), "could not be sent just now"),
        (SMTPRecipientsRefused({"owner@example.com": (550, b"5.1.1 no such user")}), "No mail can be delivered"),
    ],
)
def test_no_mail_is_promised_that_could_not_be_sent(as_account_keeper, owner, monkeypatch, error, words):
    def fail(*_):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    text = as_account_keeper.post(f"/admin/people/{owner.pk}/send-reset/", follow=True).text
    assert words in text
    assert "on its way" not in text
    assert [action for action, *_ in told(owner)] == ["reset-asked"]


def test_mails_for_a_new_password_have_the_pauses_of_ones_own(as_account_keeper, owner):
    statuses = [do(as_account_keeper, owner, "send-reset").status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    assert len(mail.outbox) == len(told(owner)) == 5


def test_a_reset_goes_to_that_person_only_though_somebody_else_has_proved_that_address(
    as_account_keeper, owner, stranger
):
    EmailAddress.objects.filter(user=owner).delete()
    EmailAddress.objects.create(user=stranger, email=owner.email, verified=True)
    do(as_account_keeper, owner, "send-reset")
    (message,) = mail.outbox
    key = next(word for word in message.body.split() if "/password/reset/key/" in word).split("/key/")[1]
    assert url_str_to_user_pk(key.partition("-")[0]) == owner.pk


def test_nothing_changes_where_the_audit_log_cannot_be_written(as_account_keeper, owner, monkeypatch):
    def down(*_):
        raise StoreUnavailable("test")

    monkeypatch.setattr(type(audit_log()), "write", down)
    for action in ("deactivate", "end-sessions", "send-reset"):
        assert do(as_account_keeper, owner, action).status_code == 503
    assert do(as_account_keeper, owner, "erase", typed=owner.email).status_code == 503
    owner.refresh_from_db()
    assert owner.is_active
    assert not owner.erasing_since
    assert not owner.sessions_ended
    assert not mail.outbox


def test_nobody_shuts_themselves_out(as_admin):
    me = User.objects.get(email="admin@example.com")
    for action in ("deactivate", "erase"):
        do(as_admin, me, action, typed=me.email)
        assert User.objects.get(pk=me.pk).is_active
    assert "Delete with all data" not in as_admin.get(page_of(me)).text


def test_who_is_from_the_staff_is_a_superusers_to_change(as_account_keeper, account_keeper, keeper, as_admin):
    account_keeper.user_permissions.add(*_rights("change_user"))
    for action in ("deactivate", "end-sessions", "send-reset", "quota", "erase"):
        assert do(as_account_keeper, keeper, action, typed=keeper.email).status_code == 403, action
    assert as_account_keeper.post(f"{PEOPLE}{keeper.pk}/password/").status_code == 403
    assert as_account_keeper.post(page_of(keeper)).status_code == 403
    do(as_admin, keeper, "deactivate")
    assert not User.objects.get(pk=keeper.pk).is_active


def test_who_may_change_people_gives_nobody_rights(as_account_keeper, account_keeper, owner):
    account_keeper.user_permissions.add(*_rights("change_user"))
    typed = {"name": "Robin", "weight_unit": "kg", "is_staff": "on", "is_superuser": "on"}
    assert as_account_keeper.post(page_of(owner), typed).status_code == 302
    owner.refresh_from_db()
    assert not owner.is_staff
    assert not owner.is_superuser


def _rights(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)


# --- Limits ------------------------------------------------------------------------------------------------------


def test_limits_of_ones_own_are_set_told_and_taken_away_again(as_account_keeper, owner):
    assert do(as_account_keeper, owner, "quota", photos="5", megabytes="0", pets="7").status_code == 302
    assert photos().quota.status(owner.key).limits == Limits(5, 0, 7)
    page = as_account_keeper.get(page_of(owner)).text
    assert "individual limits" in page
    assert "<span hidden data-unsaved></span>" in page  # asks before what was typed is left
    history = as_account_keeper.get(f"/admin/trail/?record={owner.pk}").text
    assert "Photos at most: <del>default</del> → <ins>5</ins>" in history
    assert "Pets at most: <del>default</del> → <ins>7</ins>" in history
    assert "Megabytes at most: <del>default</del> → <ins>no limit</ins>" in history
    do(as_account_keeper, owner, "quota", photos="", megabytes="", pets="")
    assert not photos().quota.status(owner.key).own


def test_limits_that_change_nothing_leave_no_entry(as_account_keeper, owner):
    do(as_account_keeper, owner, "quota", photos="", megabytes="", pets="")
    assert told(owner) == []


@pytest.mark.parametrize(
    "typed",
    [
        {"photos": "5"},
        {"photos": "5", "megabytes": "1"},
        {"photos": "-1", "megabytes": "1", "pets": "1"},
        {"photos": "x", "megabytes": "1", "pets": "1"},
        {"photos": "1.000", "megabytes": "1", "pets": "1"},
        {"photos": "1_0", "megabytes": "1", "pets": "1"},
    ],
)
def test_nonsense_as_limits_is_told_beside_the_field(as_account_keeper, owner, typed):
    response = do(as_account_keeper, owner, "quota", **typed)
    assert response.status_code == 400
    assert "errorlist" in response.text
    assert not photos().quota.status(owner.key).own


# --- Deleting with all data --------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _two_shards(pet_records, photo_records, monkeypatch):
    """Each costs moto some time."""
    monkeypatch.setattr(pet_records, "shards", 2)
    monkeypatch.setattr(photo_records, "shards", 2)


def sweep(now):
    Sweeper(pets(), clock=lambda: now, apply=True, workers=1).run()


def finish():
    out = StringIO()
    call_command("finish_deletions", stdout=out)
    return out.getvalue()


def test_what_will_go_is_shown_and_has_to_be_typed(as_account_keeper, owner, pet, add_photo):
    add_photo(pet)
    text = as_account_keeper.get(f"/admin/people/{owner.pk}/erase/").text
    assert "1 pet" in text
    assert "1 photo" in text
    response = do(as_account_keeper, owner, "erase", typed="yes")
    assert response.status_code == 400
    assert "The typed text does not match." in response.text
    assert User.objects.get(pk=owner.pk).is_active


def test_deletion_closes_the_account_and_begins_with_the_pets_at_once(
    as_account_keeper, as_owner, owner, add_pet, add_photo, pet_records
):
    shown, trashed = add_pet("Rex"), add_pet("Max")
    add_photo(shown)
    pet_records.delete(trashed, times.now())
    do(as_account_keeper, owner, "erase", typed=f" {owner.email.upper()} ")
    assert as_owner.get("/pets/").status_code == 302
    assert {pet_records.get(pet.id).status for pet in (shown, trashed)} == {Status.PURGING}
    assert "Being deleted with all data" in as_account_keeper.get(page_of(owner)).text
    assert do(as_account_keeper, owner, "reactivate").status_code == 302
    assert not User.objects.get(pk=owner.pk).is_active


def test_the_account_goes_with_the_last_file_and_nothing_is_left_but_the_audit_logs_ids(
    as_account_keeper, account_keeper, owner, stranger, add_pet, add_photo, monkeypatch
):
    add_photo(add_pet("Rex"))
    theirs = add_pet("Kim's", stranger)
    LogEntry.objects.create(user=account_keeper, object_id=owner.key, object_repr=str(owner.email), action_flag=2)
    do(as_account_keeper, owner, "erase", typed=owner.email)
    assert "gone: 0; waiting for their files to go: 1" in finish()
    now = times.now()
    with monkeypatch.context() as later:
        later.setattr(times, "now", lambda: now + timedelta(minutes=30))
        assert "waiting for their files to go: 1" in finish()
    for hours in range(0, 6, 2):
        sweep(now + timedelta(hours=hours))
    monkeypatch.setattr(times, "now", lambda: now + timedelta(hours=6))
    assert "gone: 1" in finish()
    assert not User.objects.filter(pk=owner.pk).exists()
    assert not LogEntry.objects.filter(object_id=owner.key).exists()
    assert not any(file_storage().versions("photos/"))
    assert photos().pets.find(theirs.id).status == Status.ACTIVE
    assert photos().quota.table.get((owner.key, "usage")) is None
    assert [action for action, *_ in told(owner)] == ["erased", "erasing"]
    kept = str(audit_log().of_record(owner.key).items)
    assert owner.email not in kept


def test_the_account_of_somebody_without_pets_waits_for_what_was_under_way(as_account_keeper, owner, add_pet):
    do(as_account_keeper, owner, "erase", typed=owner.email)
    late = add_pet("Late")  # by a request that had begun before
    assert "waiting for their files to go: 1" in finish()
    assert photos().pets.get(late.id).status == Status.PURGING


def test_a_deletion_that_was_cut_off_goes_on(as_account_keeper, owner, add_pet, pet_records, monkeypatch):
    pets = [add_pet(f"Pet {number}") for number in range(3)]
    monkeypatch.setattr(deletion, "MOST_AT_ONCE", 1)
    do(as_account_keeper, owner, "erase", typed=owner.email)
    assert [pet_records.get(pet.id).status for pet in pets].count(Status.PURGING) == 1
    finish()
    assert {pet_records.get(pet.id).status for pet in pets} == {Status.PURGING}


def test_a_store_that_does_not_answer_ends_the_command_and_the_next_run_goes_on(owner, pet, monkeypatch):
    User.objects.filter(pk=owner.pk).update(erasing_since=times.now(), is_active=False)

    def down(*_):
        raise StoreUnavailable("test")

    monkeypatch.setattr(photos().pets, "begin_purge", down)
    with pytest.raises(CommandError, match="waits for the next run"):
        finish()
    monkeypatch.undo()
    finish()
    assert photos().pets.get(pet.id).status == Status.PURGING
