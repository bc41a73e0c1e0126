"""Pets of everybody: find, look at, correct, delete, restore, move, take home as a file."""

import csv
import json
import re
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.conf import settings
from django.utils.html import strip_tags

from pets.children.moving import Mover, mover
from pets.domain import Status
from pets.lists import PetLists, pet_lists
from pets.profile import SHOWN_FIELDS, Kind, Sex
from pets.roles import Role
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.aws.paging import Page
from pettracker_site.backoffice.pets_and_photos.actions import SelectedRow
from tests.people import let_in
from tests.profiles import ONE
from tests.site.forms import edit_form

pytestmark = pytest.mark.usefixtures("aws")


def shown(response) -> list[str]:
    return [pet.name for pet, _ in response.context["rows"]]


def listed(client, query="") -> list[str]:
    response = client.get(f"/admin/pets/?{query}", follow=True)
    assert response.status_code == 200, response.text
    return shown(response)


@pytest.fixture
def everybodys(add_pet, stranger):
    """Pets of two owners, the last made first."""
    add_pet("Biscuit", kind=Kind.DOG, microchip="276098106123456")
    add_pet("Miso", kind=Kind.CAT, weight=Decimal("4.2"))
    return add_pet("Bingo", person=stranger, kind=Kind.HORSE)


def test_all_owners_pets_are_listed_newest_first(as_keeper, everybodys):
    assert listed(as_keeper) == ["Bingo", "Miso", "Biscuit"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=bi", ["Bingo", "Biscuit"]),
        ("q=BISCUIT", ["Biscuit"]),
        ("q=stranger@example.com", ["Bingo"]),
        ("q=Owner@Example.com", ["Biscuit", "Miso"]),
        ("q=276098106123456", ["Biscuit"]),
        ("q=276+098-106.123456", ["Biscuit"]),
        ("q=zz", []),
        ("kind=cat", ["Miso"]),
        ("status=deleted", []),
        ("since=2020-01-01", ["Bingo", "Miso", "Biscuit"]),
        ("until=2020-01-01", []),
        ("owner={owner}&since=2020-01-01", ["Biscuit", "Miso"]),
        ("owner={owner}&until=2020-01-01", []),
        ("kind=dog&since=2020-01-01&until=2999-01-01", ["Biscuit"]),
    ],
)
def test_pets_are_found(as_keeper, everybodys, owner, query, names):
    assert listed(as_keeper, query.format(owner=owner.key)) == names


def test_a_single_letter_finds_a_name_of_one_letter(as_keeper, add_pet):
    add_pet("Rex")
    add_pet("Q")
    assert listed(as_keeper, "q=q") == ["Q"]


def test_a_single_letter_that_is_no_whole_name_asks_for_another(as_keeper, add_pet):
    add_pet("Rex")
    response = as_keeper.get("/admin/pets/?q=r")
    assert response.status_code == 400
    assert "Type at least two letters" in response.text
    assert "No pet matches" not in response.text
    assert 'aria-invalid="true"' in response.text


def aged(records, pet, at):
    """The pet as if it had been added then."""
    older = replace(pet, created_at=at)
    return records.write(pet, older, Attr("PetId").exists(), audit_action="")


@pytest.fixture
def of_two_days(add_pet, pet_records):
    """An owner's pets, by turns added on 1 and on 20 June 2025."""
    days = [datetime(2025, 6, day, 12, tzinfo=UTC) for day in (1, 20)]
    return [aged(pet_records, add_pet(f"Pet {number:02}"), days[number % 2]) for number in range(60)]


@pytest.mark.parametrize(
    ("dates", "turn"), [("since=2025-06-02", 1), ("until=2025-06-02", 0), ("since=2025-06-20&until=2025-06-20", 1)]
)
def test_an_owners_pets_of_a_time_are_paged_through_and_back(as_keeper, owner, of_two_days, monkeypatch, dates, turn):
    monkeypatch.setattr("pettracker_site.aws.dynamo._LOOKED_AT", 7)  # so that an answer holds few, and there are more
    first = as_keeper.get(f"/admin/pets/?owner={owner.key}&{dates}")
    second = as_keeper.get(f"/admin/pets/?owner={owner.key}&{dates}&cursor={first.context['page'].next}")
    back = as_keeper.get(f"/admin/pets/?owner={owner.key}&{dates}&cursor={second.context['page'].previous}")
    assert shown(first) + shown(second) == [pet.name for pet in of_two_days[turn::2]]
    assert len(shown(first)) == 25
    assert second.context["page"].next == ""
    assert shown(back) == shown(first)


def test_answers_without_anything_of_the_time_are_asked_on(as_keeper, owner, of_two_days, pet_records, monkeypatch):
    monkeypatch.setattr("pettracker_site.aws.dynamo._LOOKED_AT", 2)
    aged(pet_records, of_two_days[-1], datetime(2024, 6, 1, tzinfo=UTC))
    assert listed(as_keeper, f"owner={owner.key}&until=2025-01-01") == ["Pet 59"]


def test_the_cursor_of_other_days_is_of_another_list(as_keeper, owner, of_two_days):
    cursor = as_keeper.get(f"/admin/pets/?owner={owner.key}&since=2025-06-02").context["page"].next
    assert as_keeper.get(f"/admin/pets/?owner={owner.key}&cursor={cursor}").status_code == 400


def test_an_owners_trash_is_found_by_the_day_it_goes_for_good(as_keeper, owner, pet, pet_records):
    pet_records.delete(pet, datetime(2025, 6, 1, 12, tzinfo=UTC))
    query = f"owner={owner.key}&status=deleted"
    assert listed(as_keeper, f"{query}&since=2025-07-01&until=2025-07-01") == ["Rex"]
    assert listed(as_keeper, f"{query}&since=2025-07-02") == []


def test_dates_stay_with_the_owner_that_the_list_is_of(as_keeper, owner):
    page = as_keeper.get(f"/admin/pets/?owner={owner.key}").text
    assert f'<input type="hidden" name="owner" value="{owner.key}">' in page


def cells(page) -> list[str]:
    """The text of each cell of the list's only row."""
    row = page.split("<tbody>")[1].split("</tr>")[0]
    found = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
    return [" ".join(unescape(strip_tags(cell)).split()) for cell in found]


def test_a_row_tells_each_column(as_viewer, owner, add_pet, add_photo, pet_records):
    pet = add_pet(kind=Kind.CAT, weight=Decimal("4.2"))
    aged(pet_records, pet, datetime(2025, 6, 1, 12, tzinfo=UTC))
    photo = add_photo(pet)
    page = as_viewer.get("/admin/pets/").text
    assert cells(page) == ["", "Rex", "Cat", owner.email, "1", "4.2 kg", "06/01/2025", "Active"]
    assert f"/{photo.id}/160.webp" in page.split("<tbody>")[1]
    headings = re.findall(r'<th scope="col">(.*?)</th>', page.split('id="result_list"')[1])
    assert [strip_tags(each) for each in headings] == [
        "Picture", "Name", "Kind", "Owner", "Photos", "Weight", "Created", "Status",
    ]  # fmt: skip


def test_a_row_without_a_photo_has_a_picture_of_the_kind(as_viewer, pet):
    assert re.search(r'<td class="thumb"><svg', as_viewer.get("/admin/pets/").text)


def test_a_pet_is_found_by_its_id(as_keeper, everybodys):
    assert listed(as_keeper, f"q={everybodys.id}") == ["Bingo"]


def test_an_owners_address_does_not_stay_in_the_pages_address(as_keeper, everybodys):
    response = as_keeper.get("/admin/pets/?q=stranger@example.com")
    assert "@" not in response["Location"]


@pytest.mark.parametrize(
    "query",
    [
        "kind=dragon",
        "status=eaten",
        "since=yesterday",
        "since=0001-01-01",
        "until=9999-12-31",
        "since=2025-02-01&until=2025-01-01",
        "q=nobody@example.com",
        "q=%CC%81",
        "owner=x",
        "owner=00000000-0000-4000-8000-000000000000&status=purging&since=2025-01-01",
        "q=rex&kind=dog",
        "q=rex&since=2025-01-01",
        "cursor=made-up",
        "q=" + "x" * 300,
    ],
)
def test_nonsense_is_told_in_words(as_keeper, everybodys, query):
    response = as_keeper.get(f"/admin/pets/?{query}")
    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert shown(response) == []


def test_a_cursor_of_another_listing_is_told(as_keeper, add_pet):
    for number in range(26):
        add_pet(f"Pet {number}")
    cursor = as_keeper.get("/admin/pets/").context["page"].next
    assert as_keeper.get(f"/admin/pets/?cursor={cursor}").status_code == 200
    response = as_keeper.get(f"/admin/pets/?kind=dog&cursor={cursor}")
    assert response.status_code == 400
    assert "another list" in response.text


SHARDS = settings.ADMIN_SHARDS


@pytest.mark.parametrize(("query", "calls"), [("", SHARDS), ("kind=dog", SHARDS), ("q=pet", 1), ("owner={owner}", 1)])
def test_a_list_costs_the_same_at_any_size(as_keeper, owner, add_pet, aws_calls, query, calls):
    for count in (3, 60):
        for number in range(count):
            add_pet(f"Pet {count} {number}")
        aws_calls.clear()
        as_keeper.get(f"/admin/pets/?{query.format(owner=owner.key)}")
        assert aws_calls == {"Query": calls}


def test_a_pets_screen_costs_two_calls(as_keeper, pet, add_photo, aws_calls):
    for shade in range(3):
        add_photo(pet, shade)
    aws_calls.clear()
    as_keeper.get(f"/admin/pets/{pet.id}/")
    assert aws_calls == {"BatchGetItem": 1, "Query": 1}


def test_a_pets_screen_tells_everything(as_keeper, add_pet, add_photo, owner, pet_records):
    pet = add_pet(weight=ONE.weight)
    add_photo(pet)
    pet_records.edit(pet, ONE, times.now(), "nonce")
    page = as_keeper.get(f"/admin/pets/{pet.id}/").text
    facts = [text for field in SHOWN_FIELDS for text in (str(field.label), field.display(ONE, "kg"))]
    assert [fact for fact in (*facts, owner.email, pet.id, "/160.webp") if fact not in page] == []


def test_who_may_see_a_pet_is_told_in_words(as_keeper, stranger, pet):
    let_in(pet, stranger.key, Role.CARER, until=datetime(2035, 5, 3, tzinfo=UTC))
    page = as_keeper.get(f"/admin/pets/{pet.id}/").text
    assert "owner@example.com (the owner)" in page
    assert "stranger@example.com (a carer, may add photos until May 3, 2035)" in page


@pytest.mark.parametrize("page", ["", "history/"])
def test_the_cursor_of_another_list_is_told_and_the_pet_is_still_shown(as_keeper, pet, page):
    response = as_keeper.get(f"/admin/pets/{pet.id}/{page}?cursor=made-up")
    assert response.status_code == 400
    assert "This page belongs to another list. Start from the beginning." in response.text
    assert "Rex" in response.context["title"]
    assert "The audit log has no entries about it" not in response.text


def test_an_admin_corrects_a_pet_by_the_owners_form(as_keeper, pet, pet_records):
    response = as_keeper.post(f"/admin/pets/{pet.id}/edit/", edit_form(pet, colour="brown"))
    assert response["Location"] == f"/admin/pets/{pet.id}/"
    assert pet_records.get(pet.id).profile.colour == "brown"


def test_the_owners_rules_hold_for_admins_and_what_was_typed_is_kept(as_keeper, pet, pet_records):
    response = as_keeper.post(f"/admin/pets/{pet.id}/edit/", edit_form(pet, name="", notes="typed"))
    assert "What is your pet called?" in response.text
    assert "typed" in response.text
    assert 'data-unsaved="yes"' in response.text  # what asks before it is left
    assert "js/unsaved" in response.text
    assert pet_records.get(pet.id) == pet


def test_an_edit_of_what_was_edited_meanwhile_shows_what_differs(as_keeper, pet, pet_records):
    mine = edit_form(pet, name="Admin's")
    theirs = replace(pet.profile, name="Owner's", sex=Sex.FEMALE, birth_date=date(2020, 5, 17))
    pet_records.edit(pet, theirs, times.now(), "their edit")
    response = as_keeper.post(f"/admin/pets/{pet.id}/edit/", mine)
    assert response.status_code == 409
    differing = [row for row in response.context["edit"].versions if row.differs]
    assert [(str(row.label), row.saved, row.typed) for row in differing] == [
        ("Name", "Owner's", "Admin's"),
        ("Sex", "Female", ""),
        ("Born", "May 17, 2020", ""),
    ]
    assert "May 17, 2020" in response.text
    assert pet_records.get(pet.id).profile == theirs
    assert as_keeper.post(f"/admin/pets/{pet.id}/edit/", response.context["form"].data).status_code == 302
    assert pet_records.get(pet.id).name == "Admin's"


def test_a_pet_in_the_trash_is_not_edited(as_keeper, pet, pet_records):
    pet_records.delete(pet, times.now())
    response = as_keeper.post(f"/admin/pets/{pet.id}/edit/", edit_form(pet, name="New"), follow=True)
    assert "Restore it before" in response.text


def act(client, action, *pets, confirmed=True):
    data = {"action": action, "row": [str(SelectedRow.of(pet)) for pet in pets], "back": "/admin/pets/?kind=dog"}
    return client.post("/admin/pets/act/", data | ({"confirmed": "yes"} if confirmed else {}), follow=True)


def test_an_action_asks_back_first(as_keeper, pet, pet_records):
    response = act(as_keeper, "delete", pet, confirmed=False)
    assert "Yes, I’m sure" in response.text
    assert pet.name in response.text
    assert pet_records.get(pet.id).status == Status.ACTIVE


def test_several_are_deleted_and_restored_together(as_keeper, add_pet, pet_records):
    pets = [add_pet("Biscuit"), add_pet("Miso")]
    response = act(as_keeper, "delete", *pets)
    assert "2 are in the trash. Biscuit, Miso" in response.text
    assert response.redirect_chain[-1][0] == "/admin/pets/?kind=dog"
    deleted = [pet_records.get(pet.id) for pet in pets]
    assert {pet.status for pet in deleted} == {Status.DELETED}
    assert "2 are back" in act(as_keeper, "restore", *deleted).text
    assert {pet_records.get(pet.id).status for pet in pets} == {Status.ACTIVE}


def test_each_rows_outcome_is_told(as_keeper, as_owner, add_pet, pet_records):
    good, edited, gone = add_pet("Good"), add_pet("Edited"), add_pet("Gone")
    as_owner.post(f"/pets/{edited.id}/edit/", edit_form(edited, name="Renamed"))
    pet_records.table.delete(gone.id, Attr("PetId").exists()).run()
    page = act(as_keeper, "delete", good, edited, gone).text
    assert "1 is in the trash. Good" in page
    assert "Renamed has changed in the meantime" in page
    assert "does not exist any more" in page
    assert pet_records.get(edited.id).status == Status.ACTIVE


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"action": "explode", "row": "x"},
        {"action": "delete"},
        {"action": "delete", "row": ["x", "../..:1:active", "a" * 5000]},
    ],
)
def test_an_action_that_makes_no_sense_is_told(as_keeper, data):
    response = as_keeper.post("/admin/pets/act/", data | {"back": "//evil.example/"}, follow=True)
    assert response.redirect_chain[-1][0] == "/admin/pets/"
    assert "first." in response.text


def test_a_row_of_a_pet_that_moved_meanwhile_is_left_alone_and_told(as_keeper, stranger, pet, pet_records):
    move(as_keeper, pet, stranger.email)
    assert "Rex has changed in the meantime" in purge(as_keeper, pet, typed="Rex").text
    assert pet_records.get(pet.id).status == Status.ACTIVE


@pytest.mark.parametrize(
    ("besides", "words"),
    [(["x"], "1 row was not touched"), ([f"{uuid.uuid4()}:{'0' * 16}" for _ in range(101)], "2 rows were not touched")],
)
def test_rows_that_cannot_be_read_or_are_too_many_are_told(as_keeper, pet, besides, words):
    data = {"action": "delete", "row": [str(SelectedRow.of(pet)), *besides]}
    response = as_keeper.post("/admin/pets/act/", data)
    assert words in response.text
    assert len(response.context["rows"]) == len(besides[:99]) + 1 - (besides == ["x"])


def test_where_the_store_stops_answering_the_rest_is_told(as_keeper, add_pet, pet_records, monkeypatch):
    pets = [add_pet("First"), add_pet("Second")]

    def fail(*_):
        raise StoreUnavailable("down")

    monkeypatch.setattr(type(pet_records), "delete", fail)
    page = act(as_keeper, "delete", *pets).text
    assert "First was not touched" in page
    assert "Second was not touched" in page


def test_right_after_a_change_the_list_knows_it_though_the_index_does_not(as_keeper, add_pet, monkeypatch):
    pets = [add_pet("Stays"), add_pet("Goes")]
    yesterday = pet_lists().newest(Status.ACTIVE)
    pages = {Status.ACTIVE: yesterday, Status.DELETED: Page(())}
    act(as_keeper, "delete", pets[1])
    monkeypatch.setattr(PetLists, "newest", lambda self, status, *_, **__: pages[status])
    assert listed(as_keeper) == ["Stays"]
    assert listed(as_keeper, "status=deleted") == ["Goes"]


def move(client, pet, address):
    return client.post(f"/admin/pets/{pet.id}/move/", {"owner": address}, follow=True)


def test_a_pet_moves_with_its_photos_and_the_rights_follow_at_once(
    as_keeper, as_owner, as_stranger, stranger, pet, add_photo, photo_records
):
    photos = [add_photo(pet, shade) for shade in range(3)]
    photo_records.delete(photos[0], times.now())
    assert "belongs to Kim now." in move(as_keeper, pet, "Stranger@example.com").text
    assert as_owner.get(f"/pets/{pet.id}/").status_code == 404
    assert as_stranger.get(f"/pets/{pet.id}/").status_code == 200
    assert {photo_records.find(photo.id).owner_id for photo in photos} == {stranger.key}


def test_a_move_that_was_cut_off_is_told_and_finished(as_keeper, stranger, pet, add_photo, photo_records, monkeypatch):
    photos = [add_photo(pet, shade) for shade in range(3)]
    whole = Mover.resume
    monkeypatch.setattr(Mover, "resume", lambda self, pet_id: whole(self, pet_id, most=1))
    assert "Not everything is moved yet." in move(as_keeper, pet, "stranger@example.com").text
    owners = {photo_records.find(photo.id).owner_id for photo in photos}
    assert owners == {pet.owner_id, stranger.key}
    monkeypatch.undo()
    assert "not everything is moved yet" in as_keeper.get(f"/admin/pets/{pet.id}/").text
    as_keeper.post(f"/admin/pets/{pet.id}/move/finish/")
    assert {photo_records.find(photo.id).owner_id for photo in photos} == {stranger.key}
    assert list(mover().unfinished()) == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nobody@example.com", "Nobody here has the address"),
        ("owner@example.com", "is the owner already"),
        ("", "Whose pet is it"),
        ("not an address", "valid email"),
    ],
)
def test_a_pet_moves_to_nobody_in_particular(as_keeper, pet, pet_records, address, words):
    assert words in move(as_keeper, pet, address).text
    assert pet_records.get(pet.id) == pet


def test_a_pet_does_not_move_to_an_account_that_is_closed(as_keeper, stranger, pet):
    stranger.is_active = False
    stranger.save()
    assert "not active" in move(as_keeper, pet, stranger.email).text


def exported(client, query) -> str:
    return b"".join(client.get(f"/admin/pets/export/?{query}").streaming_content).decode()


def test_pets_are_taken_home_as_json_with_numbers(as_keeper, everybodys):
    file = json.loads(exported(as_keeper, "format=json"))
    assert [pet["name"] for pet in file["pets"]] == ["Bingo", "Miso", "Biscuit"]
    assert file["pets"][1]["weight_kg"] == 4.2
    assert (file["count"], file["complete"]) == (3, True)


def test_pets_are_taken_home_as_csv(as_keeper, everybodys):
    header, *lines, last = csv.reader(exported(as_keeper, "format=csv").splitlines())
    records = [dict(zip(header, line, strict=True)) for line in lines]
    assert [(pet["name"], pet["weight_kg"]) for pet in records] == [("Bingo", ""), ("Miso", "4.2"), ("Biscuit", "")]
    assert last == ["END OF EXPORT, pets:", "3"]


@pytest.mark.parametrize(("query", "names"), [("kind=cat", ["Miso"]), ("q=bi", ["Bingo", "Biscuit"])])
def test_the_file_holds_what_the_filter_shows(as_keeper, everybodys, query, names):
    file = json.loads(exported(as_keeper, f"format=json&{query}"))
    assert [pet["name"] for pet in file["pets"]] == names


def test_an_empty_file_is_whole(as_keeper):
    assert json.loads(exported(as_keeper, "format=json")) == {"pets": [], "count": 0, "complete": True}


def test_what_a_spreadsheet_would_take_for_a_formula_is_text(as_keeper, add_pet):
    """Wherever a cell could begin: tests/unit/test_csv_lines.py."""
    add_pet("Rex;=HYPERLINK(1)", colour="＝1+1", notes="Eats\n- fish")
    file = exported(as_keeper, "format=csv")
    assert all(guarded in file for guarded in ("Rex;'=HYPERLINK(1)", "'＝1+1", "Eats\n'- fish"))


@pytest.mark.parametrize("address", ["/admin/pets/?since=", "/admin/photos/?until=", "/admin/trail/?day="])
def test_a_day_that_could_be_two_is_not_guessed(as_keeper, address):
    response = as_keeper.get(f"{address}06/05/2025")
    assert response.status_code == 400
    assert "Write it like 2025-06-01." in response.text
    assert 'value="06/05/2025"' in response.text


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_that_was_cut_off_says_so(as_keeper, add_pet, monkeypatch, kind):
    def cut_off(asked):
        yield add_pet("First")
        yield add_pet("Second")
        raise StoreUnavailable("down")

    monkeypatch.setattr("pettracker_site.backoffice.pets_and_photos.exporting.each_pet_like", cut_off)
    file = exported(as_keeper, f"format={kind}")
    assert "Second" in file
    if kind == "json":
        assert json.loads(file)["complete"] is False
    else:
        assert file.splitlines()[-1].startswith("INCOMPLETE")


def test_a_file_that_cannot_be_begun_is_a_page(as_keeper, monkeypatch):
    def fail(asked):
        raise StoreUnavailable("down")
        yield

    monkeypatch.setattr("pettracker_site.backoffice.pets_and_photos.exporting.each_pet_like", fail)
    assert as_keeper.get("/admin/pets/export/").status_code == 503


def test_a_file_holds_what_no_list_shows(as_keeper, add_pet):
    told = {"colour": "=red", "microchip": "276098106123456", "notes": "@afraid"}
    add_pet(sex=Sex.FEMALE, **told)
    [pet] = json.loads(exported(as_keeper, "format=json"))["pets"]
    assert {name: pet[name] for name in ("sex", *told)} == {"sex": "female", **told}
    [row] = list(csv.DictReader(exported(as_keeper, "format=csv").splitlines()))[:1]
    assert (row["sex"], row["colour"], row["notes"]) == ("female", "'=red", "'@afraid")


@pytest.mark.parametrize("query", ["kind=dragon", "format=xml", "format="])
def test_an_export_of_nonsense_is_told(as_keeper, query):
    response = as_keeper.get(f"/admin/pets/export/?{query}")
    assert response.status_code == 400
    assert 'role="alert"' in response.text


def test_an_export_is_written_down(as_keeper, keeper):
    exported(as_keeper, "format=csv")
    assert [entry.action for entry in audit_log().by_actor(keeper.key).items] == ["exported"]


def test_admins_never_get_through_the_owners_pages(as_keeper, pet):
    assert as_keeper.get(f"/pets/{pet.id}/").status_code == 404


def purge(client, *pets, typed):
    data = {"action": "purge", "row": [str(SelectedRow.of(pet)) for pet in pets], "confirmed": "yes", "typed": typed}
    return client.post("/admin/pets/act/", data, follow=True)


@pytest.mark.parametrize("typed", ["", "Max", "delete 1"])
def test_nothing_is_removed_for_good_before_its_name_is_typed(as_keeper, pet, pet_records, typed):
    response = purge(as_keeper, pet, typed=typed)
    assert response.status_code == 400
    assert "The typed text does not match" in response.text
    assert pet_records.get(pet.id) == pet


def test_a_pet_is_removed_for_good(as_keeper, keeper, pet, pet_records):
    assert "1 is permanently deleted" in purge(as_keeper, pet, typed=" rex ").text
    assert pet_records.get(pet.id).status == Status.PURGING
    (entry,) = audit_log().of_record(pet.id).items
    assert (entry.action, entry.actor_id) == ("purged", keeper.key)


def test_several_are_removed_for_good_by_typing_how_many(as_keeper, add_pet, pet_records):
    pets = [add_pet("Biscuit"), add_pet("Miso")]
    assert purge(as_keeper, *pets, typed="Biscuit").status_code == 400
    purge(as_keeper, *pets, typed="delete 2")
    assert {pet_records.get(pet.id).status for pet in pets} == {Status.PURGING}


def test_a_pet_that_is_being_removed_tells_nothing_any_more(as_keeper, pet):
    purge(as_keeper, pet, typed="Rex")
    page = as_keeper.get(f"/admin/pets/{pet.id}/")
    assert page.status_code == 200
    assert "Rex" not in page.context["title"]
    assert page.context["actions"] == []
    assert as_keeper.get("/admin/pets/?status=purging").status_code == 200


def test_the_trash_tells_when_a_pet_goes_for_good(as_keeper, pet, pet_records):
    pet_records.delete(pet, datetime(2025, 6, 1, tzinfo=UTC))
    page = as_keeper.get("/admin/pets/?status=deleted").text
    assert "Due for deletion" in page
    assert "07/01/2025" in page
    assert listed(as_keeper, "status=deleted&since=2025-07-01&until=2025-07-01") == ["Rex"]
