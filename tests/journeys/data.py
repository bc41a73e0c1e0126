"""What journeys find on the site beside the demo's data: long albums and timelines, and an admin who only looks."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from pets.domain import Pet
from pets.profile import Kind, Profile
from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.models import User
from photos.upload.services import uploader
from tests import pictures
from tests.journeys.steps import ALBUMS_OWNER, TIMELINES_OWNER, VIEWER
from tests.milestones import add_milestone

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
    for number, day in enumerate(_days()):
        colour = (90 + 4 * number, 190 - 3 * number, 60 + number * 7 % 160)
        _upload(album, day, colour, 640 - 8 * number, (480, 640, 360)[number % 3])


def _fill_timeline() -> None:
    """Thirty milestones and two photos, of days of their own."""
    owner = _person(*TIMELINES_OWNER, time_zone="UTC")
    otto = Profile("Otto", Kind.DOG, "Beagle", birth_date=date(2020, 5, 5))
    pet = pets().add(Pet.new(owner.key, "line", otto, times.now()))
    for number in range(30):
        add_milestone(pets().get(pet.id), title=f"Day {number}", on=date(2025, 6, 15) - timedelta(days=9 * number))
    for day, colour in ((date(2020, 7, 1), (200, 60, 60)), (date(2025, 7, 1), (60, 60, 200))):
        _upload(pet, day, colour, 640, 480)


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
