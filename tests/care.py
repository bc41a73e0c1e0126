"""Care records for tests."""

from datetime import date, timedelta

from pets.care.domain import Care
from pets.care.facts import CareType
from pets.domain import Pet
from pettracker_site.aws import times


def vaccination(pet: Pet, title: str, on: date, next_due: date | None, **fields) -> Care:
    """As the owner's form makes it; what differs in its title or day is another one."""
    return Care(
        pet_id=pet.id,
        id=Care.id_for(pet.id, pet.owner_id, f"{title} {on}"),
        by=pet.owner_id,
        created_at=times.now(),
        updated_at=times.now(),
        on=on,
        next_due=next_due,
        title=title,
        **{"type": CareType.VACCINATION, **fields},
    )


def overdue(pet: Pet, title: str) -> Care:
    """A vaccination that was due some weeks ago, whatever the day is on a reader's calendar."""
    today = times.now().date()
    return vaccination(pet, title, today - timedelta(days=400), today - timedelta(days=35))
