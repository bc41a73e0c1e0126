"""The form of a medicine."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pets.domain import Pet
from pets.life.forms import RecordForm
from pets.rights import Permit
from pettracker_site.common.form_fields import offer_kept
from pettracker_site.common.versions import FieldVersions

from . import repository
from .days import Repeat
from .display import compare_versions
from .domain import Medicine, Route, Unit
from .fields import (
    AFTER_DOSES,
    AS_NEEDED,
    COUNTS,
    EVERY,
    FOR_EVER,
    IN_STEPS,
    MORE,
    ON_WEEKDAYS,
    ONCE,
    UNTIL_DAY,
    USUAL_TIMES,
    step_fields,
    step_names,
)
from .limits import MOST_STEPS
from .schedule import Schedule
from .typed_schedule import ScheduleFields

_FEWEST_STEPS = 3  # that are shown
_DAYS_AHEAD, _YEARS_BACK = 366, 30


class MedicineForm(ScheduleFields, RecordForm[Medicine]):
    """`begin` is what was typed before."""

    def __init__(
        self,
        data: Any = None,
        *,
        pet: Pet,
        person: str,
        record: Medicine | None = None,
        begin: dict[str, Any] | None = None,
    ) -> None:
        self.pet, self.person, self.record = pet, person, record
        self.today = timezone.localdate()
        self.zone = record.schedule.zone if record else ""
        self.begin = begin or {}
        super().__init__(data, initial=self._initial() | self.begin, label_suffix="")
        self.fields.update(dict(step_fields()))
        if record:
            offer_kept(self.fields["unit"], record.unit)
            offer_kept(self.fields["route"], record.route)

    # --- What the page shows -----------------------------------------------------------------------------------------

    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"nonce": uuid.uuid4(), "on": self.today, "ends": FOR_EVER, "every_unit": "daily"}
        record = self.record
        if record is None:
            return initial | {"often": ONCE, "times": USUAL_TIMES[ONCE], "unit": Unit.TABLET}
        schedule = record.schedule
        ends = UNTIL_DAY if schedule.until else AFTER_DOSES if record.most_doses else FOR_EVER
        own = {name: getattr(record, name) for name in ("name", "dose", "unit", "on", "most_doses", "note", "version")}
        parts = {name: getattr(schedule, name) for name in ("every", "from_done", "until", "least_hours", "most_a_day")}
        steps: dict[str, Any] = {}
        for number, step in enumerate(schedule.steps):
            days, dose = step_names(number)
            steps |= {days: step.days or None, dose: step.dose}
        often = {
            "often": _often(schedule),
            "every_unit": str(schedule.repeat),
            "weekdays": [str(each) for each in sorted(schedule.weekdays)],
            "times": ", ".join(f"{each:%H:%M}" for each in schedule.times),
            "ends": ends,
            "route": str(record.route or ""),
        }
        return initial | own | parts | steps | often

    def steps(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Days and dose of each step that is shown: those that say something, and an empty one at least."""
        said = [number for number in range(MOST_STEPS) if any(self[name].value() for name in step_names(number))]
        more = _FEWEST_STEPS if self.begin else 1
        shown = min(MOST_STEPS, max(_FEWEST_STEPS, *(number + 1 + more for number in said), 0))
        return [(self[days], self[dose]) for days, dose in map(step_names, range(shown))]

    def with_more_steps(self) -> Self:
        """The form with what was typed, and room for more steps."""
        begin = {name: self[name].value() for name in self.fields}
        return type(self)(pet=self.pet, person=self.person, record=self.record, begin=begin)

    def choices_of(self, name: str) -> Iterator[tuple[str, Any, bool, str]]:
        """Value, label, whether it is chosen, and usual times, of a field that is shown as a row of choices."""
        chosen = str(self[name].value() or "")
        for value, label in self.fields[name].choices:  # type: ignore[attr-defined]
            yield value, label, str(value) == chosen, USUAL_TIMES.get(value, "")

    def often_choices(self) -> Iterator[tuple[str, Any, bool, str]]:
        return self.choices_of("often")

    def ends_choices(self) -> Iterator[tuple[str, Any, bool, str]]:
        return self.choices_of("ends")

    @property
    def says_more(self) -> bool:
        names = ("on", "route", "note")
        is_other = any(self[name].errors for name in names) or any(self[name].value() for name in ("route", "note"))
        return bool(is_other or str(self["on"].value()) != self.today.isoformat())

    # --- What was typed ----------------------------------------------------------------------------------------------

    def clean_dose(self) -> Decimal:
        dose: Decimal = self.cleaned_data["dose"]
        if dose <= 0:
            raise forms.ValidationError(_("A dose is more than 0."), code="min_value")
        return dose

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        born, is_guess = self.pet.profile.birth_date, self.pet.profile.birth_approximate
        if on > self.today + timedelta(days=_DAYS_AHEAD) or on.year < self.today.year - _YEARS_BACK:
            raise forms.ValidationError(_("That is far from today. Is the year right?"), code="far")
        if born and not is_guess and on < born:
            words = {"name": self.pet.name, "day": date_format(born)}
            sentence = _("%(name)s was born on %(day)s, after this day. Please check the date.")
            raise forms.ValidationError(sentence % words, code="unborn")
        return on

    # --- The record --------------------------------------------------------------------------------------------------

    @property
    def called(self) -> str:
        return str(self.cleaned_data["name"])

    def typed(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("name", "dose", "on", "note")},
            "unit": Unit(data["unit"]),
            "route": Route(data["route"]) if data["route"] else None,
            "schedule": self.schedule,
            "later_schedule": self._later_schedule(),
            "most_doses": data.get("most_doses") if data["ends"] == AFTER_DOSES else None,
        }

    def _later_schedule(self) -> Mapping[str, Any]:
        """What only a later release knows, where nobody chose another schedule."""
        return self.record.later_schedule if self.record and self.schedule == self.record.schedule else {}

    def new_record(self) -> Medicine:
        """The record that this form adds."""
        nonce = self.sent_nonce
        return Medicine.new(self.pet.id, self.person, nonce, last_edit=nonce, **self.all_typed())

    def save(self, *, by: Permit | None = None) -> None:
        """Raises: as `repository.edit`."""
        made_from, edited = self.versions()
        repository.edit(self.pet, made_from, edited, by=by, also=self.attached_parts)

    def made_from(self, record: Medicine) -> Self:
        data = self.data_with(version=record.version, nonce=uuid.uuid4())
        return type(self)(data, pet=self.pet, person=self.person, record=record)

    def made_anew(self) -> Self:
        """The form with what was typed, as another one that adds a medicine."""
        return type(self)(self.data_with(nonce=uuid.uuid4()), pet=self.pet, person=self.person)

    def compare(self, saved: Medicine) -> list[FieldVersions]:
        return compare_versions(saved, replace(saved, **self.all_typed()))


def _often(schedule: Schedule) -> str:
    """Which of the choices a schedule is."""
    if schedule.repeat == Repeat.AS_NEEDED:
        return AS_NEEDED
    if schedule.repeat == Repeat.WEEKDAYS:
        return ON_WEEKDAYS
    if schedule.steps:
        return IN_STEPS
    if schedule.repeat != Repeat.DAILY or schedule.every > 1 or schedule.from_done:
        return EVERY
    return next((name for name, count in COUNTS.items() if count == len(schedule.times)), MORE)
