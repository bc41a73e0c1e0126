"""The fields of a medicine's form, in the words of somebody who has a packet in their hand."""

import re
from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.common.form_fields import Day, Number, PlainText, WholeNumber

from .domain import MOST_DOSE, MOST_DOSES, Route, Unit
from .limits import MOST_EVERY, MOST_HOURS, MOST_STEPS, MOST_TIMES

ONCE, TWICE, THRICE, MORE, EVERY, ON_WEEKDAYS, AS_NEEDED, IN_STEPS = (
    "once",
    "twice",
    "thrice",
    "more",
    "every",
    "weekdays",
    "as-needed",
    "steps",
)
HOW_OFTEN = [
    (ONCE, gettext_lazy("Once a day")),
    (TWICE, gettext_lazy("Twice a day")),
    (THRICE, gettext_lazy("Three times a day")),
    (MORE, gettext_lazy("More often")),
    (EVERY, gettext_lazy("Every few days, weeks or months")),
    (ON_WEEKDAYS, gettext_lazy("On certain weekdays")),
    (AS_NEEDED, gettext_lazy("Only as needed")),
    (IN_STEPS, gettext_lazy("In steps, such as less and less")),
]
USUAL_TIMES = {
    ONCE: "08:00",
    TWICE: "08:00, 20:00",
    THRICE: "08:00, 14:00, 20:00",
    MORE: "08:00, 12:00, 16:00, 20:00",
    EVERY: "08:00",
    ON_WEEKDAYS: "08:00",
    IN_STEPS: "08:00",
}
"""What times a form begins with, and what stands for a field that was left empty."""
COUNTS = {ONCE: 1, TWICE: 2, THRICE: 3}
FOR_EVER, UNTIL_DAY, AFTER_DOSES = "open", "day", "doses"
PARTS = {
    "times": (ONCE, TWICE, THRICE, MORE, EVERY, ON_WEEKDAYS, IN_STEPS),
    "every": (EVERY,),
    "every_unit": (EVERY,),
    "from_done": (EVERY,),
    "weekdays": (ON_WEEKDAYS,),
    "least_hours": (AS_NEEDED,),
    "most_a_day": (AS_NEEDED,),
}
"""Which fields count for which of these; others only where they are named nowhere here."""
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d\d))?", re.ASCII)
_LONGEST_TIMES = 400


class TimesOfDay(forms.CharField):
    """Times as people write them down: "8:00, 20:00", "8 and 20.30"."""

    def to_python(self, value: Any) -> tuple[time, ...]:  # type: ignore[override]  # None is no text
        text = str(value or "")
        if len(text) > _LONGEST_TIMES:
            raise self._too_many()
        words = [each for each in re.split(r"[\s,;]+", text) if each and each not in ("and", _("and"))]
        times = tuple(sorted({self._time(each) for each in words}))
        if len(times) > MOST_TIMES:
            raise self._too_many()
        return times

    def _time(self, typed: str) -> time:
        found = _TIME.fullmatch(typed)
        try:
            return time(int(found[1]), int(found[2] or 0)) if found else time(99)
        except ValueError:
            sentence = _("“%(typed)s” is no time of day. Write times like 08:00, 20:00.")
            raise ValidationError(sentence % {"typed": typed[:20]}, code="invalid") from None

    def _too_many(self) -> ValidationError:
        return ValidationError(_("At most %(most)d times a day can be kept.") % {"most": MOST_TIMES}, code="too_many")

    def prepare_value(self, value: Any) -> str:
        return ", ".join(f"{each:%H:%M}" for each in value) if isinstance(value, tuple) else str(value or "")


def _dose(**more: Any) -> Number:
    most = {"max_value": _("No dose is as large as that. Please check the number.")}
    field = Number(max_digits=24, decimal_places=4, max_value=MOST_DOSE, **more)
    field.error_messages |= {"required": _("How much is given each time?")}
    field.error_messages |= most
    return field


def _whole(label: Any, most: int, **more: Any) -> WholeNumber:
    return WholeNumber(label=label, required=False, min_value=1, max_value=most, **more)


class MedicineFields(forms.Form):
    name = PlainText(
        label=gettext_lazy("Name of the medicine"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("What is it called? The name is on the packet.")},
    )
    dose = _dose(label=gettext_lazy("Dose"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit of the dose"), choices=Unit.choices)
    often = forms.ChoiceField(
        label=gettext_lazy("How often?"),
        choices=HOW_OFTEN,
        error_messages={
            "required": gettext_lazy("Choose how often it is given."),
            "invalid_choice": gettext_lazy("Choose how often it is given."),
        },
    )
    every = _whole(gettext_lazy("Every"), MOST_EVERY)
    every_unit = forms.ChoiceField(
        label=gettext_lazy("days, weeks or months"),
        choices=[
            ("daily", gettext_lazy("days")),
            ("weekly", gettext_lazy("weeks")),
            ("monthly", gettext_lazy("months")),
        ],
        required=False,
    )
    from_done = forms.BooleanField(
        label=gettext_lazy("Count from the day on which it was really given"), required=False
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("On these days"),
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    times = TimesOfDay(
        label=gettext_lazy("At what times?"),
        help_text=gettext_lazy("With commas between them, such as 08:00, 20:00."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    least_hours = _whole(gettext_lazy("At least so many hours apart"), MOST_HOURS)
    most_a_day = _whole(gettext_lazy("At most so many doses in 24 hours"), MOST_TIMES)
    ends = forms.ChoiceField(
        label=gettext_lazy("Until when?"),
        choices=[
            (FOR_EVER, gettext_lazy("No end yet")),
            (UNTIL_DAY, gettext_lazy("Until a day")),
            (AFTER_DOSES, gettext_lazy("A number of doses")),
        ],
        error_messages={"required": gettext_lazy("Choose how it ends.")},
    )
    until = Day(label=gettext_lazy("Last day"), required=False)
    most_doses = _whole(gettext_lazy("Doses in all"), MOST_DOSES)
    on = Day(label=gettext_lazy("First day"), error_messages={"required": gettext_lazy("When does it begin?")})
    route = forms.ChoiceField(
        label=gettext_lazy("How is it given?"), choices=[("", gettext_lazy("Choose …")), *Route.choices], required=False
    )
    note = PlainText(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What it is for, with food or without, who prescribed it."),
    )


def step_names(number: int) -> tuple[str, str]:
    return f"step_{number}_days", f"step_{number}_dose"


def step_fields() -> Iterator[tuple[str, forms.Field]]:
    """The fields of all steps that there can be."""
    for number in range(MOST_STEPS):
        days, dose = step_names(number)
        yield days, _whole(gettext_lazy("For so many days"), MOST_EVERY)
        yield dose, _dose(label=gettext_lazy("Dose"), required=False)
