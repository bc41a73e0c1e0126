"""The form of a care record; which fields it has depends on its type."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from pets.display import format_weight
from pets.domain import Pet
from pets.life.forms import RecordForm, past_day
from pets.rights import Permit
from pets.weights.domain import Weight, is_a_jump
from pets.weights.forms import made, read_typed
from pets.weights.units import TypedWeight, Unit, in_unit, to_kilograms
from pettracker_site.common.form_fields import offer_kept
from pettracker_site.common.versions import FieldVersions

from . import repository
from .display import compare_versions
from .domain import Care
from .facts import LATER, NEXT_TYPES, Against, CareType, Scale, Severity, type_of
from .fields import CareFields
from .intervals import Interval, Usual, usual
from .intervals import Unit as UnitOfTime

MOST_YEARS_AHEAD = 20
_HEAVIEST_KG = Decimal(8000)
_CHOICES = {"against": Against, "scale": Scale, "severity": Severity}


class CareForm(CareFields, RecordForm[Care]):
    """Hidden besides: its type."""

    def __init__(
        self,
        data: Any = None,
        *,
        type: CareType,
        pet: Pet,
        person: str,
        unit: Unit,
        record: Care | None = None,
        begin: dict[str, Any] | None = None,
    ) -> None:
        self.type, self.pet, self.person, self.unit, self.record = type, pet, person, unit, record
        self.begin = begin or {}
        self.noted: TypedWeight | None = None
        """The weight that goes into the weight log too, of a valid form."""
        self.today = timezone.localdate()
        super().__init__(data, initial=self._initial(), label_suffix="")
        self.fit(type)
        for name in _CHOICES.keys() & self.fields.keys():
            offer_kept(self.fields[name], record.facts.get(name) if record else None)
        self.fields["on"].widget.attrs["max"] = self.today.isoformat()
        if record:
            self.fields.pop("notes_weight", None)
        if "weight" in self.fields:
            self.fields["weight"].label = f"{self.fields['weight'].label}, {unit}"

    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"nonce": uuid.uuid4(), "again_unit": "months"}
        record = self.record
        if record is None:
            is_weighed = "weight" not in self.begin  # there and then, not before
            return initial | {"on": self.today, "scale": Scale.OF_NINE.value, "notes_weight": is_weighed} | self.begin
        facts: dict[str, Any] = {
            name: str(value) if name in _CHOICES else value for name, value in record.facts.items()
        }
        if "weight" in facts:
            facts["weight"] = in_unit(facts["weight"], self.unit)
        own = {name: getattr(record, name) for name in ("on", "title", "next_due", "note", "private_note", "version")}
        return initial | own | facts | self.begin

    # --- What the page shows, in order -------------------------------------------------------------------------------

    def first_fields(self) -> Iterator[forms.BoundField]:
        """What most people write down."""
        names = ["against", "title", "on"] if "against" in self.fields else ["title", "on"]
        names += [name for name in type_of(self.type).facts if name not in LATER and name != "against"]
        if "weight" in names:
            names.insert(names.index("weight") + 1, "notes_weight")
        return (self[name] for name in names if name in self.fields)

    def later_fields(self) -> Iterator[forms.BoundField]:
        """What stands behind "More"."""
        return (
            self[name]
            for name in (*type_of(self.type).facts, "private_note")
            if name in LATER or name == "private_note"
        )

    @property
    def says_more(self) -> bool:
        names = [field.name for field in self.later_fields()]
        return any(self[name].value() or self[name].errors for name in names)

    # --- What was typed ----------------------------------------------------------------------------------------------

    def clean_on(self) -> date:
        return past_day(self.pet, self.cleaned_data["on"], self.today)

    def clean_currency(self) -> str:
        typed = str(self.cleaned_data["currency"]).strip().upper()
        if typed and not (len(typed) == 3 and typed.isascii() and typed.isalpha()):
            raise ValidationError(_("Write the currency as three letters, such as EUR."))
        return typed

    def clean(self) -> dict[str, Any]:
        self._check_next()
        self._check_score()
        self._check_weight()
        return self.cleaned_data

    def _check_next(self) -> None:
        """The day itself, or the time until then."""
        data = self.cleaned_data
        on, again, unit = data.get("on"), data.get("again"), data.get("again_unit")
        if again and data.get("next_due"):
            self.add_error("again", _("Give the day or the time until then, not both."))
        elif on and again:
            length: UnitOfTime = unit if unit in ("days", "weeks", "years") else "months"
            data["next_due"] = Interval(again, length).after(on)
        due = data.get("next_due")
        if on and due and due <= on:
            self.add_error("next_due", _("This has to be after the day on which it was done."))
        elif due and due.year > self.today.year + MOST_YEARS_AHEAD:
            self.add_error(
                "again" if again else "next_due",
                _("That is more than %(years)d years away. Is the year right?") % {"years": MOST_YEARS_AHEAD},
            )

    def _check_score(self) -> None:
        score, scale = self.cleaned_data.get("score"), self.cleaned_data.get("scale")
        if score is None or scale not in Scale.values:
            return
        if not 1 <= score <= int(scale) or score * 2 % 1:
            self.add_error("score", _("Write a number from 1 to %(most)s, or a half between two.") % {"most": scale})

    def _check_weight(self) -> None:
        weight: Decimal | None = self.cleaned_data.get("weight")
        if weight is None:
            return
        kilograms = to_kilograms(weight, self.unit)
        if kilograms <= 0:
            self.add_error("weight", _("A weight is more than 0. Leave it empty if you do not know it."))
        elif kilograms > _HEAVIEST_KG:
            self.add_error("weight", _("No animal is as heavy as that. Please check the number."))
        elif self.cleaned_data.get("notes_weight"):
            self._check_noted(kilograms)

    def _check_noted(self, kilograms: Decimal) -> None:
        """What comes into the weight log is as that takes it; a jump, its own form asks about."""
        before = self.pet.profile.weight
        try:
            self.noted = read_typed({"weight": self["weight"].value(), "weight_unit": self.unit}, self.pet.kind)
        except ValidationError as mistake:
            self.add_error("weight", mistake)
        if before is not None and is_a_jump(before, kilograms):
            words = _("%(name)s weighed %(before)s before. If %(now)s is right, note it in the weight log itself.")
            shown = {"before": format_weight(before, self.unit), "now": format_weight(kilograms, self.unit)}
            self.add_error("weight", words % {"name": self.pet.name, **shown})

    def facts(self) -> dict[str, Any]:
        """By the names of `FACTS`; call it on a valid form."""
        found: dict[str, Any] = {}
        for name in type_of(self.type).facts:
            typed = self.cleaned_data.get(name)
            if typed in (None, ""):
                continue
            found[name] = _CHOICES[name](typed) if name in _CHOICES else typed
        if "weight" in found:
            found["weight"] = self._weight(found["weight"])
        if "dose" in found:
            found["dose"] = Decimal(found["dose"])
        if "cost" not in found:
            found.pop("currency", None)
        return found

    def _weight(self, typed: Decimal) -> Decimal:
        kept = self.record.facts.get("weight") if self.record else None
        is_kept = isinstance(kept, Decimal) and "weight" not in self.changed_data  # not through two roundings
        return kept if is_kept and kept is not None else to_kilograms(typed, self.unit)

    @property
    def called(self) -> str:
        return str(self.cleaned_data.get("title", ""))

    def typed(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "on": data["on"],
            "title": data.get("title", ""),
            "next_due": data.get("next_due"),
            "facts": self.facts(),
            "note": data["note"],
            "private_note": data["private_note"],
        }

    def new_record(self) -> Care:
        """The record that this form adds."""
        nonce = self.sent_nonce
        return Care.new(self.pet.id, self.person, nonce, last_edit=nonce, type=self.type, **self.all_typed())

    def new_weight(self) -> Weight | None:
        """The entry in the weight log that it adds besides; None where that is not asked for."""
        data = self.cleaned_data
        if self.noted is None:
            return None
        return made(self.pet, self.noted, self.person, self.sent_nonce, on=data["on"], note=str(self.type.label))

    # --- What is usual -----------------------------------------------------------------------------------------------

    def usual(self) -> Usual | None:
        """What is usual for that, as far as the form says what it was; it need not be valid."""
        title = self["title"].value() if "title" in self.fields else ""
        typed = str(title or "")[:120]
        return usual(self.type, self.pet.kind, self.pet.profile.breed, typed) if self.type in NEXT_TYPES else None

    def with_suggestion(self) -> Self:
        """The form with what was typed, and the day on which the next one is usual."""
        on, dose, row = self._cleaned("on"), self._cleaned("dose"), self.usual()
        begin = {name: self[name].value() for name in self.fields}
        if row and on and on <= self.today:
            begin["next_due"] = row.next(on, self.pet.profile.birth_date, dose)
        return type(self)(
            type=self.type, pet=self.pet, person=self.person, unit=self.unit, record=self.record, begin=begin
        )

    def _cleaned(self, name: str) -> Any:
        if name not in self.fields:
            return None
        try:
            return self.fields[name].clean(self[name].value())
        except ValidationError:
            return None

    # --- Editing -----------------------------------------------------------------------------------------------------

    def save(self, *, by: Permit | None = None) -> None:
        made_from, edited = self.versions()
        repository.edit(self.pet, made_from, edited, by=by, also=self.attached_parts)

    def made_from(self, record: Care) -> Self:
        data = self.data_with(version=record.version, nonce=uuid.uuid4())
        return type(self)(data, type=self.type, pet=self.pet, person=self.person, unit=self.unit, record=record)

    def made_anew(self) -> Self:
        """The form with what was typed, as another one that adds a record."""
        return type(self)(
            self.data_with(nonce=uuid.uuid4()), type=self.type, pet=self.pet, person=self.person, unit=self.unit
        )

    def compare(self, saved: Care) -> list[FieldVersions]:
        typed = replace(saved, **self.all_typed())
        return compare_versions(saved, typed, self.unit)
