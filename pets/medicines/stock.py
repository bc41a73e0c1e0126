"""How much of a medicine there is, for how long that is enough, and the form that says so."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.domain import Pet
from pets.life.plans import plan_of, with_plan
from pets.life.repository import Outcome, life
from pets.rights import Permit
from pettracker_site.aws.dynamo import Attr, changes
from pettracker_site.aws.errors import NotFound
from pettracker_site.aws.transactions import TransactionRefused
from pettracker_site.common.form_fields import Day, Number

from .course import Course, course_of
from .domain import MOST_STOCK, Medicine

_LOOKED_AT = 1000  # doses ahead
_YEARS_AHEAD = 10


class StockForm(forms.Form):
    stock = Number(
        label=gettext_lazy("How much is there now?"),
        required=False,
        max_digits=24,
        decimal_places=4,
        max_value=MOST_STOCK,
    )
    refill_on = Day(label=gettext_lazy("New pack by"), required=False)

    def __init__(self, data: Any = None, *, medicine: Medicine) -> None:
        self.medicine = medicine
        kept = {"stock": medicine.stock, "refill_on": medicine.refill_on}
        super().__init__(data, initial=kept, label_suffix="", auto_id="id_stock_%s")

    def clean_refill_on(self) -> date | None:
        day: date | None = self.cleaned_data["refill_on"]
        today = timezone.localdate()
        if day and abs(day.year - today.year) > _YEARS_AHEAD:
            raise forms.ValidationError(_("That is far from today. Is the year right?"), code="far")
        return day


def set_stock(pet: Pet, medicine: Medicine, stock: Decimal | None, refill_on: date | None, *, by: Permit) -> None:
    """Say how much there is, counted just now, and when the next pack is needed. Doses given later count from that.

    Raises: NotFound; else as `Life.write`.
    """
    refill = refill_on.isoformat() if refill_on else None
    before = {"Stock": Decimal(-1), "RefillOn": ""}  # whatever is there
    update = life().table.update(
        (pet.id, medicine.key), changes(before, {"Stock": stock, "RefillOn": refill}), Attr("Status").eq("active")
    )

    def decide(pet: Pet) -> Outcome:
        course = course_of(plan_of(pet, medicine.id))
        return with_plan(pet, course.refilled(refill_on).plan) if course else pet, {"record": update}

    try:
        life().write(pet, decide, by=by)
    except TransactionRefused as refusal:
        raise NotFound(Medicine.KIND) from refusal


def enough_until(course: Course, stock: Decimal, now: datetime) -> date | None:
    """The day of the last dose for which there is enough; None where nobody can tell, or that is far away.

    Today where not even one more dose is there.
    """
    left, day, wall = stock, course.today(now), course.open(now)
    for _number in range(_LOOKED_AT):
        if wall is None:
            return None
        left -= course.schedule.dose_on(wall, course.dose)
        if left < 0:
            return day
        day, wall = wall.date(), course.schedule.next(wall)
    return None


def is_refill_near(medicine: Medicine, today: date) -> bool:
    return medicine.refill_on is not None and medicine.refill_on <= today + timedelta(days=7)
