"""What was typed of a medicine's times becomes a schedule, or a sentence beside the field that stands in the way."""

from datetime import time
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .days import Repeat
from .fields import (
    AFTER_DOSES,
    AS_NEEDED,
    COUNTS,
    EVERY,
    FOR_EVER,
    IN_STEPS,
    MORE,
    ON_WEEKDAYS,
    PARTS,
    UNTIL_DAY,
    USUAL_TIMES,
    MedicineFields,
    TimesOfDay,
    step_names,
)
from .limits import MOST_STEPS, BadSchedule
from .schedule import Schedule, Step

_REPEATS = {ON_WEEKDAYS: Repeat.WEEKDAYS, AS_NEEDED: Repeat.AS_NEEDED}
_FIELDS_OF_SCHEDULE = {"anchor": "on", "steps": step_names(0)[0], "zone": "on"}


class ScheduleFields(MedicineFields):
    """`zone` is the name of the time zone whose clock is meant; `schedule` is there in a valid form."""

    zone = ""
    schedule: Schedule | None = None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        often = data.get("often")
        if often:
            self._forget_what_counts_not(often)
            if often == IN_STEPS:
                self._begin_with_first_step()
        self._check_end()
        if often and not self.errors:
            self._make_schedule(often)
        return data

    def _forget_what_counts_not(self, often: str) -> None:
        """What was typed into parts that this choice does not have, says nothing, and is no mistake."""
        names = [name for name, choices in PARTS.items() if often not in choices]
        if often != IN_STEPS:
            names += [name for number in range(MOST_STEPS) for name in step_names(number)]
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data.pop(name, None)

    def _begin_with_first_step(self) -> None:
        """Its dose stands for one that was left empty: who types steps has said how much."""
        if self.has_error("dose", "required") and (dose := self.cleaned_data.get(step_names(0)[1])):
            del self.errors["dose"]
            self.cleaned_data["dose"] = dose

    def _check_end(self) -> None:
        data = self.cleaned_data
        ends, until, most, on = data.get("ends"), data.get("until"), data.get("most_doses"), data.get("on")
        if ends == FOR_EVER and (until or most):
            sentence = _("You chose that it has no end yet. Choose how it ends, or leave this empty.")
            self.add_error("until" if until else "most_doses", sentence)
        elif ends == UNTIL_DAY and most:
            self.add_error("most_doses", _("Give the last day or the number of doses, not both."))
        elif ends == AFTER_DOSES and until:
            self.add_error("until", _("Give the last day or the number of doses, not both."))
        elif ends == UNTIL_DAY and not until and "until" not in self.errors:
            self.add_error("until", _("Which is its last day?"))
        elif ends == AFTER_DOSES and not most and "most_doses" not in self.errors:
            self.add_error("most_doses", _("How many doses are given in all?"))
        if until and on and until < on:
            self.add_error("until", _("The last day is before the first, which is %(day)s.") % {"day": date_format(on)})

    def _make_schedule(self, often: str) -> None:
        data = self.cleaned_data
        steps, at = self._steps() if often == IN_STEPS else (), self._times(often)
        if self.errors:
            return
        try:
            self.schedule = Schedule(
                repeat=Repeat(data["every_unit"] or "daily") if often == EVERY else _REPEATS.get(often, Repeat.DAILY),
                every=self._every() if often == EVERY else 1,
                times=at,
                weekdays=frozenset(map(int, data.get("weekdays") or ())) if often == ON_WEEKDAYS else frozenset(),
                anchor=data["on"],
                from_done=bool(data.get("from_done")) if often == EVERY else False,
                zone=self.zone or timezone.get_current_timezone_name(),
                until=data.get("until") if data.get("ends") == UNTIL_DAY else None,
                steps=steps,
                least_hours=data.get("least_hours"),
                most_a_day=data.get("most_a_day"),
            )
        except BadSchedule as mistake:
            name = _FIELDS_OF_SCHEDULE.get(mistake.field, mistake.field)
            self.add_error(name if name in self.fields else "often", str(mistake))
            return
        if self.schedule.times and self.schedule.first() is None:
            self.add_error(
                "until" if data.get("until") else "often", _("No dose falls between its first and last day.")
            )

    def _every(self) -> int:
        every: int | None = self.cleaned_data.get("every")
        if every is None:
            self.add_error("every", _("Every how many days, weeks or months?"))
        return every or 1

    def _times(self, often: str) -> tuple[time, ...]:
        """Those that were typed, or what is usual; where it was left at what is usual for another choice, that too."""
        if often == AS_NEEDED:
            return ()
        typed: tuple[time, ...] = self.cleaned_data.get("times") or ()
        usual = {name: TimesOfDay().to_python(said) for name, said in USUAL_TIMES.items()}
        count = COUNTS.get(often)
        if not typed or (count and len(typed) != count and typed in usual.values()):
            return usual[often]
        if count and len(typed) != count:
            sentence = _("This does not go with “%(often)s”. Change the times, or choose “More often”.")
            label = dict(self.fields["often"].choices)[often]  # type: ignore[attr-defined]
            self.add_error("times", sentence % {"often": label})
        if often == MORE and len(typed) < len(COUNTS) and typed in usual.values():
            return usual[often]
        return typed

    def _steps(self) -> tuple[Step, ...]:
        data, found = self.cleaned_data, []
        said = [n for n in range(MOST_STEPS) if any(data.get(name) for name in step_names(n))]
        for number in said:
            days, dose = step_names(number)
            if not data.get(dose):
                self.add_error(dose, _("How much is given in this step?"))
            elif not data.get(days) and number != said[-1]:
                self.add_error(days, _("For how many days? Only the last step may be without an end."))
            else:
                found.append(Step(days=data.get(days) or 0, dose=data[dose]))
        if not said:
            self.add_error(step_names(0)[0], _("Write down how much is given for how many days."))
        return tuple(found)
