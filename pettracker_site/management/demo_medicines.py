"""Biscuit's medicines for the demo data: a course that is over and one that goes on, with their doses."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from pets.care.intervals import Interval
from pets.domain import Pet
from pets.life.repository import AddedBefore, Outcome, life
from pets.medicines.days import Repeat
from pets.medicines.domain import Medicine, Route, Unit
from pets.medicines.schedule import Schedule
from pets.repository import pets
from pets.rights import Permit
from pets.roles import Right
from pettracker_site.aws.errors import NotFound

from .made_medicines import Taken, counted, with_doses

_MINUTES = (4, 11, 2, 26, 7, 1, 95, 9, 3, 18)  # after its time each dose was given, in turn


class Course(NamedTuple):
    """A medicine, noted on its first day; `skipped` are the numbers of the doses that were left out."""

    name: str
    dose: str
    schedule: Schedule
    note: str = ""
    stock: str | None = None
    skipped: tuple[int, ...] = ()


def courses(today: date) -> list[Course]:
    zone = timezone.get_current_timezone_name()
    began = today - timedelta(days=139)  # the day after his teeth were cleaned
    antibiotic = Schedule(
        repeat=Repeat.DAILY,
        anchor=began,
        times=(time(7, 30), time(19, 30)),
        zone=zone,
        until=began + timedelta(days=6),
    )
    monthly = Interval(-7, "months").after(today - timedelta(days=19))
    heartworm = Schedule(repeat=Repeat.MONTHLY, anchor=monthly, times=(time(8),), zone=zone)
    return [
        Course("Amoxicillin 500 mg", "1", antibiotic, "In liver sausage, with his food.", skipped=(5,)),
        Course("Heartworm tablet", "1", heartworm, "After breakfast.", stock="12"),
    ]


def fill(pet: Pet) -> None:
    """Fill in what is not there yet; a medicine that was changed or thrown away meanwhile is left so."""
    now = timezone.now()
    for course in courses(timezone.localdate(now)):
        taken = list(_taken(course, now))
        medicine = counted(_medicine(pet, course), taken)

        def follow(pet: Pet, medicine: Medicine, taken: list[Taken] = taken) -> Outcome:
            return with_doses(pet, medicine, taken)

        with suppress(AddedBefore, NotFound):
            life().add(pets().get(pet.id), medicine, follow, by=Permit(pet.owner_id, Right.ADD_RECORDS))


def _taken(course: Course, now: datetime) -> Iterator[Taken]:
    """The doses whose time has come, each some minutes late."""
    schedule = course.schedule
    for number, wall in enumerate(schedule.between(schedule.anchor, timezone.localdate(now))):
        later = timedelta(minutes=_MINUTES[number % len(_MINUTES)])
        if schedule.moment(wall) + later > now:
            return
        yield Taken(wall, later, number in course.skipped)


def _medicine(pet: Pet, course: Course) -> Medicine:
    written = course.schedule.moment(datetime.combine(course.schedule.anchor, time(7)))
    return Medicine(
        pet_id=pet.id,
        id=Medicine.id_for(pet.id, pet.owner_id, f"demo/{course.name}"),
        on=course.schedule.anchor,
        by=pet.owner_id,
        created_at=written,
        updated_at=written,
        note=course.note,
        name=course.name,
        dose=Decimal(course.dose),
        unit=Unit.TABLET,
        route=Route.MOUTH,
        schedule=course.schedule,
        stock=Decimal(course.stock) if course.stock else None,
    )
