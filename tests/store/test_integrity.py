"""`manage.py check_integrity`: finds each thing that does not fit, and repairs counts, covers and quotas."""

import re
from dataclasses import fields, replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pets.care import answers
from pets.care import repository as care
from pets.care.child import SERIES
from pets.children import integrity
from pets.children.integrity import DUE, MARKS, PETS, USAGE, Comparison
from pets.children.integrity import OWNER as WRONG_OWNER
from pets.children.moving import mover
from pets.life.plans import plans_of
from pets.rights import Permit
from pets.roles import Right, Role
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.files.quota import Usage
from pettracker_site.files.storage import StoredBytes, file_storage
from pettracker_site.management import reports
from photos.hiding import hide
from photos.maintenance.integrity import Problem
from photos.maintenance.purging import purger
from tests.care import overdue, vaccination
from tests.people import let_in, with_members
from tests.profiles import ONE
from tests.store.makers import NOW, OWNER, STRANGER, new_pet, new_photo
from tests.store.terminal import terminal

THERE = Attr("PetId").exists()


@pytest.fixture(autouse=True)
def _fast(pet_records, photo_records, monkeypatch):
    monkeypatch.setattr(pet_records, "shards", 2)
    monkeypatch.setattr(photo_records, "shards", 2)
    monkeypatch.setattr(integrity, "_MOMENT_SECONDS", 0)


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def add(photo_records, pet):
    def add(*, days: int = 0, of=pet):
        photo = new_photo(of, days=days)
        photo_records.reserve(photo)
        put(photo)
        return photo_records.activate(photo, of.owner_id)

    return add


def put(photo, length: int | None = None):
    for key in photo.keys:
        is_original = key == photo.original_key
        content = bytes((photo.length if length is None else length) if is_original else 1)
        file_storage().save(key, StoredBytes(content, photo.content_type))


@pytest.fixture
def compare(pet_records):
    """What differs: (problem, what it is about, what it should be, what it is)."""

    def compare(*, repair: bool = False):
        comparison = Comparison(pet_records, repair=repair)
        found = [each for owner in comparison.owners() for each in comparison.of_owner(owner)]
        found += comparison.of_nobody()
        return [(each.problem, each.of, each.expected, each.found) for each in found]

    return compare


def test_nothing_differs_where_all_is_well(pet_records, photo_records, pet, add, compare):
    add(), photo_records.delete(add(days=1), NOW), photo_records.reserve(new_photo(pet))
    purger().begin(add(days=2))
    pet_records.delete(pet, NOW)
    add(of=pet_records.add(new_pet("Max", STRANGER)))
    assert compare() == []


def test_a_wrong_count_is_found_and_repaired(pet_records, pet, add, compare):
    add()
    pet_records.table.update(pet.id, Update({"PhotoCount": 7}), THERE).run()
    assert compare(repair=True) == [(Problem.COUNT, pet.id, "1", "7")]
    assert pet_records.get(pet.id).photo_count == 1
    assert compare() == []


def test_a_favourite_that_is_missing_among_those_of_its_owner_is_found_and_repaired(photo_records, add, compare):
    photo = photo_records.mark(add(), favourite=True)
    photo_records.table.update(photo.id, Update(remove=["FavouriteOwnerId"]), Attr("PhotoId").exists()).run()
    assert [each[:2] for each in compare()] == [(Problem.KEYS, photo.id)]
    assert photo_records.favourites_of_owner(OWNER).items == ()
    compare(repair=True)
    assert photo_records.favourites_of_owner(OWNER).items == (photo_records.find(photo.id),)
    assert compare() == []


def test_what_lists_show_of_a_pet_from_before_they_did_is_found_and_repaired(pet_records, compare):
    pet = pet_records.add(replace(new_pet(), profile=ONE))
    pet_records.table.update(pet.id, Update(remove=["Marks"]), THERE).run()
    assert [each[:2] for each in compare()] == [(MARKS, pet.id)]
    compare(repair=True)
    assert pet_records.list_for_owner(OWNER).items[0].profile.adopted_on == ONE.adopted_on
    assert compare() == []


def test_a_pet_that_is_not_found_when_something_is_due_is_found_and_repaired(pet_records, pet, compare):
    care.add(pet, overdue(pet, "Rabies"), by=None)
    due = pet_records.due_kept(pet.id)
    pet_records.table.update(pet.id, Update({"NextDue": "2999-01-01#x"}, remove=["DueOwnerId"]), THERE).run()
    assert [each[:2] for each in compare()] == [(DUE, pet.id)]
    compare(repair=True)
    assert pet_records.due_kept(pet.id) == due
    assert compare() == []


@pytest.mark.parametrize("plans", [{}, {"made-up": {"Kind": "care", "Due": "2025-01-01", "Newest": "none"}}])
def test_what_is_due_follows_from_the_newest_record_of_each_series(pet_records, pet, compare, plans):
    care.add(pet, vaccination(pet, "Rabies", NOW.date() - timedelta(days=400), NOW.date()), by=None)
    care.add(pet_records.get(pet.id), overdue(pet, "Rabies"), by=None)
    right = pet_records.get(pet.id)
    pet_records.table.update(pet.id, Update({"Plans": {**right.plans, **plans} if plans else {}}), THERE).run()
    assert SERIES in {each[0] for each in compare()}
    compare(repair=True)
    assert plans_of(pet_records.get(pet.id)) == plans_of(right)
    assert compare() == []


def test_what_was_put_off_is_as_it_should_be(pet_records, pet, compare):
    care.add(pet, overdue(pet, "Rabies"), by=None)
    (plan,) = plans_of(pet_records.get(pet.id))
    by = Permit(OWNER, Right.ADD_RECORDS)
    answer = answers.Answer(plan.id, plan.occurrence, "nonce", times.now().date(), by)
    answers.postpone(pet_records.get(pet.id), answer, plan.due, 7)
    assert plans_of(pet_records.get(pet.id)) != [plan]
    assert compare() == []


def test_looking_repairs_nothing(pet_records, pet, compare):
    pet_records.table.update(pet.id, Update({"PhotoCount": 7}), THERE).run()
    compare()
    assert pet_records.get(pet.id).photo_count == 7


@pytest.mark.parametrize("cover", ["gone", ""])
def test_a_cover_that_is_not_shown_is_found_and_the_last_taken_photo_takes_its_place(
    pet_records, pet, add, compare, cover
):
    add()
    last = add(days=1)
    update = Update({"CoverPhotoId": cover}) if cover else Update(remove=["CoverPhotoId"])
    pet_records.table.update(pet.id, update, THERE).run()
    assert compare(repair=True) == [(Problem.COVER, pet.id, last.id, cover or "none")]
    assert pet_records.get(pet.id).cover_photo_id == last.id


def test_a_photo_that_is_hidden_is_not_made_the_cover(pet_records, photo_records, pet, add, compare):
    hide(photo_records, add(), hidden=True)
    assert pet_records.get(pet.id).cover_photo_id == ""
    assert compare(repair=True) == []
    assert pet_records.get(pet.id).cover_photo_id == ""


def test_a_cover_that_is_hidden_is_found(pet_records, photo_records, pet, add, compare):
    hidden, last = add(), add(days=1)
    hide(photo_records, hidden, hidden=True)
    pet_records.table.update(pet.id, Update({"CoverPhotoId": hidden.id}), THERE).run()
    assert compare(repair=True) == [(Problem.COVER, pet.id, last.id, hidden.id)]


def test_a_wrong_quota_is_found_and_repaired(photo_records, add, compare):
    photo = add()
    quota = photo_records.quota
    quota.correct(OWNER, Usage(1, photo.length, pets=1), Usage(3, 5, pets=1))
    assert compare(repair=True) == [(USAGE, OWNER, f"1 photos, {photo.length} bytes", "3 photos, 5 bytes")]
    assert quota.used(OWNER) == Usage(1, photo.length, pets=1)


@pytest.mark.parametrize("name", [each.name for each in fields(Usage)])
def test_no_count_of_the_quota_is_repaired_silently(pet_records, add, compare, name):
    kept = Usage(1, add().length, pets=1)
    pet_records.quota.correct(OWNER, kept, replace(kept, **{name: 99}))
    [(problem, of, expected, found)] = compare(repair=True)
    assert (problem, of) == (PETS if name == "pets" else USAGE, OWNER)
    assert "99" in found
    assert "99" not in expected
    assert pet_records.quota.used(OWNER) == kept


def test_pets_that_were_never_counted_are_and_leave_room_for_photos(pet_records, photo_records, pet, add, compare):
    photo_records.quota.delete(OWNER)
    assert compare(repair=True) == [(PETS, OWNER, "1", "0")]
    add()
    assert compare() == []


def test_a_pet_whose_owner_has_another_role_is_found_and_left_to_a_person(pet, compare):
    let_in(pet, STRANGER, Role.OWNER)
    assert compare(repair=True) == [(WRONG_OWNER, pet.id, OWNER, f"{OWNER}, {STRANGER}")]
    with_members(pet, {OWNER: "owner"})
    assert compare(repair=True) == [(WRONG_OWNER, pet.id, OWNER, "none")]


def test_photos_on_their_way_to_another_owner_are_no_difference_and_nothing_to_repair(photo_records, pet, add, compare):
    first, second = add(), add(days=1)
    mover().begin(pet, STRANGER)
    assert not mover().resume(pet.id, most=1)
    assert compare(repair=True) == []
    assert mover().resume(pet.id)
    assert photo_records.quota.used(OWNER) == Usage()
    assert photo_records.quota.used(STRANGER) == Usage(2, first.length + second.length, pets=1)


def test_a_photo_that_comes_while_its_pet_is_repaired_is_counted(pet_records, pet, add, compare, monkeypatch):
    pet_records.table.update(pet.id, Update({"PhotoCount": 7}), THERE).run()
    correct = pet_records.correct

    def too_late(*arguments, **options):
        add()
        return correct(*arguments, **options)

    monkeypatch.setattr(pet_records, "correct", too_late)
    compare(repair=True)
    assert pet_records.get(pet.id).photo_count == 8  # found again by the next comparison
    monkeypatch.undo()


def test_an_index_that_lags_behind_is_no_difference(photo_records, add, compare, monkeypatch):
    add()
    walk = photo_records.walk_pet

    def yesterday(pet_id):
        monkeypatch.setattr(photo_records, "walk_pet", walk)
        return iter(())

    monkeypatch.setattr(photo_records, "walk_pet", yesterday)
    assert compare() == []


def test_a_photo_without_its_claim_is_found(photo_records, add, compare):
    photo = add()
    photo_records.table.delete(photo.claim_id, Attr("PhotoId").exists()).run()
    assert compare() == [(Problem.CLAIM, photo.claim_id, photo.id, "none")]


def test_a_claim_without_its_photo_is_found(photo_records, pet, compare):
    claim = new_photo(pet).claim(shards=2)
    photo_records.table.put(claim, Attr("PhotoId").not_exists()).run()
    assert compare() == [(Problem.CLAIM, claim["PhotoId"], "the photo that claims it", "none")]


def test_a_missing_file_is_found(add, compare):
    photo = add()
    file_storage().delete(photo.keys[1])
    assert compare() == [(Problem.FILE, photo.keys[1], "a file", "none")]


def test_a_file_of_another_length_is_found(add, compare):
    photo = add()
    put(photo, length=3)
    assert compare() == [(Problem.FILE, photo.original_key, f"{photo.length} bytes", "3 bytes")]


def test_a_file_without_a_record_is_found(pet, compare):
    file_storage().save("photos/holiday.jpg", StoredBytes(b"bytes", "image/jpeg"))
    stray = new_photo(pet)
    file_storage().save(stray.original_key, StoredBytes(b"bytes", "image/jpeg"))
    found = compare()
    assert {each[1] for each in found} == {"photos/holiday.jpg", stray.original_key}
    assert {each[0] for each in found} == {Problem.NO_RECORD}


def test_a_photo_without_a_pet_is_found(pet_records, pet, add, compare):
    photo = add()
    pet_records.table.delete(pet.id, THERE).run()
    assert (Problem.NO_PET, photo.id, f"pet {pet.id}", "none") in compare()


def test_tells_of_each_record_and_file_that_may_be_nobodys(pet_records, add):
    seen = []
    photo = add()
    list(Comparison(pet_records, on_progress=seen.append).of_nobody())
    assert sum(seen) == 1 + len(photo.keys)  # the photo, and its files


@pytest.mark.django_db
class TestTheCommand:
    def run(self, *options) -> tuple[str, int]:
        out = StringIO()
        try:
            call_command("check_integrity", *options, stdout=out)
        except SystemExit as ended:
            return out.getvalue(), ended.code
        return out.getvalue(), 0

    @pytest.fixture
    def wrong(self, pet_records, pet):
        pet_records.table.update(pet.id, Update({"PhotoCount": 7}), THERE).run()

    def test_says_so_where_nothing_differs(self, pet):
        assert self.run() == ("Nothing differs.\n", 0)

    def test_tells_what_differs_and_keeps_it_for_the_admins(self, pet, wrong):
        words, status = self.run()
        assert words == f"Number of photos of pet {pet.id}: 7, should be 0\nDifferences: 1, left: 1.\n"
        assert status == 1
        assert reports.latest("check_integrity")["Found"] == {"count": 1}

    def test_is_content_where_all_is_repaired(self, wrong):
        words, status = self.run("--repair")
        assert "repaired" in words
        assert status == 0

    def test_finds_what_somebody_without_a_pet_is_said_to_keep(self, photo_records, owner):
        photo_records.quota.correct(owner.key, Usage(), Usage(3, 5))
        assert self.run("--repair")[1] == 0
        assert photo_records.quota.used(owner.key) == Usage()

    def test_goes_on_where_it_was_cut_off(self, pet, pet_records, monkeypatch):
        other = pet_records.add(new_pet("Max", STRANGER))
        for each in (pet, other):
            pet_records.table.update(each.id, Update({"PhotoCount": 7}), THERE).run()
        listed = pet_records.all_for_owner

        def cut_off(owner_id, **options):
            if owner_id == STRANGER:
                raise StoreUnavailable("time-out")
            return listed(owner_id, **options)

        with monkeypatch.context() as patch:
            patch.setattr(pet_records, "all_for_owner", cut_off)
            with pytest.raises(CommandError, match=f"Go on with: --from {STRANGER}"):
                self.run()
        words, _ = self.run("--from", STRANGER)
        assert other.id in words
        assert pet.id not in words

    def test_goes_on_with_what_is_nobodys_where_it_was_cut_off_there(self, pet, wrong, photo_records, monkeypatch):
        file_storage().save("photos/holiday.jpg", StoredBytes(b"bytes", "image/jpeg"))
        with monkeypatch.context() as patch:
            patch.setattr(photo_records, "walk_claims", _unavailable)
            with pytest.raises(CommandError, match=r"not kept: 1\. Go on with: --from nobody$"):
                self.run()
        words, status = self.run("--from", "nobody")
        assert "photos/holiday.jpg" in words
        assert pet.id not in words
        assert status == 1

    def test_says_that_nothing_was_compared_where_it_was_cut_off_before_the_first_owner(
        self, pet, pet_records, monkeypatch
    ):
        monkeypatch.setattr(pet_records, "walk_shard", _unavailable)
        with pytest.raises(CommandError, match=r"No owner was compared yet: begin anew\.$"):
            self.run()

    def test_goes_on_with_the_same_owner_where_it_was_cut_off_before_that(self, pet, pet_records, monkeypatch):
        monkeypatch.setattr(pet_records, "walk_shard", _unavailable)
        with pytest.raises(CommandError, match=f"Go on with: --from {STRANGER}$"):
            self.run("--from", STRANGER)

    def test_does_not_keep_for_the_admins_what_was_cut_off(self, pet, wrong, photo_records, monkeypatch):
        monkeypatch.setattr(photo_records, "walk_claims", _unavailable)
        with pytest.raises(CommandError, match="not kept: 1"):
            self.run()
        assert reports.latest("check_integrity") is None

    def test_shows_on_a_terminal_how_far_it_is(self, pet, add):
        photo = add()
        call_command("count_records", workers=1, stdout=StringIO())
        with terminal() as written:
            self.run()
        assert re.search(r"\b0/1 \[.* owners", written.getvalue())
        assert re.search(rf"\b0/{1 + len(photo.keys)} \[.* looked at", written.getvalue())


def _unavailable(*_):
    raise StoreUnavailable("time-out")
