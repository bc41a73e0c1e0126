"""Answers that AWS may give and moto never does, met by whole pages: indexes that lag behind, pages in pieces."""

from collections.abc import Callable, Iterator

import pytest

from pets.children.integrity import Comparison
from pets.domain import Pet
from pettracker_site.aws import clients
from pettracker_site.aws.dynamo import to_wire
from photos.domain import Status
from photos.maintenance.integrity import Problem
from tests import pictures
from tests.faults.injector import without_pauses
from tests.faults.plan import conflict, throttled
from tests.faults.stage import swapped
from tests.site.conftest import *  # noqa: F403 - the same pets and photos
from tests.site.forms import edit_form, file, pet_form
from tests.stores import as_they_are

Change = Callable[[dict, dict], None]
_EVENTS = ("provide-client-params.dynamodb.Query", "after-call.dynamodb.Query")


@pytest.fixture
def changed(aws) -> Iterator[Callable[[str, Change], None]]:
    """Lets a function change the answers to an operation: it is given the request and the answer."""
    events, names = clients.dynamodb().meta.events, []

    def changed(operation: str, change: Change) -> None:
        def remember(params, context, **_):
            context["asked"] = dict(params)

        def answer(parsed, context, **_):
            change(context["asked"], parsed)

        for event, handler in (("provide-client-params", remember), ("after-call", answer)):
            name = f"{event}.dynamodb.{operation}"
            events.register(name, handler, unique_id=name)
            names.append(name)

    with without_pauses():
        yield changed
    for name in names:
        events.unregister(name, unique_id=name)


@pytest.fixture
def yesterday(aws) -> Iterator[Callable[[], None]]:
    """From its call on, indexes know of no later write; items and the tables themselves do."""
    events, at_work = clients.dynamodb().meta.events, []
    asking, answered = _EVENTS

    def yesterday() -> None:
        old = as_they_are()

        def go_back(params, **_):
            if "IndexName" in params:
                at_work.append(swapped(old))
                at_work[-1].__enter__()

        def come_back(**_):
            if at_work:
                at_work.pop().__exit__(None, None, None)

        events.register(asking, go_back, unique_id=asking)
        events.register(answered, come_back, unique_id=answered)

    with without_pauses():
        yield yesterday
    for name in _EVENTS:
        events.unregister(name, unique_id=name)


def shown(response) -> list[str]:
    return [each.id for each in response.context["page"].items]


def test_a_new_pet_is_in_the_list_although_the_index_does_not_know_it(as_owner, yesterday):
    yesterday()
    assert shown(as_owner.get("/pets/")) == []
    page = as_owner.post("/pets/add/", pet_form(name="Miso"), follow=True)
    assert shown(as_owner.get("/pets/")) == [page.context["pet"].id]


def test_a_new_name_is_in_the_list_although_the_index_knows_the_old_one(as_owner, pet, yesterday):
    yesterday()
    as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, name="Biscuit"))
    assert "Biscuit" in as_owner.get("/pets/").text


def test_an_uploaded_photo_is_in_the_album_although_the_index_does_not_know_it(as_owner, pet, yesterday):
    yesterday()
    page = as_owner.post(
        f"/pets/{pet.id}/photos/add/", {"photos": [file(f"{n}.jpg", pictures.jpeg(24 + n, 16)) for n in range(2)]},
        follow=True,
    )  # fmt: skip
    assert len(shown(page)) == 2
    assert page.context["pet"].photo_count == 2


def test_a_deleted_photo_is_in_the_trash_and_a_restored_one_in_the_album(as_owner, pet, add_photo, yesterday):
    photo = add_photo(pet)
    album = f"/pets/{pet.id}/photos/"
    yesterday()
    page = as_owner.post(f"{album}{photo.id}/delete/", follow=True)
    assert shown(page) == []
    assert shown(as_owner.get(f"{album}trash/")) == [photo.id]
    assert shown(as_owner.post(f"{album}selected/", {"action": "restore", "photo": photo.id}, follow=True)) == [
        photo.id
    ]
    assert shown(as_owner.get(f"{album}trash/")) == []


def test_a_deleted_pet_is_in_the_trash_and_a_restored_one_in_the_list(as_owner, pet, yesterday):
    yesterday()
    assert shown(as_owner.post(f"/pets/{pet.id}/delete/", follow=True)) == []
    assert shown(as_owner.get("/pets/trash/")) == [pet.id]
    as_owner.post(f"/pets/{pet.id}/restore/")
    assert shown(as_owner.get("/pets/trash/")) == []
    assert shown(as_owner.get("/pets/")) == [pet.id]


def test_a_new_favourite_is_among_them(as_owner, pet, add_photo, yesterday):
    photo = add_photo(pet)
    yesterday()
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/favourite/")
    assert shown(as_owner.get(f"/pets/{pet.id}/photos/favourites/")) == [photo.id]


def test_a_cover_is_passed_on_to_a_photo_that_is_there_and_not_to_one_that_went(
    as_owner, pet, add_photo, pet_records, yesterday
):
    cover, second, third = (add_photo(pet, shade) for shade in range(3))
    yesterday()
    for photo in (third, cover):
        as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/")
    assert pet_records.get(pet.id).cover_photo_id == second.id


def test_a_cover_has_no_heir_as_long_as_the_index_hides_all_others_and_is_put_right_by_the_comparison(
    as_owner, pet, add_photo, photo_records, pet_records, yesterday
):
    """Nobody can tell that from an album whose other photos are all hidden; the pet's icon is shown meanwhile."""
    cover = add_photo(pet)
    yesterday()
    second = add_photo(pet, 1)
    assert as_owner.post(f"/pets/{pet.id}/photos/{cover.id}/delete/").status_code == 302
    assert (pet_records.get(pet.id).photo_count, pet_records.get(pet.id).cover_photo_id) == (1, "")
    for name in _EVENTS:
        clients.dynamodb().meta.events.unregister(name, unique_id=name)  # the index has come after
    comparison = Comparison(photo_records.pets, repair=True, wait=lambda seconds: None)
    assert [each.problem for each in comparison.of_owner(pet.owner_id)] == [Problem.COVER]
    assert pet_records.get(pet.id).cover_photo_id == second.id


def test_pages_that_come_empty_and_have_a_next_are_read_on(as_owner, pet, add_photo, changed):
    photos = [add_photo(pet, shade) for shade in range(2)]
    asked_before: set[str] = set()

    def nothing_yet(asked, answer):
        """The first answer to each question is empty, and says where to go on: where it was to begin."""
        key = asked.get("ExclusiveStartKey")
        if key is None and answer["Items"]:
            last = answer["Items"][0]
            answer["Items"], answer["LastEvaluatedKey"] = [], _just_before(asked, last)
            asked_before.add(asked["IndexName"])

    changed("Query", nothing_yet)
    assert shown(as_owner.get("/pets/")) == [pet.id]
    assert set(shown(as_owner.get(f"/pets/{pet.id}/"))) == {photo.id for photo in photos}
    assert asked_before == {"OwnerId-index", "PetId-index"}


def test_keys_that_are_not_processed_at_first_are_on_the_page(as_owner, pet, add_photo, changed):
    photo, times = add_photo(pet), []

    def half(asked, answer):
        times.append(len(answer["Responses"]))
        if len(times) % 2:
            answer["Responses"], answer["UnprocessedKeys"] = {}, asked["RequestItems"]

    changed("BatchGetItem", half)
    assert as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").context["photo"].id == photo.id
    assert len(times) == 2


def test_keys_that_are_never_processed_are_a_bad_day(as_owner, pet, add_photo, changed):
    photo = add_photo(pet)

    def nothing(asked, answer):
        answer["Responses"], answer["UnprocessedKeys"] = {}, asked["RequestItems"]

    changed("BatchGetItem", nothing)
    assert as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").status_code == 503


TRANSIENT = [conflict(), conflict("None", "ThrottlingError"), conflict("ProvisionedThroughputExceeded"), throttled()]


@pytest.mark.parametrize("fault", TRANSIENT, ids=lambda fault: fault.reasons[-1] if fault.reasons else fault.code)
class TestTransactionsThatAreCancelled:
    def send(self, client, pet: Pet):
        return client.post(f"/pets/{pet.id}/photos/add/", {"photos": file("a.jpg", pictures.jpeg(24, 16))})

    def test_a_photo_goes_in_all_the_same(self, injector, as_owner, pet, photo_records, fault):
        injector.plan.add(fault, "dynamodb:TransactWriteItems", first=1, last=1)
        injector.plan.add(fault, "dynamodb:TransactWriteItems", first=3, last=3)
        assert self.send(as_owner, pet).status_code == 302
        assert len(photo_records.list_for_pet(pet.id).items) == 1

    def test_one_that_is_cancelled_for_ever_is_a_bad_day_and_nothing_else(
        self, injector, as_owner, pet, add_photo, photo_records, pet_records, fault
    ):
        photo = add_photo(pet)
        injector.plan.add(fault, "dynamodb:TransactWriteItems")
        assert as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/").status_code == 503
        injector.heal()
        assert photo_records.find(photo.id).status == Status.ACTIVE
        assert pet_records.get(pet.id).photo_count == 1


def _just_before(asked: dict, first: dict) -> dict:
    """A position before the first item of an index, in the direction that was asked for."""
    is_forward = asked.get("ScanIndexForward", True)
    if asked["IndexName"] == "OwnerId-index":
        return to_wire({"OwnerId": first["OwnerId"], "PetId": "0", "StatusName": "active"})
    assert not is_forward
    return to_wire({"PetId": first["PetId"], "PhotoId": "g", "StatusTakenAt": "active#9"})
