"""People who are reminded, what is due for their pets, and runs at given times."""

from datetime import date, datetime, timedelta

from pets.care import repository as care
from pets.domain import Pet
from pets.profile import Kind, Profile
from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.models import User
from pettracker_site.reminders import job
from pettracker_site.reminders.models import Reminders
from tests.care import vaccination
from tests.people import make_person

DAY = date(2027, 5, 12)


def reminded(email: str, *, zone: str = "UTC", **chosen) -> User:
    """Somebody who wants reminders; by default on the day itself and 3 days before, at 8 in the morning."""
    person = make_person(email, time_zone=zone)
    Reminders.objects.create(person=person, is_on=True, **chosen)
    return person


def pet_of(person: User, name: str = "Rex") -> Pet:
    return pets().add(Pet.new(person.key, f"nonce of {name}", Profile(name, Kind.DOG), times.now()))


def due(pet: Pet, on: date, title: str = "Rabies") -> Pet:
    """The pet, for which one more thing is due on that day."""
    care.add(pets().get(pet.id), vaccination(pet, title, on - timedelta(days=365), on), by=None)
    return pets().get(pet.id)


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(f"{text}+00:00")


def morning(day: date, hour: int = 8, minute: int = 5) -> datetime:
    return at(f"{day.isoformat()}T{hour:02}:{minute:02}")


def run(now: datetime, *, seconds: float = 60) -> job.Report:
    """One run, all of it at that moment."""
    return job.run(seconds=seconds, clock=lambda: now)
