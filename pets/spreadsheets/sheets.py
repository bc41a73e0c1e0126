"""The two tables that go out and come in: their columns, how a record becomes a row, and a row a record.

A row that comes in is what the form of its kind would take: each is filled into that form, which says what is wrong.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.care import repository as care
from pets.care.domain import Care
from pets.care.facts import FACTS, TYPES, Against, CareType
from pets.care.forms import CareForm
from pets.domain import Pet, plain
from pets.life.repository import Outcome
from pets.weights import repository as weights
from pets.weights.domain import Weight
from pets.weights.forms import WeightForm
from pets.weights.units import TypedUnit, read

from .columns import Known, is_yes, meaning
from .sheet import Cells, Sheet, fill, plain_number
from .values import BadCell

_NONCE = str(uuid.UUID(int=0))  # for a field of the forms that no row has
LEAVE_OUT = "-"
_ALWAYS = frozenset({"on", "title", "against", "score", "scale", "note", "private_note", "nonce"})
"""The fields of a health entry that some type needs, or that its form reads in any case."""


class WeightSheet(Sheet[Weight]):
    name = "weights"
    title = gettext_lazy("Weights")
    record = Weight
    columns = {
        "on": "date",
        "weight": "weight_kg",
        "entered": "entered",
        "weight_unit": "unit",
        "approximate": "approximate",
        "note": "note",
    }
    needs = ("on", "weight")
    days = frozenset({"on"})
    numbers = frozenset({"weight"})
    rest_label = gettext_lazy("Unit of the weights")
    rest_choices = TypedUnit.choices
    rest_question = gettext_lazy("The file does not say in which unit the weights are. Please choose.")

    def __init__(self, pet: Pet, person: str) -> None:
        super().__init__(pet, person)
        self._form = WeightForm({}, pet=pet, unit="kg", by=person)
        del self._form.fields["version"]

    def uses(self, fields: Iterable[str]) -> None:
        """A weight has few fields: all are looked at."""

    def label(self, field: str) -> str:
        words = {"entered": _("As it was typed")}
        return words.get(field) or str(WeightForm.base_fields[field].label)

    def row(self, record: Weight) -> Mapping[str, Any]:
        return {
            "on": record.on,
            "weight": plain_number(record.kilograms),
            "entered": record.entered,
            "weight_unit": str(record.unit),
            "approximate": "yes" if record.approximate else "",
            "note": record.note,
        }

    def says_rest(self, cells: Cells) -> bool:
        return bool(cells.get("weight_unit")) and not cells.get("entered")

    def rest_of(self, known: Known) -> str:
        return known.unit

    def make(self, cells: Cells, rest: str) -> Weight:
        unit, amount, entered = rest, cells.get("weight", ""), cells.get("entered", "")
        typed_in = _unit(cells["weight_unit"]) if cells.get("weight_unit") else ""
        if typed_in and not entered:
            unit = typed_in
        if unit == "oz" and amount:
            amount, unit = f"{amount} oz", TypedUnit.LB_OZ.value
        sent = {
            "on": cells.get("on", ""),
            "weight": amount,
            "weight_unit": unit,
            "note": cells.get("note", ""),
            "nonce": _NONCE,
        }
        fill(self._form, sent | ({"approximate": "on"} if is_yes(cells.get("approximate", "")) else {}))
        made = self._form.weight_record()
        made = _as_entered(made, entered, typed_in or unit)
        return replace(made, id=self.id_of(made))

    def same(self, record: Weight) -> tuple[object, ...]:
        """Day and grams, to the tenth that is kept."""
        return record.on.isoformat(), int(record.kilograms * 10_000)

    def follow(self, pet: Pet, records: Sequence[Weight]) -> Outcome:
        return weights.new_ones_follow(pet, records)


class HealthSheet(Sheet[Care]):
    name = "health"
    title = gettext_lazy("Health entries")
    record = Care
    columns = {
        "on": "date",
        "type": "type",
        "title": "title",
        "next_due": "next_due",
        "note": "note",
        "private_note": "private_note",
        **{name: {"weight": "weight_kg", "temperature": "temperature_c"}.get(name, name) for name in FACTS},
    }
    needs = ("on",)
    days = frozenset({"on", "next_due", "expires", "valid_from"})
    numbers = frozenset({"dose", "score", "value", "weight", "temperature", "cost"})
    rest_label = gettext_lazy("Type of entries that do not say one we know")
    rest_choices = (
        (CareType.VACCINATION.value, CareType.VACCINATION.label),
        *((f"{CareType.PARASITES}:{each.value}", each.label) for each in Against),
        (CareType.VISIT.value, CareType.VISIT.label),
        (CareType.PROCEDURE.value, CareType.PROCEDURE.label),
        (CareType.ALLERGY.value, CareType.ALLERGY.label),
        (LEAVE_OUT, gettext_lazy("Leave them out")),
    )
    rest_question = gettext_lazy("Not all rows say what they are, in a word that we know. Please choose for those.")

    def __init__(self, pet: Pet, person: str) -> None:
        super().__init__(pet, person)
        self._forms: dict[CareType, CareForm] = {}
        self._used = frozenset(self.columns)

    def uses(self, fields: Iterable[str]) -> None:
        self._used = frozenset(fields)
        self._forms = {}

    def label(self, field: str) -> str:
        words = {"type": _("Type"), "title": _("What it was"), "next_due": _("Next due")}
        return words.get(field) or str(CareForm.base_fields[field].label)

    def row(self, record: Care) -> Mapping[str, Any]:
        facts = {name: FACTS[name].type.to_plain(record.facts[name]) for name in FACTS if record.has(name)}
        numbers = {name: plain_number(value) for name, value in facts.items() if isinstance(value, Decimal)}
        return {
            "on": record.on,
            "type": str(record.type),
            "title": record.title,
            "next_due": record.next_due,
            "note": record.note,
            "private_note": record.private_note,
            **facts,
            **numbers,
        }

    def says_rest(self, cells: Cells) -> bool:
        return bool(meaning("types", cells.get("type", "")))

    def rest_of(self, known: Known) -> str:
        return known.type

    def make(self, cells: Cells, rest: str) -> Care:
        said = meaning("types", cells.get("type", "")) or rest
        if said == LEAVE_OUT:
            raise BadCell(_("This is of a type that is left out: “%(text)s”.") % {"text": cells.get("type", "")})
        type, _colon, against = said.partition(":")
        found = CareType(type)
        fits = {"title": bool(TYPES[found].title), "next_due": bool(TYPES[found].next)}
        kept = {
            name: text
            for name, text in cells.items()
            if fits.get(name, name not in FACTS or name in TYPES[found].facts)
        }
        if found == CareType.PARASITES:
            kept["against"] = _choice(cells.get("against", "")) or against
        others = [f"{self.label(name)}: {cells[name]}" for name in cells if cells[name] and name not in kept]
        note = "\n".join(filter(None, [cells.get("note", ""), *others]))
        fill(self._form(found), {**kept, "note": note, "nonce": _NONCE})
        made = self._form(found).new_record()
        return replace(made, id=self.id_of(made))

    def same(self, record: Care) -> tuple[object, ...]:
        """Day, type and title; what has no title, by what it was against."""
        name = plain(record.title).strip() or str(record.facts.get("against", ""))
        return record.on.isoformat(), str(record.type), name

    def follow(self, pet: Pet, records: Sequence[Care]) -> Outcome:
        return care.new_ones_follow(pet, records)

    def _form(self, type: CareType) -> CareForm:
        if type not in self._forms:
            form = CareForm({}, type=type, pet=self.pet, person=self.person, unit="kg")
            for name in [name for name in form.fields if name not in self._used | _ALWAYS]:
                del form.fields[name]
            self._forms[type] = form
        return self._forms[type]


SHEETS: Mapping[str, type[WeightSheet] | type[HealthSheet]] = {each.name: each for each in (WeightSheet, HealthSheet)}


def _unit(text: str) -> str:
    if found := meaning("units", text):
        return found
    raise BadCell(_("We do not know this unit: %(text)s.") % {"text": text[:40]})


def _choice(text: str) -> str:
    """What a treatment was against, by its own word or by one that people use."""
    return text if text in Against.values else meaning("types", text).partition(":")[2]


def _as_entered(made: Weight, entered: str, unit: str) -> Weight:
    """With what was typed when it went out, where that is still the same weight."""
    if not entered or unit not in TypedUnit.values:
        return made
    try:
        found = read(entered, TypedUnit(unit))
    except ValueError:
        return made
    return replace(made, entered=entered, unit=found.unit) if found.kilograms == made.kilograms else made
