"""What an owner keeps, and how much that may be."""

from dataclasses import dataclass, replace

import pytest

from pettracker_site.aws.errors import Conflict
from pettracker_site.aws.transactions import transact
from pettracker_site.files.quota import USAGE, Limits, QuotaExceeded, QuotaStatus, Usage, counted_as
from photos.maintenance.purging import purger
from photos.repository import DuplicatePhoto
from tests.store.makers import NOW, OWNER, new_pet, new_photo

MB = 1024 * 1024


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def quota(photo_records, monkeypatch):
    """At most two photos and ten megabytes."""
    monkeypatch.setattr(photo_records.quota, "photos", 2)
    monkeypatch.setattr(photo_records.quota, "megabytes", 10)
    return photo_records.quota


@pytest.fixture
def add(photo_records, pet):
    def add(length: int = MB, content: str = ""):
        photo = replace(new_photo(pet, content=content), length=length)
        photo_records.reserve(photo)
        return photo_records.activate(photo, OWNER)

    return add


def test_a_reserved_photo_is_counted_with_its_bytes(photo_records, pet, quota):
    photo = replace(new_photo(pet), length=5)
    photo_records.reserve(photo)
    assert quota.used(OWNER) == Usage(1, 5, pets=1)


def test_one_photo_more_than_allowed_is_refused_and_nothing_is_written(photo_records, pet, quota, add):
    add(), add()
    photo = new_photo(pet)
    with pytest.raises(QuotaExceeded):
        photo_records.reserve(photo)
    assert photo_records.find(photo.id) is None
    assert quota.used(OWNER).photos == 2


def test_the_last_byte_fits_and_one_more_does_not(quota, add):
    add(9 * MB)
    with pytest.raises(QuotaExceeded):
        add(MB + 1)
    add(MB)
    assert quota.used(OWNER) == Usage(2, 10 * MB, pets=1)


def test_a_first_photo_that_is_larger_than_everything_allowed_is_refused(quota, add):
    with pytest.raises(QuotaExceeded):
        add(11 * MB)


def test_nothing_is_refused_without_a_limit(quota, add):
    quota.photos = quota.megabytes = 0
    for _ in range(3):
        add(20 * MB)
    assert quota.used(OWNER) == Usage(3, 60 * MB, pets=1)


def test_the_same_picture_again_is_already_there_even_in_a_full_album(quota, add):
    first = add(content="same")
    add()
    with pytest.raises(DuplicatePhoto) as there:
        add(content="same")
    assert there.value.photo_id == first.id
    assert quota.used(OWNER).photos == 2


def test_what_is_in_the_trash_still_counts(photo_records, quota, add):
    photo_records.delete(add(), NOW)
    assert quota.used(OWNER) == Usage(1, MB, pets=1)


def test_an_upload_that_came_to_nothing_gives_its_share_back_once(photo_records, pet, quota):
    photo = new_photo(pet)
    photo_records.reserve(photo)
    photo_records.reserve(new_photo(pet))
    photo_records.discard_reservation(photo)
    photo_records.discard_reservation(photo)
    assert quota.used(OWNER).photos == 1


def test_a_purged_photo_gives_its_share_back_once(photo_records, quota, add):
    kept, gone = add(), add()
    photo = photo_records.delete(gone, NOW)
    purger().begin(photo)
    purger().begin(photo)
    assert quota.used(OWNER) == Usage(1, kept.length, pets=1)


def test_an_upload_that_the_sweeper_took_over_gives_its_share_back_once(photo_records, pet, quota, add):
    add()
    photo = new_photo(pet)
    photo_records.reserve(photo)
    purger().begin(photo)
    with pytest.raises(Conflict):
        photo_records.discard_reservation(photo)
    assert quota.used(OWNER) == Usage(1, MB, pets=1)


def test_photos_that_were_never_counted_take_nothing_from_what_was(photo_records, quota, add):
    """Such as those from before there was a quota."""
    photo = add()
    photo_records.table.client.delete_item(TableName=quota.table.name, Key=quota.table.key((OWNER, "usage")))
    purger().begin(photo)
    assert quota.used(OWNER) == Usage()


def test_a_count_is_corrected_unless_it_changed_meanwhile(quota, add):
    add()
    quota.correct(OWNER, Usage(1, MB, pets=1), Usage(2, 5, pets=1))
    assert quota.used(OWNER) == Usage(2, 5, pets=1)
    with pytest.raises(Conflict):
        quota.correct(OWNER, Usage(1, MB, pets=1), Usage(7, 7))


def test_limits_of_ones_own_hold_instead_of_everybodys(quota, add):
    quota.limit(OWNER, Limits(photos=3, megabytes=4))
    add(2 * MB), add(MB), add(MB)
    with pytest.raises(QuotaExceeded) as refused:
        add(1)
    assert refused.value.limits == Limits(3, 4)


def test_the_last_byte_of_ones_own_limits_fits_and_one_more_does_not(quota, add):
    quota.limit(OWNER, Limits(photos=0, megabytes=12))
    add(11 * MB)
    with pytest.raises(QuotaExceeded):
        add(MB + 1)
    add(MB)


def test_no_limit_of_ones_own_is_no_limit(quota, add):
    quota.limit(OWNER, Limits())
    for _ in range(3):
        add(20 * MB)


def test_limits_may_lie_below_what_is_kept_and_everybodys_come_back(quota, add):
    add()
    quota.limit(OWNER, Limits(photos=1, megabytes=1))
    with pytest.raises(QuotaExceeded):
        add()
    quota.limit(OWNER, None)
    add()
    assert quota.status(OWNER) == QuotaStatus(Usage(2, 2 * MB, pets=1), Limits(2, 10, 2_500))


def test_limits_that_change_while_a_photo_is_on_its_way_are_met_as_they_are_then(quota, add, monkeypatch):
    quota.limit(OWNER, Limits(photos=5, megabytes=1))
    reserve = quota.reserve

    def meanwhile(person_id, share, own=None):
        if own:
            quota.limit(OWNER, Limits(photos=5, megabytes=2))
            monkeypatch.setattr(quota, "reserve", reserve)
        return reserve(person_id, share, own)

    monkeypatch.setattr(quota, "reserve", meanwhile)
    add(2 * MB)


def test_what_a_photo_of_an_owner_with_own_limits_costs(photo_records, pet, quota, aws_calls):
    quota.limit(OWNER, Limits(photos=5, megabytes=5))
    aws_calls.clear()
    photo_records.reserve(new_photo(pet))
    assert aws_calls == {"TransactWriteItems": 2}


def test_the_accounts_of_many_cost_one_call(quota, add, aws_calls):
    add()
    quota.limit("nobody", Limits(1, 2))
    aws_calls.clear()
    found = quota.statuses([OWNER, "nobody", "unknown"])
    assert aws_calls == {"BatchGetItem": 1}
    assert found == {
        OWNER: QuotaStatus(Usage(1, MB, pets=1), Limits(2, 10, 2_500)),
        "nobody": QuotaStatus(Usage(), Limits(1, 2), own=True),
        "unknown": QuotaStatus(Usage(), Limits(2, 10, 2_500)),
    }


@dataclass(frozen=True, slots=True)
class More(Usage):
    treats: int = counted_as("Treats")


def test_a_further_count_is_kept_added_and_given_back_by_its_one_line(quota, pet):
    transact(usage=quota.reserve(OWNER, More(treats=2) + More(photos=1, treats=3)))
    assert More.from_item(quota.table.get((OWNER, USAGE))) == More(photos=1, pets=1, treats=5)
    transact(usage=quota.release(OWNER, More(treats=4)))
    assert More.from_item(quota.table.get((OWNER, USAGE))) == More(photos=1, pets=1, treats=1)
