"""Medicines with doses that were given long ago, for the demo data and for loads: each by one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from pets.domain import Pet
from pets.life.answers import put_answer
from pets.life.repository import Outcome
from pets.medicines.course import Course
from pets.medicines.domain import GIVEN, SKIPPED, Medicine
from pets.medicines.repository import with_course
from pets.medicines.schedule import occurrence
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr


class Taken(NamedTuple):
    """The dose of that time on the wall, answered so much later by whoever wrote the medicine down."""

    wall: datetime
    later: timedelta = timedelta(0)
    is_skipped: bool = False


def counted(medicine: Medicine, taken: Sequence[Taken]) -> Medicine:
    """The medicine after these doses."""
    given = sum(not each.is_skipped for each in taken)
    stock = max(Decimal(0), medicine.stock - given * medicine.dose) if medicine.stock is not None else None
    return replace(medicine, given=given, stock=stock)


def with_doses(pet: Pet, medicine: Medicine, taken: Sequence[Taken]) -> Outcome:
    """The pet with what is due by such a medicine, `counted` and new, and the writes of its doses, all of them."""
    said = [_said(medicine, each) for each in taken]
    absent = Attr("Record").not_exists()
    puts = {
        f"dose_{number}": put_answer(pet.id, medicine.id, each["Occurrence"], each, absent)
        for number, each in enumerate(said)
    }
    course = Course.started(medicine)
    return with_course(pet, course.answered(said[-1]) if said else course, times.now()), puts


def _said(medicine: Medicine, taken: Taken) -> dict[str, Any]:
    moment = medicine.schedule.moment(taken.wall)
    said = {
        "Occurrence": occurrence(taken.wall),
        "Outcome": SKIPPED if taken.is_skipped else GIVEN,
        "By": medicine.by,
        "At": times.to_text(moment + taken.later),
        "Due": times.to_text(moment),
        "Nonce": medicine.id,
    }
    return said if taken.is_skipped else {**said, "Dose": medicine.dose, "Unit": str(medicine.unit)}
