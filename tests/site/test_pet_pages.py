"""An owner's pets in the browser: add, see, edit, delete, undo."""

import re
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from pets.care.repository import add as add_care
from pets.domain import Status
from pets.profile import SHOWN_FIELDS
from pettracker_site.aws import times
from tests.care import overdue
from tests.profiles import ONE
from tests.site.forms import edit_form, pet_form

pytestmark = pytest.mark.usefixtures("aws")


def names(response) -> list[str]:
    return [pet.name for pet in response.context["page"].items]


def test_a_new_pet_leads_to_its_page(as_owner):
    response = as_owner.post("/pets/add/", pet_form(name="Biscuit"), follow=True)
    assert response.context["pet"].name == "Biscuit"
    assert "Biscuit" in response.text


def test_a_form_sent_twice_makes_one_pet(as_owner):
    form = pet_form()
    first, second = as_owner.post("/pets/add/", form), as_owner.post("/pets/add/", form)
    assert first["Location"] == second["Location"]
    assert names(as_owner.get("/pets/")) == ["Rex"]


def test_a_form_with_a_mistake_comes_back_with_what_was_typed(as_owner):
    response = as_owner.post("/pets/add/", pet_form(name="Miso", kind="cat", weight="900", notes="shy"))
    assert response.status_code == 200
    assert "30" in response.context["form"].errors["weight"][0]
    assert 'value="Miso"' in response.text
    assert "shy" in response.text
    assert names(as_owner.get("/pets/")) == []


def test_what_an_owner_typed_is_never_markup(as_owner):
    response = as_owner.post("/pets/add/", pet_form(name="<script>x</script>", notes="<b>"), follow=True)
    assert "<script>x" not in response.text
    assert "&lt;script&gt;x" in response.text


def test_an_edit_shows_on_the_page(as_owner, pet):
    response = as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, name="Max", colour="brown"), follow=True)
    assert response.context["pet"].name == "Max"
    assert "brown" in response.text


def test_the_edit_form_is_filled_with_what_is_known(as_owner, pet):
    response = as_owner.get(f"/pets/{pet.id}/edit/")
    assert 'value="Rex"' in response.text


def test_an_edit_made_from_an_older_version_is_not_lost_and_overwrites_nothing(as_owner, pet, pet_records):
    mine = edit_form(pet, name="Mine")
    pet_records.edit(pet, replace(pet.profile, name="Theirs"), times.now(), "their edit")
    response = as_owner.post(f"/pets/{pet.id}/edit/", mine)
    assert response.status_code == 409
    assert response.context["edit"].newer.name == "Theirs"
    assert 'value="Mine"' in response.text
    assert pet_records.get(pet.id).name == "Theirs"


def test_both_versions_stand_side_by_side_and_what_differs_is_marked(as_owner, add_pet, pet_records):
    pet = add_pet(colour="brown")
    mine = edit_form(pet, name="Mine", colour="brown", sex="female")
    theirs = replace(pet.profile, name="Theirs", notes="bites")
    pet_records.edit(pet, theirs, times.now(), "their edit")
    response = as_owner.post(f"/pets/{pet.id}/edit/", mine)
    rows = {str(row.label): (row.saved, row.typed, row.differs) for row in response.context["edit"].versions}
    assert rows == {
        "Name": ("Theirs", "Mine", True),
        "Kind": ("Dog", "Dog", False),
        "Sex": ("", "Female", True),
        "Colour and markings": ("brown", "brown", False),
        "Notes": ("bites", "", True),
    }
    assert response.text.count("(differs)") == 3
    assert "Keep what is saved" in response.text


def test_a_pets_page_and_both_versions_tell_every_field(as_owner, add_pet, pet_records):
    pet = add_pet(weight=ONE.weight)
    mine = edit_form(pet)
    pet_records.edit(pet, ONE, times.now(), "their edit")
    page, both = as_owner.get(f"/pets/{pet.id}/about/"), as_owner.post(f"/pets/{pet.id}/edit/", mine)
    further = [field for field in SHOWN_FIELDS if not field.is_required]
    said = {field.attribute: field.display(ONE, "kg") for field in further} | {"birth_date": "about 2020"}
    assert [name for name, words in said.items() if words not in page.text] == []
    saved = {field.attribute: f"<td>{field.display(ONE, 'kg', exact=True)}</td>" for field in further}
    assert [name for name, cell in saved.items() if cell not in both.text] == []


@pytest.mark.parametrize(("path", "name"), [("", "Album"), ("about/", "About"), ("documents/", "Health")])
def test_the_tab_that_one_stands_at_says_so(as_owner, pet, path, name):
    html = as_owner.get(f"/pets/{pet.id}/{path}").text
    assert re.findall(r'aria-current="page">(.*?)</a>', html) == [name]
    assert [f'<a href="/pets/{pet.id}/{each}"' in html for each in ("", "about/")] == [True, True]


def test_a_pets_page_shows_a_few_facts_and_leads_to_all(as_owner, pet, pet_records):
    pet_records.edit(pet, ONE, times.now(), "an edit")
    html = as_owner.get(f"/pets/{pet.id}/").text
    assert (ONE.breed in html, ONE.notes in html) == (True, False)
    assert f'href="/pets/{pet.id}/about/"' in html


@pytest.mark.parametrize(("name", "size"), [("Otto", ""), ("Bartholomew", "is-long"), ("B" * 41, "is-very-long")])
def test_a_long_name_is_set_smaller_so_that_photos_begin_high(as_owner, add_pet, name, size):
    [written] = re.findall(r"<h1(.*?)>", as_owner.get(f"/pets/{add_pet(name).id}/").text)
    assert written == (f' class="{size}"' if size else "")


def test_what_was_typed_elsewhere_already_is_no_conflict(as_owner, pet, pet_records):
    mine = edit_form(pet, name="Max")
    pet_records.edit(pet, replace(pet.profile, name="Max"), times.now(), "their edit")
    assert as_owner.post(f"/pets/{pet.id}/edit/", mine).status_code == 302
    assert pet_records.get(pet.id).version == 2


def test_after_seeing_the_newer_version_ones_own_can_be_saved(as_owner, pet, pet_records):
    mine = edit_form(pet, name="Mine")
    pet_records.edit(pet, replace(pet.profile, name="Theirs"), times.now(), "their edit")
    again = as_owner.post(f"/pets/{pet.id}/edit/", mine).context["form"].data
    assert as_owner.post(f"/pets/{pet.id}/edit/", again).status_code == 302
    assert pet_records.get(pet.id).name == "Mine"


def test_the_same_edit_sent_twice_is_saved_once(as_owner, pet, pet_records):
    form = edit_form(pet, name="Max")
    assert as_owner.post(f"/pets/{pet.id}/edit/", form).status_code == 302
    assert as_owner.post(f"/pets/{pet.id}/edit/", form).status_code == 302
    assert pet_records.get(pet.id).version == 2


def test_a_deleted_pet_is_gone_from_all_but_the_trash(as_owner, pet):
    as_owner.post(f"/pets/{pet.id}/delete/")
    assert names(as_owner.get("/pets/")) == []
    assert names(as_owner.get("/pets/trash/")) == ["Rex"]
    assert as_owner.get(f"/pets/{pet.id}/").status_code == 404


def test_right_after_a_delete_there_is_an_undo(as_owner, pet):
    response = as_owner.post(f"/pets/{pet.id}/delete/", follow=True)
    assert f'action="{reverse("pets:restore", args=[pet.id])}"' in response.text


def test_a_restored_pet_is_back(as_owner, pet):
    as_owner.post(f"/pets/{pet.id}/delete/")
    as_owner.post(f"/pets/{pet.id}/restore/")
    assert names(as_owner.get("/pets/")) == ["Rex"]
    assert names(as_owner.get("/pets/trash/")) == []


@pytest.mark.parametrize("action", ["delete", "restore"])
def test_reading_changes_nothing_and_is_answered_in_words(as_owner, pet, pet_records, action):
    response = as_owner.get(f"/pets/{pet.id}/{action}/")
    assert response.status_code == 405
    assert "only works through its button" in response.text
    assert pet_records.get(pet.id).status == Status.ACTIVE


@pytest.mark.parametrize("action", ["delete", "restore"])
def test_a_double_click_is_one_click(as_owner, pet, action):
    if action == "restore":
        as_owner.post(f"/pets/{pet.id}/delete/")
    for _ in range(2):
        assert as_owner.post(f"/pets/{pet.id}/{action}/").status_code == 302


def test_a_form_sent_again_with_another_name_asks_before_it_adds_a_second_pet(as_owner):
    form = pet_form(name="Rex")
    as_owner.post("/pets/add/", form)
    response = as_owner.post("/pets/add/", form | {"name": "Luna"})
    assert response.status_code == 409
    assert "already added Rex" in response.text
    as_owner.post("/pets/add/", response.context["form"].data)
    assert names(as_owner.get("/pets/")) == ["Luna", "Rex"]


def test_who_has_as_many_pets_as_allowed_is_told_so_and_keeps_what_was_typed(as_owner, pet, pet_records, monkeypatch):
    monkeypatch.setattr(pet_records.quota, "pets", 1)
    response = as_owner.post("/pets/add/", pet_form(name="Luna", notes="Afraid of balloons"))
    assert response.status_code == 409
    assert "You have 1 pet already, which is the most we keep for one person." in response.text
    assert "Afraid of balloons" in response.text
    assert names(as_owner.get("/pets/")) == ["Rex"]


@pytest.mark.parametrize("version", ["9" * 40, "9" * 200, "-1", "x", ""])
def test_a_version_that_cannot_be_saves_nothing(as_owner, pet, pet_records, version):
    response = as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, name="Max") | {"version": version})
    assert response.status_code in (200, 409)
    assert pet_records.get(pet.id).name == "Rex"


@pytest.mark.parametrize("path", ["/", "/pets/", "/pets/add/", "/pets/{pet}/", "/preferences/"])
def test_every_page_can_be_asked_for_its_head(as_owner, pet, path):
    assert as_owner.head(path.format(pet=pet.id)).status_code in (200, 302)


def test_pets_stand_in_alphabetical_order_with_a_next_page(as_owner, add_pet):
    for number in range(30):
        add_pet(f"Pet {number:02}")
    first = as_owner.get("/pets/")
    assert names(first) == [f"Pet {number:02}" for number in range(24)]
    second = as_owner.get("/pets/", {"cursor": first.context["page"].next})
    assert names(second) == [f"Pet {number:02}" for number in range(24, 30)]
    assert names(as_owner.get("/pets/", {"cursor": second.context["page"].previous})) == names(first)


def test_search_goes_through_all_of_ones_own_pets_and_nobody_elses(as_owner, as_stranger, add_pet):
    for number in range(30):
        add_pet(f"Rex {number:02}")
    add_pet("Miso")
    first = as_owner.get("/pets/", {"q": "rex"})
    assert names(first) == [f"Rex {number:02}" for number in range(24)]
    second = as_owner.get("/pets/", {"q": "rex", "cursor": first.context["page"].next})
    assert names(second) == [f"Rex {number:02}" for number in range(24, 30)]
    assert names(as_owner.get("/pets/", {"q": "rex", "cursor": second.context["page"].previous})) == names(first)
    assert names(as_stranger.get("/pets/", {"q": "rex"})) == []


def test_a_search_that_finds_nothing_says_so(as_owner, pet):
    assert "zzz" in as_owner.get("/pets/", {"q": "zzz"}).text


@pytest.mark.parametrize("q", ["\x00", "\x1f", "a" * 500, "%", "<"])
def test_whatever_is_typed_into_the_search_is_a_search(as_owner, pet, q):
    assert as_owner.get("/pets/", {"q": q}).status_code == 200


@pytest.mark.parametrize("cursor", ["nonsense", "a:b:c", "é"])
def test_a_tampered_cursor_is_a_page_that_does_not_exist(as_owner, cursor):
    assert as_owner.get("/pets/", {"cursor": cursor}).status_code == 404


def test_a_cursor_of_the_trash_is_none_of_the_list(as_owner, add_pet):
    for number in range(25):
        add_pet(f"Pet {number:02}")
    cursor = as_owner.get("/pets/").context["page"].next
    assert as_owner.get("/pets/trash/", {"cursor": cursor}).status_code == 404


def test_an_empty_list_invites_to_add_the_first_pet(as_owner):
    assert 'href="/pets/add/"' in as_owner.get("/pets/").text


def test_pounds_are_shown_to_whom_they_are_dear(as_owner, owner, add_pet):
    add_pet("Rex", weight=Decimal("4.536"))
    owner.weight_unit = "lb"
    owner.save()
    page = as_owner.get("/pets/").context["page"].items[0]
    assert "10\N{NO-BREAK SPACE}lb" in as_owner.get(f"/pets/{page.id}/").text


class TestAnIndexThatLagsBehind:
    """DynamoDB's indexes may answer with yesterday's list."""

    @pytest.fixture
    def yesterday(self, monkeypatch, pet_records):
        """From now on the index answers as it does at this moment."""

        def freeze():
            listed = {}
            query = pet_records.table.query

            def remembered(index, condition, **options):
                key = repr(condition.get_expression()["values"][1].get_expression()["values"][1])
                return listed[key] if key in listed else query(index, condition, **options)

            for status in ("active", "deleted"):
                from pets.queries import _owned

                for owner_id in {str(user_id) for user_id in freeze.owners}:
                    condition = _owned(owner_id, Status(status))
                    key = repr(condition.get_expression()["values"][1].get_expression()["values"][1])
                    listed[key] = query("OwnerId-index", condition, limit=25)
            monkeypatch.setattr(pet_records.table, "query", remembered)

        freeze.owners = []
        return freeze

    def test_a_new_pet_is_in_the_list_all_the_same(self, as_owner, owner, yesterday):
        yesterday.owners = [owner.key]
        yesterday()
        as_owner.post("/pets/add/", pet_form(name="Biscuit"))
        assert names(as_owner.get("/pets/")) == ["Biscuit"]
        assert names(as_owner.get("/pets/", {"q": "bisc"})) == ["Biscuit"]
        assert names(as_owner.get("/pets/", {"q": "miso"})) == []

    def test_a_deleted_pet_is_out_of_the_list_all_the_same(self, as_owner, owner, pet, yesterday):
        yesterday.owners = [owner.key]
        yesterday()
        as_owner.post(f"/pets/{pet.id}/delete/")
        assert names(as_owner.get("/pets/")) == []
        assert names(as_owner.get("/pets/trash/")) == ["Rex"]

    def test_a_cookie_that_names_a_strangers_pet_shows_nothing(self, as_owner, as_stranger, pet, yesterday):
        as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, name="Max"))
        for name, morsel in as_owner.cookies.items():
            if name.startswith("recent-"):
                as_stranger.cookies[name] = morsel.value
        assert names(as_stranger.get("/pets/")) == []


def test_many_changes_in_a_row_leave_one_cookie_and_no_header_that_is_too_long(as_owner, pet):
    for act in ("delete", "restore") * 3:
        as_owner.post(f"/pets/{pet.id}/{act}/")
    for name in ("Max", "Miso"):
        as_owner.post("/pets/add/", pet_form(name=name))
    assert len([name for name, cookie in as_owner.cookies.items() if name.startswith("recent-") and cookie.value]) == 1


def test_ids_that_nobody_has_are_pages_that_do_not_exist(as_owner):
    assert as_owner.get(f"/pets/{uuid.uuid4()}/").status_code == 404
    assert as_owner.get("/pets/not-an-id/").status_code == 404


def test_each_person_says_what_the_page_of_a_pet_shows(as_owner, add_pet):
    pet = add_pet(breed="Whippet", weight=Decimal("12.5"))

    def chips() -> list[bool]:
        page = as_owner.get(f"/pets/{pet.id}/").text
        return [words in page for words in ("Whippet", "12.5")]

    assert chips() == [True, True]
    as_owner.post("/preferences/", {"name": "Robin", "weight_unit": "kg", "shows_facts": "on"})
    assert chips() == [True, False]
    as_owner.post("/preferences/", {"name": "Robin", "weight_unit": "kg", "shows_weight": "on"})
    assert chips() == [False, True]


def test_what_is_due_stands_on_the_page_of_a_pet_for_whom_wants_it(as_owner, pet):
    add_care(pet, overdue(pet, "Rabies"), by=None)
    for field, is_told in (("shows_due", True), ("shows_facts", False)):
        as_owner.post("/preferences/", {"name": "Robin", "weight_unit": "kg", field: "on"})
        assert ("Rabies" in as_owner.get(f"/pets/{pet.id}/").text) == is_told
