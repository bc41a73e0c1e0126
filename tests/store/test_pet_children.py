"""Whatever happens to a pet walks over every kind of record that hangs on it: here over toys, which no code knows."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from pets.children import integrity, purging, registry
from pets.children.integrity import Comparison
from pets.children.moving import mover
from pets.children.registry import Left, children, register
from pets.children.sweeping import TOMBSTONE, TRASH_PET, Sweeper
from pets.domain import Status
from pettracker_site.accounts import deletion
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.files.quota import Usage
from pettracker_site.management import reports
from photos.pet_child import PhotoChild
from tests.store.makers import NOW, OWNER, STRANGER, new_pet
from tests.toy_child import BYTES, ToyChild, add

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def toys(monkeypatch, aws) -> ToyChild:
    monkeypatch.setattr(integrity, "_MOMENT_SECONDS", 0)
    monkeypatch.setattr(registry, "_children", {**registry._children})
    register(ToyChild())
    return children()[-1]


@pytest.fixture
def pet(pet_records, monkeypatch):
    """With two toys."""
    monkeypatch.setattr(pet_records, "shards", 1)
    pet = pet_records.add(new_pet())
    add(pet, "ball"), add(pet, "rope")
    return pet


@pytest.fixture
def owned_pet(pet_records, owner, monkeypatch):
    monkeypatch.setattr(pet_records, "shards", 1)
    pet = pet_records.add(new_pet("Rex", owner.key))
    add(pet, "ball")
    return pet


@pytest.fixture
def sweep(pet_records):
    def sweep(hours: int = 0, *, apply: bool = True):
        now = times.now() + hours * HOUR
        return Sweeper(pet_records, clock=lambda: now, apply=apply, workers=1).run()

    return sweep


def command(name: str, *options: str) -> str:
    out = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.exit", lambda status: None)
        call_command(name, *options, stdout=out)
    return out.getvalue()


class TestTheRegistry:
    def test_photos_are_there_as_their_app_registers_them(self):
        assert "Photos" in [child.name for child in children()]

    def test_registering_again_changes_nothing(self, toys):
        before = children()
        register(PhotoChild()), register(ToyChild())
        assert children() == before
        assert before[-1] is toys

    def test_two_kinds_of_one_name_are_refused(self):
        class Others(PhotoChild):
            name = "Toys"

        with pytest.raises(ValueError, match="name Toys"):
            register(Others())

    def test_two_kinds_with_one_code_are_refused(self):
        class Others(ToyChild):
            name = "Sticks"

        with pytest.raises(ValueError, match="broken-toy"):
            register(Others())

    def test_a_kind_that_cannot_be_purged_is_none(self):
        class Forgetful(ToyChild):
            purge = registry.PetChild.purge

        with pytest.raises(TypeError, match="purge"):
            Forgetful()


class TestPurging:
    def test_the_pet_goes_when_nothing_of_it_is_left(self, pet, pet_records, toys, sweep):
        pet_records.begin_purge(pet, times.now())
        assert sweep().repaired == {TOMBSTONE: 1}
        assert toys.of(pet.id) == []
        assert pet_records.get(pet.id).status == Status.PURGING
        assert sweep(hours=2).repaired == {TOMBSTONE: 1}
        assert pet_records.find(pet.id) is None

    def test_the_trash_takes_it_along(self, pet, pet_records, toys, sweep):
        pet_records.delete(pet, NOW)
        assert sweep().repaired == {TRASH_PET: 1}
        assert toys.of(pet.id) == []

    def test_the_pet_stays_as_long_as_something_is_left(self, pet, pet_records, toys, sweep, monkeypatch):
        pet_records.begin_purge(pet, times.now())
        monkeypatch.setattr(ToyChild, "purge", lambda self, pet_id, now: self.remove(self.of(pet_id)[0]))
        for hours, left in ((2, 1), (4, 0)):
            sweep(hours=hours)
            assert len(toys.of(pet.id)) == left
            assert pet_records.find(pet.id)
        sweep(hours=6)
        assert pet_records.find(pet.id) is None

    def test_the_pet_stays_for_another_hour_after_something_was_removed(self, pet, pet_records, sweep):
        pet_records.begin_purge(pet, times.now())
        assert sweep(hours=2).repaired == {TOMBSTONE: 1}
        assert sweep(hours=2).found == {}
        assert pet_records.find(pet.id)

    def test_the_pet_waits_for_what_ends_by_itself(self, pet, pet_records, toys, sweep):
        tombstone = pet_records.begin_purge(pet, times.now())
        toys.left = lambda pet_id, now: Left.WAITING
        assert sweep(hours=2).found == {}
        assert not purging.resume(pet_records, tombstone, times.now() + 2 * HOUR)
        assert pet_records.find(pet.id)

    def test_a_purge_that_is_cut_off_goes_on(self, pet, pet_records, toys, sweep, monkeypatch):
        def cut_off(self, pet_id, now):
            self.remove(self.of(pet_id)[0])
            raise StoreUnavailable("cut off")

        pet_records.begin_purge(pet, times.now())
        with monkeypatch.context() as patch:
            patch.setattr(ToyChild, "purge", cut_off)
            assert sweep(hours=2).unanswered == 1
        assert (len(toys.of(pet.id)), pet_records.get(pet.id).status) == (1, Status.PURGING)
        sweep(hours=2), sweep(hours=4)
        assert (toys.of(pet.id), pet_records.find(pet.id)) == ([], None)


class TestMoving:
    def test_it_follows_the_pet_to_its_owner(self, pet, toys):
        mover().begin(pet, STRANGER)
        assert mover().resume(pet.id)
        assert {toy["OwnerId"] for toy in toys.of(pet.id)} == {STRANGER}

    def test_the_move_is_not_over_while_something_names_another_owner(self, pet, toys):
        mover().begin(pet, STRANGER)
        assert not mover().resume(pet.id, most=1)
        assert list(mover().unfinished()) == [pet.id]
        assert "Moves finished: 1;" in command("finish_moves")
        assert {toy["OwnerId"] for toy in toys.of(pet.id)} == {STRANGER}


@pytest.mark.django_db
class TestTheSweep:
    def test_does_its_part_and_tells_it_in_its_words(self, pet, toys):
        add(pet, "bear", broken=True)
        assert "Broken toys: 1, repaired: 1\n  toy#bear\n" in command("sweep", "--workers=1", "--apply")
        assert len(toys.of(pet.id)) == 2
        assert reports.latest("sweep")["Named"] == {"broken-toy": ["toy#bear"]}

    def test_the_admin_reads_what_was_found(self, pet, as_admin):
        add(pet, "bear", broken=True)
        command("sweep", "--workers=1")
        page = as_admin.get("/admin/integrity/").text
        assert "Toys that are broken" in page
        assert "toy#bear" in page


@pytest.mark.django_db
class TestTheCheck:
    def test_compares_the_records_of_each_pet(self, pet, pet_records):
        add(new_pet(owner_id=STRANGER), "stick")
        pet_records.write(pet, pet.moved_to(STRANGER, NOW), Attr("PetId").exists(), audit_action="")
        found = [each for each in Comparison(pet_records).of_owner(STRANGER) if each.problem == "toy-owner"]
        assert {(each.of, each.found) for each in found} == {("toy#ball", OWNER), ("toy#rope", OWNER)}

    def test_finds_what_outlived_its_pet(self, pet, pet_records, as_admin):
        pet_records.table.delete(pet.id, Attr("PetId").exists()).run()
        assert f"Toy toy#ball: its pet {pet.id} does not exist\n" in command("check_integrity")
        assert "Toys without a pet" in as_admin.get("/admin/integrity/").text

    def test_takes_nothing_for_an_orphan_that_goes_with_its_pet_right_now(self, pet, pet_records, toys):
        pages = list(toys.list_all())
        toys.purge(pet.id, NOW)
        pet_records.table.delete(pet.id, Attr("PetId").exists()).run()
        toys.list_all = lambda: iter(pages)
        assert list(Comparison(pet_records).of_nobody()) == []

    def test_finds_what_belongs_to_no_record(self, toys):
        toys.lying_about.append("sock")
        assert "Toy sock: nobody has it\n" in command("check_integrity")

    def test_counts_it_in_the_quota(self, pet, pet_records):
        command("check_integrity", "--repair")
        assert pet_records.quota.used(OWNER) == Usage(length=2 * BYTES, pets=1)
        assert command("check_integrity") == "Nothing differs.\n"


def test_a_person_is_not_gone_before_it_is(owned_pet, owner, toys, sweep, monkeypatch):
    monkeypatch.setattr(deletion, "SETTLED", timedelta(0))
    deletion.start(owner)
    with monkeypatch.context() as patch:
        patch.setattr(ToyChild, "purge", lambda *_: None)
        command("finish_deletions"), sweep(hours=2), sweep(hours=4)
        assert "People gone: 0;" in command("finish_deletions")
    sweep(hours=6), sweep(hours=8)
    assert "People gone: 1;" in command("finish_deletions")
    assert toys.of(owned_pet.id) == []


def test_it_is_in_the_copy_of_ones_data(owned_pet, as_owner):
    copy = json.loads(b"".join(as_owner.get("/preferences/copy/")))
    assert [(pet["Name"], pet["Toys"]) for pet in copy["pets"]] == [("Rex", [{"Name": "ball"}])]


class TestTheAdminsPageOfAPet:
    def test_tells_how_many_there_are_and_leads_to_them(self, owned_pet, as_admin):
        page = as_admin.get(f"/admin/pets/{owned_pet.id}/").text
        assert f'<a href="/admin/toys/?pet={owned_pet.id}">1</a>' in page
        assert ">Toys<" in page

    def test_leads_nobody_there_who_may_not_see_them(self, owned_pet, make_person):
        from django.contrib.auth.models import Permission

        from tests.conftest import logged_in

        viewer = make_person("viewer@example.com", is_staff=True)
        viewer.user_permissions.add(Permission.objects.get(codename="view_pets"))
        page = logged_in(viewer).get(f"/admin/pets/{owned_pet.id}/").text
        assert ">Toys<" in page
        assert "/admin/toys/" not in page
