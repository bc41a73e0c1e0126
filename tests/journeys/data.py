"""What journeys find on the site beside the demo's data: an album of many photos, and an admin who only looks."""

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
from tests.journeys.steps import ALBUMS_OWNER, VIEWER

MONTHS = 8


def fill() -> None:
    """To be called in a process of the site's."""
    viewer = _person(*VIEWER, is_staff=True)
    viewer.groups.add(Group.objects.get(name="Viewers"))
    owner = _person(*ALBUMS_OWNER, time_zone="UTC")
    otto = Profile("Otto", Kind.DOG, "Beagle", birth_date=date(2015, 5, 5))
    album = pets().add(Pet.new(owner.key, "album", otto, times.now()))
    pets().add(Pet.new(owner.key, "other", Profile("Emma", Kind.CAT), times.now()))
    for number, day in enumerate(_days()):
        colour = (90 + 4 * number, 190 - 3 * number, 60 + number * 7 % 160)
        taken = datetime(day.year, day.month, day.day, 12)
        file = pictures.jpeg(640 - 8 * number, (480, 640, 360)[number % 3], colour=colour, taken=taken)
        uploader().upload(album, owner.key, file, zone=timezone.get_current_timezone())


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
