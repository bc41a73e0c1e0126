"""A pet's record: sort names, keys and named changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pets.domain import Pet, Status, sort_name
from pets.profile import Kind, Profile
from tests.profiles import ONE

NOW = datetime(2025, 6, 1, 8, 30, tzinfo=UTC)


def pet(name="Rex", **changes) -> Pet:
    return replace(Pet.new("owner", "nonce", Profile(name, Kind.DOG), NOW), **changes)


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [("Éclair", "eclair"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("ﬁdo", "fido"), ("Ａda", "ada")],
)
def test_names_sort_without_case_and_marks(name, sorted_as):
    assert sort_name(name) == sorted_as


def test_rex_stands_before_rex_2():
    assert pet("Rex").list_key < pet("Rex 2").list_key < pet("Rexi").list_key


@given(st.text(max_size=80))
def test_every_name_fits_in_a_sort_key(name):
    assert len(pet(name).list_key.encode()) <= 1024


def test_even_the_longest_compatibility_form_fits_in_a_sort_key():
    item = pet("\ufdfa" * 80).to_item()
    assert max(len(item[key].encode()) for key in ("StatusName", "SortName")) <= 1024


def test_a_record_comes_back_as_it_was():
    full = replace(
        Pet.new("owner", "n", ONE, NOW), photo_count=3, cover_photo_id="p", deleted_at=NOW, status=Status.DELETED
    )
    item = {name: value for name, value in full.to_item().items() if value is not None}
    assert Pet.from_item(item) == full


def test_a_form_sent_twice_makes_the_same_pet_and_other_forms_others():
    one, again = Pet.new("me", "n", ONE, NOW), Pet.new("me", "n", ONE, NOW + timedelta(seconds=5))
    assert one.id == again.id
    assert one.id not in {Pet.new("me", "m", ONE, NOW).id, Pet.new("you", "n", ONE, NOW).id}


def test_an_edit_counts_the_version_and_leaves_photos_alone():
    edited = pet(photo_count=3, cover_photo_id="p").edited(ONE, NOW + timedelta(days=1))
    assert (edited.version, edited.photo_count, edited.cover_photo_id) == (2, 3, "p")


def test_the_trash_is_due_thirty_days_on():
    item = pet().deleted(NOW).to_item(trash=timedelta(days=30))
    assert item["AdminTime"].startswith("2025-07-01T08:30")
    assert item["AdminShard"].startswith("deleted#")


def test_a_pet_is_due_by_what_happened_to_it_last():
    trash, shown = timedelta(days=7), pet()
    deleted = shown.deleted(NOW)
    assert shown.due_at(trash) == shown.created_at
    assert deleted.due_at(trash) == NOW + trash
    assert deleted.purged(NOW + 2 * trash).due_at(trash) == NOW + 2 * trash


def test_index_keys_follow_the_status():
    item = pet().to_item()
    assert item["StatusName"].startswith("active\x1frex\x1f")
    assert item["AdminKind"].startswith("active#dog#")
    assert item["AdminName"] == "active#re"
    assert item["Microchip"] is None  # sparse: no chip, no entry
