"""Ten rows a page, to type from paper: each row is what the form of its kind takes, with days as people write them."""

import uuid
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from pets.care.facts import CareType
from pets.care.forms import CareForm
from pets.domain import Pet
from pets.weights.forms import Amount, WeightForm, default_unit
from pets.weights.units import TypedUnit, Unit
from pettracker_site.common.form_fields import PlainText

from .sheets import LEAVE_OUT, HealthSheet
from .values import BadCell, read_day

COUNT = 10
_SPACE = uuid.UUID("f2d5f5a3-52bb-44f4-9c8a-8a3f6d9b6c10")


class HandDay(forms.CharField):
    """A day as people write it: 2025-06-01, 1.6.2025; one that is another day to others is asked about."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_day(text, None)
        except BadCell as mistake:
            raise ValidationError(str(mistake), code="invalid") from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off"}


class TypedRow(forms.Form):
    """One row. `record` is what it makes, on a valid form that is not empty."""

    asks_for: ClassVar[tuple[str, ...]]
    """The fields of which one is filled where a row is not empty."""
    record: Any = None

    def __init__(self, data: Any, number: int, *, pet: Pet, person: str, nonce: str) -> None:
        self.number, self.pet, self.person, self.nonce = number, pet, person, nonce
        super().__init__(
            data,
            prefix=str(number),
            label_suffix="",
            auto_id="row_%s",
            empty_permitted=True,
            use_required_attribute=False,
        )

        if number == 0 and data is None:
            self.fields["on"].widget.attrs["autofocus"] = True  # whoever comes here begins to type

    @property
    def is_empty(self) -> bool:
        return not any(str(self[name].value() or "").strip() for name in self.asks_for)

    def has_changed(self) -> bool:
        """An empty row is no mistake."""
        return not self.is_empty

    @property
    def own_nonce(self) -> str:
        return str(uuid.uuid5(_SPACE, f"{self.nonce}/{self.number}"))

    def _take_over(self, inner: forms.Form, places: dict[str, str]) -> None:
        """Show what the form of the kind says beside the fields of this one."""
        for name, mistakes in inner.errors.items():
            place = places.get(name, name)
            self.add_error(place if place in self.fields else None, mistakes)


class WeightRow(TypedRow):
    asks_for = ("on", "weight", "note")

    on = HandDay(label=gettext_lazy("Day"))
    weight = Amount(label=gettext_lazy("Weight"), error_messages={"required": gettext_lazy("How much was it?")})
    note = PlainText(label=gettext_lazy("Note"), max_length=500, required=False)

    def __init__(self, data: Any, number: int, *, unit: str, **more: Any) -> None:
        self.unit = unit
        super().__init__(data, number, **more)

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        sent = {**self.cleaned_data, "weight_unit": self.unit, "nonce": self.own_nonce}
        inner = WeightForm(sent, pet=self.pet, unit="kg", by=self.person)
        if inner.is_valid():
            self.record = replace(inner.weight_record(), last_edit=self.nonce)
        self._take_over(inner, {})
        return self.cleaned_data


class HealthRow(TypedRow):
    asks_for = ("on", "title", "next_due")

    on = HandDay(label=gettext_lazy("Day"))
    type = forms.ChoiceField(
        label=gettext_lazy("Type"), choices=[each for each in HealthSheet.rest_choices if each[0] != LEAVE_OUT]
    )
    title = PlainText(label=gettext_lazy("What it was"), max_length=120, required=False)
    next_due = HandDay(label=gettext_lazy("Next due"), required=False)

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        data = self.cleaned_data
        type, _colon, against = data["type"].partition(":")
        sent = {**data, "against": against, "note": "", "nonce": self.own_nonce}
        inner = CareForm(sent, type=CareType(type), pet=self.pet, person=self.person, unit="kg")
        if "next_due" not in inner.fields and data["next_due"]:
            self.add_error("next_due", ValidationError(gettext_lazy("Nothing falls due after this. Leave it empty.")))
        elif inner.is_valid():
            self.record = replace(inner.new_record(), last_edit=self.nonce)
        self._take_over(inner, {"against": "type"})
        return data


class WeightUnit(forms.Form):
    """The unit of all weights of a page that name none."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=TypedUnit.choices)

    def __init__(self, data: Any, pet: Pet, unit: Unit) -> None:
        super().__init__(data, initial={"unit": default_unit(pet, unit)}, label_suffix="")
