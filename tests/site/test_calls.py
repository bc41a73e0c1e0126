"""A page costs a constant number of AWS calls, and makes nothing that can be kept."""

import uuid
from collections import Counter
from dataclasses import replace

import botocore.client
import botocore.session
import pytest
from django.template import Template, engines

from pets.care import repository as care
from pets.repository import pets
from photos.documents import views as document_views
from tests import pictures
from tests.aws import reset
from tests.care import overdue
from tests.documents import PDF, add_document
from tests.medicines import an_earlier_dose, hourly
from tests.site.forms import care_form, file, pet_form
from tests.uploads import fill_album


@pytest.fixture
def album(aws, pet):
    """A pet with 30 photos."""
    return fill_album(pet, 30)


def test_own_pets_cost_one_call_and_so_does_a_search_of_all(as_owner, add_pet, aws_calls):
    for number in range(24):
        add_pet(f"Pet {number}")
    aws_calls.clear()
    assert as_owner.get("/pets/").status_code == 200
    assert aws_calls == {"Query": 1}
    for number in range(24, 30):
        add_pet(f"Pet {number}")
    aws_calls.clear()
    assert as_owner.get("/pets/").status_code == 200
    assert aws_calls == {"Query": 1}
    aws_calls.clear()
    assert as_owner.get("/pets/", {"due": "all"}).status_code == 200
    assert aws_calls == {"Query": 2}  # what is due first among all is asked for besides
    aws_calls.clear()
    assert len(as_owner.get("/pets/", {"q": "pet 2"}).context["page"].items) == 12  # 2, 12 and those from 20 on
    assert aws_calls == {"Query": 1}


def test_a_pet_page_with_24_photos_costs_two_calls(as_owner, pet, album, aws_calls):
    aws_calls.clear()
    response = as_owner.get(f"/pets/{pet.id}/")
    assert len(response.context["page"].items) == 24
    assert aws_calls == {"GetItem": 1, "Query": 1}  # a thumbnail: none


def test_an_album_that_begins_at_a_photo_costs_two_calls(as_owner, pet, album, aws_calls):
    aws_calls.clear()
    assert as_owner.get(f"/pets/{pet.id}/", {"photo": album[5].id}).status_code == 200
    assert aws_calls == {"BatchGetItem": 1, "Query": 1}


def test_favourites_cost_two_calls_and_one_more_right_after_a_change(as_owner, pet, album, aws_calls):
    as_owner.post(f"/pets/{pet.id}/photos/{album[5].id}/favourite/")
    aws_calls.clear()
    as_owner.get(f"/pets/{pet.id}/photos/favourites/")
    assert aws_calls == {"GetItem": 1, "Query": 1, "BatchGetItem": 1}
    as_owner.cookies = {"sessionid": as_owner.cookies["sessionid"]}
    aws_calls.clear()
    as_owner.get(f"/pets/{pet.id}/photos/favourites/")
    assert aws_calls == {"GetItem": 1, "Query": 1}


def test_favourites_over_all_pets_cost_two_calls_at_any_number_of_pets(as_owner, add_pet, add_photo, aws_calls):
    for number in range(3):
        pet = add_pet(f"Pet {number}")
        as_owner.post(f"/pets/{pet.id}/photos/{add_photo(pet, number).id}/favourite/")
    as_owner.cookies = {"sessionid": as_owner.cookies["sessionid"]}
    aws_calls.clear()
    assert len(as_owner.get("/favourites/").context["page"].items) == 3
    assert aws_calls == {"Query": 1, "BatchGetItem": 1}


def test_home_costs_three_calls_where_there_is_something_to_remember_and_one_where_not(
    as_owner, add_pet, add_photo, aws_calls, photo_records
):
    aws_calls.clear()
    assert as_owner.get("/").status_code == 302
    assert aws_calls == {"Query": 1}
    photo = add_photo(add_pet())
    year_ago = replace(photo, taken_at=photo.taken_at.replace(year=2024), taken_on=photo.taken_on.replace(year=2024))
    photo_records.edit(photo, year_ago)
    aws_calls.clear()
    assert as_owner.get("/").status_code == 200
    assert aws_calls == {"Query": 2, "BatchGetItem": 1}


def test_home_right_after_changes_costs_five_calls(as_owner, pet, add_photo, aws_calls, photo_records):
    photo = add_photo(pet)
    year_ago = replace(photo, taken_at=photo.taken_at.replace(year=2024), taken_on=photo.taken_on.replace(year=2024))
    photo_records.edit(photo, year_ago)
    as_owner.post("/pets/add/", pet_form(name="Miso"))
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/favourite/")
    aws_calls.clear()
    assert as_owner.get("/").status_code == 200
    assert aws_calls == {"Query": 2, "BatchGetItem": 3}


def test_what_is_written_down_of_a_pet_costs_one_call(as_owner, pet, aws_calls):
    aws_calls.clear()
    assert as_owner.get(f"/pets/{pet.id}/about/").status_code == 200
    assert aws_calls == {"GetItem": 1}


def test_a_photo_page_costs_three_calls(as_owner, pet, album, aws_calls):
    aws_calls.clear()
    assert as_owner.get(f"/pets/{pet.id}/photos/{album[5].id}/").status_code == 200
    assert aws_calls == {"BatchGetItem": 1, "Query": 2}


def test_its_details_alone_cost_one(as_owner, pet, album, aws_calls):
    aws_calls.clear()
    response = as_owner.get(f"/pets/{pet.id}/photos/{album[5].id}/", headers={"X-Part": "details"})
    assert response.status_code == 200
    assert aws_calls == {"BatchGetItem": 1}


def test_documents_cost_two_calls_one_of_them_one_and_a_new_one_three_with_its_puts(as_owner, pet, aws_calls):
    documents = f"/pets/{pet.id}/documents/"
    for content, puts in ((PDF, 1), (pictures.jpeg(64, 48).getvalue(), 2)):
        aws_calls.clear()
        form = {"type": "invoice", "nonce": str(uuid.uuid4()), "file": file("a", content)}
        page = as_owner.post(f"{documents}add/", form).headers["Location"]
        assert aws_calls == {"GetItem": 1, "TransactWriteItems": 2, "PutObject": puts}
    for address, calls in (
        (documents, {"GetItem": 1, "Query": 1}),
        (f"{documents}trash/", {"GetItem": 1, "Query": 1}),
        (page, {"BatchGetItem": 1}),
        (f"{page}file/", {"BatchGetItem": 1}),
    ):
        aws_calls.clear()
        as_owner.get(address)
        assert aws_calls == calls, address


def test_health_costs_two_calls_and_one_entry_one(as_owner, pet, aws_calls):
    record = care.add(pet, overdue(pet, "Rabies"), by=None)
    aws_calls.clear()
    assert as_owner.get(f"/pets/{pet.id}/health/").status_code == 200
    assert aws_calls == {"GetItem": 1, "Query": 1}
    aws_calls.clear()
    assert as_owner.get(f"/pets/{pet.id}/health/{record.id}/").status_code == 200
    assert aws_calls == {"BatchGetItem": 1}


def test_a_document_with_what_it_hangs_on_costs_two_calls(as_owner, pet, aws_calls, monkeypatch):
    monkeypatch.setattr(document_views, "_RECORDS_SHOWN", 2)
    document = add_document(pet)
    for number in range(3):
        as_owner.post(f"/pets/{pet.id}/health/add/", care_form(title=f"{number}") | {"attached-document": document.id})
    aws_calls.clear()
    page = as_owner.get(f"/pets/{pet.id}/documents/{document.id}/")
    assert len(page.context["records"]) == 2
    assert "and 1 more entry<" in page.text
    assert aws_calls == {"BatchGetItem": 2}


def test_what_is_due_costs_pages_nothing_more_and_done_is_one_transaction(as_owner, pet, album, aws_calls):
    record = care.add(pets().get(pet.id), overdue(pet, "Rabies"), by=None)
    for address in ("/pets/", f"/pets/{pet.id}/"):
        aws_calls.clear()
        assert "overdue" in as_owner.get(address).text
        assert sum(aws_calls.values()) <= 2
    aws_calls.clear()
    day = record.next_due.isoformat()
    as_owner.post(
        f"/pets/{pet.id}/health/due/{record.series}/",
        {"action": "done", "occurrence": day, "nonce": "00000000-0000-4000-8000-000000000001"},
    )
    assert aws_calls == {"GetItem": 1, "Query": 1, "TransactWriteItems": 1}


def test_a_medicine_costs_two_calls_and_its_dose_two_of_which_one_is_a_transaction(as_owner, pet, aws_calls):
    medicine = hourly(pet)
    page = f"/pets/{pet.id}/medicines/{medicine.id}/"
    for address, calls in (
        (page, {"BatchGetItem": 1, "Query": 1}),
        (f"{page}?month=2024-02", {"BatchGetItem": 1, "Query": 1}),
        (f"{page}sheet/", {"BatchGetItem": 1, "Query": 1}),
        (f"/pets/{pet.id}/medicines/", {"GetItem": 1, "Query": 1}),
        (f"/pets/{pet.id}/health/", {"GetItem": 1, "Query": 1}),
        ("/pets/", {"Query": 1}),
    ):
        aws_calls.clear()
        assert "Drops" in as_owner.get(address).text
        assert aws_calls == calls, address
    form = {"occurrence": an_earlier_dose(), "nonce": "00000000-0000-4000-8000-000000000001", "page": "medicine"}
    for action, calls in (("given", {}), ("given", {}), ("undo", {"GetItem": 1})):
        aws_calls.clear()
        assert as_owner.post(f"{page}dose/", form | {"action": action}).status_code == 302
        assert aws_calls == {"BatchGetItem": 1, "TransactWriteItems": 1, **calls}, action
    aws_calls.clear()
    as_owner.post(f"{page}stock/", {"stock": "12"})
    assert aws_calls == {"BatchGetItem": 1, "TransactWriteItems": 1}


def test_an_upload_costs_three_calls_and_five_puts(as_owner, pet, aws_calls):
    aws_calls.clear()
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": file("a.jpg", pictures.jpeg(640, 480))})
    assert aws_calls == {"GetItem": 1, "TransactWriteItems": 2, "PutObject": 5}


def test_a_picture_that_is_already_there_costs_no_put(as_owner, pet, aws_calls):
    for _ in range(2):
        aws_calls.clear()
        as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": file("a.jpg", pictures.jpeg(640, 480))})
    assert aws_calls == {"GetItem": 2, "TransactWriteItems": 1}


def test_adding_a_pet_costs_one_call(as_owner, aws_calls):
    as_owner.post("/pets/add/", pet_form())
    assert aws_calls == {"TransactWriteItems": 1}


def test_an_edit_costs_two_calls(as_owner, pet, aws_calls):
    from tests.site.forms import edit_form

    aws_calls.clear()
    as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, name="Max"))
    assert aws_calls == {"GetItem": 1, "UpdateItem": 1}


def test_right_after_a_change_a_list_costs_one_call_more(as_owner, aws_calls):
    as_owner.post("/pets/add/", pet_form())
    aws_calls.clear()
    as_owner.get("/pets/")
    assert aws_calls == {"Query": 1, "BatchGetItem": 1}


def test_a_visitor_costs_none(client, aws_calls):
    client.get("/")
    client.get("/accounts/login/")
    assert aws_calls == {}


def test_a_page_that_was_shown_once_makes_no_client_no_session_and_compiles_no_template(
    as_owner, pet, add_photo, monkeypatch
):
    photo = add_photo(pet)
    pages = ["/pets/", f"/pets/{pet.id}/", f"/pets/{pet.id}/photos/{photo.id}/", "/pets/trash/", "/preferences/"]
    made: Counter[str] = Counter()

    def count(owner: type, name: str) -> None:
        real = getattr(owner, name)

        def counted(*arguments, **options):
            made[owner.__name__] += 1
            return real(*arguments, **options)

        monkeypatch.setattr(owner, name, counted)

    count(botocore.client.ClientCreator, "create_client")
    count(botocore.session.Session, "__init__")
    count(Template, "__init__")
    reset()  # as a process begins
    for loader in engines["django"].engine.template_loaders:
        loader.reset()
    for page in pages:
        assert as_owner.get(page).status_code == 200, page
    assert set(made) == {"ClientCreator", "Session", "Template"}
    made.clear()
    for page in pages:
        as_owner.get(page)
    assert made == {}
