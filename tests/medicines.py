"""Medicines for tests, and their form."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from pets.domain import Pet
from pets.medicines import repository
from pets.medicines.days import Repeat
from pets.medicines.domain import Medicine, Unit
from pets.medicines.schedule import Schedule, occurrence
from pets.repository import pets
from pettracker_site.aws import times


def daily(anchor: date, *at: str, **more) -> Schedule:
    """Every day at these times ("08:00") in UTC."""
    said = {"repeat": Repeat.DAILY, "zone": "UTC", **more}
    return Schedule(anchor=anchor, times=tuple(map(time.fromisoformat, at)), **said)


def new_medicine(pet: Pet, schedule: Schedule, name: str = "Apoquel", **fields) -> Medicine:
    """As the owner's form makes it; what differs in its name is another one."""
    made: datetime = times.now()
    own = {"dose": Decimal(1), "unit": Unit.TABLET, **fields}
    id = Medicine.id_for(pet.id, pet.owner_id, name)
    return Medicine(
        pet_id=pet.id,
        id=id,
        on=schedule.anchor,
        by=pet.owner_id,
        created_at=made,
        updated_at=made,
        name=name,
        schedule=schedule,
        **own,
    )


def hourly(pet: Pet, name: str = "Drops", **fields) -> Medicine:
    """One that began days ago and is due each hour, so that whenever a test runs a dose is open, and earlier ones can
    be noted."""
    began = times.now().date() - timedelta(days=9)
    schedule = daily(began, *(f"{hour:02}:00" for hour in range(24)))
    return repository.add(pets().get(pet.id), new_medicine(pet, schedule, name, **fields), by=None)


def an_earlier_dose(hours: int = 50) -> str:
    """The occurrence of a dose of an `hourly` medicine that was due so long ago, and that nobody noted."""
    return occurrence((times.now() - timedelta(hours=hours)).replace(minute=0, tzinfo=None))


def medicine_form(**typed) -> dict:
    """A medicine as it is typed."""
    told = {"name": "Metacam", "dose": "1.5", "unit": "ml", "often": "once", "times": "08:00", "ends": "open"}
    on = times.now().date().isoformat()
    return {**told, "on": on, "nonce": str(uuid.uuid4()), **typed}
