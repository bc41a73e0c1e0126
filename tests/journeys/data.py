"""What journeys find on the site beside the demo's data: long albums and timelines, and an admin who only looks."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from pets.care.facts import CareType
from pets.care.repository import add
from pets.domain import Pet
from pets.life.repository import life
from pets.profile import Kind, Profile
from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.management.made_medicines import Taken, with_doses
from pettracker_site.models import User
from photos.upload.services import uploader
from tests import pictures
from tests.care import overdue, vaccination
from tests.journeys.steps import ALBUMS_OWNER, TIMELINES_OWNER, VIEWER
from tests.medicines import daily, hourly, new_medicine
from tests.milestones import add_milestone
from tests.weights import weigh

MONTHS = 8


def fill() -> None:
    """To be called in a process of the site's."""
    viewer = _person(*VIEWER, is_staff=True)
    viewer.groups.add(Group.objects.get(name="Viewers"))
    _fill_album()
    _fill_timeline()


def _fill_album() -> None:
    owner = _person(*ALBUMS_OWNER, time_zone="UTC")
    otto = Profile("Otto", Kind.DOG, "Beagle", birth_date=date(2015, 5, 5))
    album = pets().add(Pet.new(owner.key, "album", otto, times.now()))
    pets().add(Pet.new(owner.key, "other", Profile("Emma", Kind.CAT), times.now()))
    add(album, overdue(album, "Rabies"), by=None)
    hourly(album)
    for number, day in enumerate(_days()):
        colour = (90 + 4 * number, 190 - 3 * number, 60 + number * 7 % 160)
        _upload(album, day, colour, 640 - 8 * number, (480, 640, 360)[number % 3])


def _fill_timeline() -> None:
    """Thirty milestones and two photos, of days of their own; and another pet with much to print."""
    owner = _person(*TIMELINES_OWNER, time_zone="UTC")
    _fill_health(owner)
    otto = Profile("Otto", Kind.DOG, "Beagle", birth_date=date(2020, 5, 5))
    pet = pets().add(Pet.new(owner.key, "line", otto, times.now()))
    for number in range(30):
        add_milestone(pets().get(pet.id), title=f"Day {number}", on=date(2025, 6, 15) - timedelta(days=9 * number))
    for day, colour in ((date(2020, 7, 1), (200, 60, 60)), (date(2025, 7, 1), (60, 60, 200))):
        _upload(pet, day, colour, 640, 480)


def _fill_health(owner: User) -> None:
    """More than a sheet of paper holds."""
    ida = Profile("Ida", Kind.DOG, "Beagle", microchip="276098106123456")
    pet = pets().add(Pet.new(owner.key, "ill", ida, times.now()))
    long = {
        "findings": "slight swelling " * 20,
        "diagnosis": "sprained paw " * 20,
        "treatment": "rest for a week " * 20,
    }
    for number in range(12):
        on = date(2025, 6, 15) - timedelta(days=30 * number)
        named = vaccination(pet, f"Vaccination number {number} of a long name", on, on + timedelta(days=4000))
        visit = vaccination(pet, "Limping", on, None, type=CareType.VISIT, facts=long)
        for record in (named, visit):
            add(pets().get(pet.id), record, by=None)
        weigh(pets().get(pet.id), f"{10 + number}", on)
    april = daily(date(2026, 4, 1), "07:30", "14:00", "20:00", until=date(2026, 4, 30))
    taken = [Taken(wall, timedelta(minutes=95)) for wall in april.between(april.anchor, date(2026, 4, 30))]
    life().add(
        pets().get(pet.id),
        new_medicine(pet, april, "Drops"),
        lambda pet, medicine: with_doses(pet, medicine, taken),
        by=None,
    )


def _upload(pet: Pet, day: date, colour: tuple[int, int, int], width: int, height: int) -> None:
    taken = datetime(day.year, day.month, day.day, 12)
    file = pictures.jpeg(width, height, colour=colour, taken=taken)
    uploader().upload(pet, pet.owner_id, file, zone=timezone.get_current_timezone())


def _days() -> list[date]:
    """Five photos a month, so that a month continues on the next page, and one of this day a year ago."""
    days: list[date] = []
    first = today = timezone.localdate()
    for _ in range(MONTHS):
        first = (first.replace(day=1) - timedelta(days=1)).replace(day=1)
        days += [first.replace(day=day) for day in (25, 20, 15, 10, 5)]
    a_year_ago = today - timedelta(days=365)
    return [*days, a_year_ago if a_year_ago.day == today.day else today - timedelta(days=366)]


def _person(email: str, password: str, **fields: object) -> User:
    person = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person
