"""A family with pets and photos on moto, made once and put back as it was before each try."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from pets.care import answers
from pets.care import repository as care
from pets.care.answers import Answer
from pets.care.domain import Care
from pets.children.sweeping import Report, Sweeper
from pets.domain import Pet
from pets.life.repository import life
from pets.medicines import doses
from pets.medicines import repository as medicines
from pets.profile import Kind, Profile
from pets.repository import pets
from pets.rights import Permit
from pets.roles import Right
from pets.weights import repository as weights
from pettracker_site.aws import times
from pettracker_site.files.storage import StoredBytes, file_storage
from pettracker_site.models import User
from photos.domain import Photo, Status, new_id
from photos.repository import photos
from photos.upload.services import uploader
from tests import stores
from tests.care import overdue
from tests.conftest import logged_in
from tests.documents import PDF, add_document
from tests.feeds import make_feed
from tests.medicines import an_earlier_dose, hourly, medicine_form
from tests.milestones import add_milestone, milestone_form
from tests.people import make_person
from tests.pictures import jpeg
from tests.site.forms import care_form, edit_form, file, pet_form
from tests.weights import days_ago, weigh

NONCE = "00000000-0000-4000-8000-000000000001"
TRASH_IS_OVER = timedelta(days=31)


class Stage:
    """Robin's pets: Rex with three photos, the first his cover, two weights, a document and a milestone, and one of
    each in the trash; of him `care` is due, and `done` was; of his `medicine` a dose was `given`. Max in the trash;
    Luna with an upload that was cut off; a calendar feed. Kim is a stranger with a pet of her own. Nothing of it
    changes between two tries."""

    def __init__(self) -> None:
        self.robin = make_person("robin@example.com", name="Robin")
        self.kim = make_person("kim@example.com", name="Kim")
        keeper = make_person("keeper@example.com", is_staff=True)
        keeper.groups.add(Group.objects.get(name="Record keepers"))
        self._sessions = {name: logged_in(who).cookies for name, who in (("robin", self.robin), ("keeper", keeper))}
        self.now = times.now()
        self.rex, self.max, self.luna = (self._pet(name) for name in ("Rex", "Max", "Luna"))
        self.cover, self.second, self.third, self.trashed = (self._photo(self.rex, number) for number in range(4))
        self.second = photos().mark(self.second, favourite=True)
        self.trashed = photos().delete(self.trashed, self.now)
        self.of_max = self._photo(self.max, 5)
        self.max = pets().delete(pets().get(self.max.id), self.now)
        self.milestone, gone = add_milestone(self.rex), add_milestone(self.rex, title="Moved")
        self.gone_milestone = life().delete(self.rex, gone, by=None)
        self.first_weight, self.weight, gone = (weigh(self.rex, f"3{day}", days_ago(3 - day)) for day in range(3))
        self.gone_weight = weights.delete(self.rex, gone, by=None)
        self.rex = pets().get(self.rex.id)
        self.cut_off = self._cut_off()
        self.paper = add_document(self.rex, PDF, nonce="paper")
        self.shredded = life().delete(self.rex, add_document(self.rex, PDF, nonce="shredded"), by=None)
        self._photo(self._pet("Biscuit", self.kim), 6)
        self.care, self.done = self._overdue("Rabies"), self._overdue("Flu")
        self.of_done = {"occurrence": self.done.next_due.isoformat()}
        answer = Answer(self.done.series, nonce=NONCE, today=self.now.date(), by=self._permit, **self.of_done)
        answers.done(pets().get(self.rex.id), answer)
        self._add_medicines()
        self.rex = pets().get(self.rex.id)
        day = self.care.next_due.isoformat()
        self.answer = {"occurrence": day, "due": day, "nonce": NONCE}
        self.new_care = care_form(title="Kennel cough", next_due=(self.now + timedelta(days=90)).date().isoformat())
        self.new_pet = pet_form(name="Miso")
        self.new_milestone, self.new_medicine = milestone_form(), medicine_form()
        self.feed = make_feed(self.robin.key)
        self.edited_pet = edit_form(self.rex, name="Rexi", notes="loves the beach")
        self._saved = stores.saved()
        self.put_back()

    @property
    def people(self) -> tuple[User, User]:
        return self.robin, self.kim

    def put_back(self) -> None:
        """Everything as it was, in DynamoDB, in S3, and in the browsers."""
        cache.clear()
        stores.put_back(self._saved)
        self.as_robin, self.as_keeper = (self._client(name) for name in self._sessions)

    def picture(self, number: int):
        """As it comes from a browser; each number is another picture."""
        return file(f"{number}.jpg", jpeg(24 + number, 16))

    def sweep(self, after: timedelta) -> Report:
        """One `sweep --apply`, so long after now."""
        clock: Callable[[], datetime] = lambda: times.now() + after  # noqa: E731
        return Sweeper(pets(), clock=clock, apply=True, workers=1).run()

    def _client(self, name: str) -> Client:
        client = Client()
        client.cookies = copy.deepcopy(self._sessions[name])
        return client

    def _pet(self, name: str, person: User | None = None) -> Pet:
        profile = Profile(name, Kind.DOG)
        return pets().add(Pet.new((person or self.robin).key, f"nonce of {name}", profile, self.now))

    def _photo(self, pet: Pet, number: int) -> Photo:
        picture = self.picture(number).file
        return uploader().upload(pet, pet.owner_id, picture, zone=timezone.get_current_timezone()).photo

    @property
    def _permit(self) -> Permit:
        return Permit(self.robin.key, Right.ADD_RECORDS)

    def _overdue(self, title: str) -> Care:
        return care.add(pets().get(self.rex.id), overdue(self.rex, title), by=None)

    def _add_medicines(self) -> None:
        self.medicine, gone = hourly(self.rex, stock=Decimal(20)), hourly(self.rex, "Gone")
        self.gone_medicine = medicines.delete(pets().get(self.rex.id), gone, by=None)
        self.dose, self.given = (
            {"occurrence": an_earlier_dose(hours), "nonce": NONCE, "page": "medicine"} for hours in (50, 60)
        )
        answer = doses.Answer(
            occurrence=self.given["occurrence"], outcome="given", nonce=NONCE, by=self._permit, now=self.now
        )
        doses.answer(pets().get(self.rex.id), self.medicine, answer)
        self.next_dose = {**self.dose, "occurrence": an_earlier_dose(0)}

    def _cut_off(self) -> Photo:
        """Reserved, with half of its files, and then the process came to its end."""
        early = self.now - timedelta(minutes=50)
        photo = replace(
            self.cover, id=new_id(), pet_id=self.luna.id, sha256="0" * 64, uploaded_at=early, status=Status.PENDING
        )
        photos().reserve(photo)
        for key in photo.keys[:2]:
            file_storage().save(key, StoredBytes(b"half", "image/jpeg"))
        return photo


@contextmanager
def swapped(items: dict[str, Any]) -> Iterator[None]:
    """Tables hold those items for a while."""
    tables = stores.tables()
    now = {name: tables[name].items for name in items}
    for name, each in items.items():
        tables[name].items = each
    try:
        yield
    finally:
        for name, each in now.items():
            tables[name].items = each
