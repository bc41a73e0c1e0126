"""The fields in which weights are typed, and the form of one."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.display import format_weight
from pets.domain import Pet
from pets.life.forms import past_day
from pets.profile import Kind
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict
from pettracker_site.common import typed
from pettracker_site.common.editing import EditForm
from pettracker_site.common.form_fields import Day, PlainText, mistake_in_number
from pettracker_site.common.versions import FieldVersions

from . import repository
from .domain import Weight, is_a_jump
from .units import TooManyOunces, TypedUnit, TypedWeight, Unit, in_unit, read

MAX_NOTE = 500
# Above the heaviest ever recorded of each kind: what is over is a slip of the keyboard.
_HEAVIEST_KG: Mapping[Kind, Decimal] = {
    Kind.DOG: Decimal(160),
    Kind.CAT: Decimal(30),
    Kind.BIRD: Decimal(160),
    Kind.FISH: Decimal(300),
    Kind.RABBIT: Decimal(30),
    Kind.REPTILE: Decimal(500),
    Kind.SMALL_MAMMAL: Decimal(30),
    Kind.HORSE: Decimal(1600),
    Kind.OTHER: Decimal(8000),
}
_INVALID = gettext_lazy("Write the weight as a number, such as 4.2. With its unit is fine too: 850 g, 9 lb 4 oz.")


class Amount(forms.CharField):
    """A weight as people type it, which `read_typed` understands when the unit beside it is known."""

    default_error_messages = {"required": gettext_lazy("How much was it?"), "invalid": _INVALID}

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        if len(text) > typed.LONGEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return str(super().to_python(text) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        keys = {"inputmode": keyboard(TypedUnit.KG), "autocomplete": "off", "enterkeyhint": "done"}
        return {**super().widget_attrs(widget), **keys}


def read_typed(data: Mapping[str, Any], kind: Kind | None) -> TypedWeight | None:
    """What was typed in the cleaned fields `weight` and `weight_unit`; None for nothing.

    Raises: ValidationError in words for what is no weight, none at all, or more than any animal of the kind has.
    """
    text = str(data.get("weight") or "")
    if not text:
        return None
    unit = TypedUnit(data.get("weight_unit") or TypedUnit.KG)
    try:
        found = read(text, unit)
    except TooManyOunces:
        raise ValidationError(_("16 ounces make a pound. Please check the second number."), code="ounces") from None
    except ValueError as mistake:
        raise mistake_in_number(mistake, _INVALID) from None
    if found.kilograms <= 0:
        raise ValidationError(_("A weight is more than 0."), code="zero")
    if kind and found.kilograms > (most := _HEAVIEST_KG.get(kind, _HEAVIEST_KG[Kind.OTHER])):
        sentence = _("That is more than the heaviest animal of this kind ever weighed. The most we take is %(most)s.")
        shown_in: Unit = "lb" if found.unit in (TypedUnit.LB, TypedUnit.LB_OZ) else "kg"
        raise ValidationError(sentence % {"most": format_weight(most, shown_in)}, code="too_heavy")
    return found


def default_unit(pet: Pet | None, unit: Unit) -> TypedUnit:
    """The one typed last for this pet; before that what suits it and its reader."""
    if pet and pet.weight_unit in TypedUnit.values:
        return TypedUnit(pet.weight_unit)
    is_small = pet is not None and pet.profile.weight is not None and pet.profile.weight < 1
    return TypedUnit.G if is_small else TypedUnit.LB_OZ if unit == "lb" else TypedUnit.KG


def keyboard(unit: TypedUnit) -> str:
    """Which one phones show: their pad for numbers has no space, which a number of pounds and ounces needs."""
    return "text" if unit == TypedUnit.LB_OZ else "decimal"


def first_weight(pet: Pet, found: TypedWeight, nonce: str) -> Weight:
    """The entry that a new pet begins with, which was typed into its form today."""
    return made(pet, found, pet.owner_id, nonce, on=timezone.localdate())


class Doubtful(Conflict):
    """The weight is so far from another one that its person is asked first; `question` in words."""

    def __init__(self, question: str) -> None:
        super().__init__("doubtful")
        self.question = question


class WeightForm(EditForm[Weight]):
    """`record` is the entry that is edited, None for a new one. The quick form sends the weight and its unit alone.

    `sure` is the weight in kilograms that its person said is right, after they were asked.
    """

    weight = Amount(label=gettext_lazy("Weight"), error_messages={"required": gettext_lazy("How much was it?")})
    weight_unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=TypedUnit.choices, required=False)
    on = Day(label=gettext_lazy("Day"), required=False)
    approximate = forms.BooleanField(label=gettext_lazy("Not measured exactly"), required=False)
    note = PlainText(
        label=gettext_lazy("Note"),
        max_length=MAX_NOTE,
        required=False,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    asks_back = True

    def __init__(self, data: Any = None, *, pet: Pet, unit: Unit, by: str, record: Weight | None = None) -> None:
        self.pet, self.unit, self.person, self.record = pet, unit, by, record
        self.today = timezone.localdate()
        self.found: TypedWeight | None = None
        self.asks = ""
        super().__init__(data, initial=self._initial(), label_suffix="")
        if self.is_bound and "on" not in self.data:  # of the quick form
            self.data = self.data_with(on=self.today)
        self.fields["on"].widget.attrs["max"] = self.today.isoformat()
        self.fields["weight"].widget.attrs["inputmode"] = keyboard(TypedUnit(self.initial["weight_unit"]))

    def _initial(self) -> dict[str, Any]:
        if self.record is None:
            return {"nonce": uuid.uuid4(), "weight_unit": default_unit(self.pet, self.unit), "on": self.today}
        names = ("on", "approximate", "note", "version")
        kept = {name: getattr(self.record, name) for name in names}
        weight, unit = self.record.entered, self.record.unit
        if unit not in TypedUnit.values:  # of a later release
            weight, unit = str(in_unit(self.record.kilograms, "kg")), TypedUnit.KG
        return kept | {"nonce": uuid.uuid4(), "weight": weight, "weight_unit": unit}

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"] or (self.record.on if self.record else self.today)
        return past_day(self.pet, day, self.today)

    def clean(self) -> dict[str, Any]:
        try:
            self.found = read_typed(self.cleaned_data, self.pet.kind)
        except ValidationError as mistake:
            self.add_error("weight", mistake)
        return self.cleaned_data

    def weight_record(self) -> Weight:
        """The entry that was typed; call it on a valid form."""
        assert self.found
        data = self.cleaned_data
        more = {"on": data["on"], "approximate": data["approximate"], "note": data["note"]}
        if self.record is None:
            return made(self.pet, self.found, self.person, str(data["nonce"]), **more)
        now, edit = times.now(), str(data["nonce"])
        if not {"weight", "weight_unit"}.isdisjoint(self.changed_data):
            more |= {"entered": self.found.text, "unit": self.found.unit, "kilograms": self.found.kilograms}
        return replace(self.record, version=data["version"]).edited(self.person, now, edit, **more)

    def save(self, *, by: Permit | None = None) -> None:
        """Raises: Doubtful where the weight has to be asked back; AddedBefore; as EditForm."""
        made = self.weight_record()
        self._ask_back(made)
        if self.record is None:
            self.record = repository.add(self.pet, made, by=by)
        else:
            made_from = replace(self.record, version=self.cleaned_data["version"])
            self.record = repository.edit(self.pet, made_from, made, by=by)

    def _ask_back(self, made: Weight) -> None:
        is_as_before = self.record is not None and self.record.kilograms == made.kilograms
        if is_as_before or not self.asks_back or self.data.get("sure") == str(made.kilograms):
            return
        other = repository.beside(self.pet, made)
        if other is None or not is_a_jump(other[1], made.kilograms):
            return
        words = {
            "name": self.pet.name,
            "before": format_weight(other[1], self.unit),
            "now": format_weight(made.kilograms, self.unit),
        }
        if not other[0]:
            raise Doubtful(_("%(name)s weighed %(before)s before. Is %(now)s right?") % words)
        words["day"] = date_format(date.fromisoformat(other[0]))
        raise Doubtful(_("%(name)s weighed %(before)s on %(day)s. Is %(now)s right?") % words)

    def ask(self, doubt: Doubtful) -> None:
        """Show the question beside the weight; `asks` is what a "yes" to it sends as `sure`."""
        assert self.found
        self.asks = str(self.found.kilograms)
        self.add_error("weight", ValidationError(doubt.question, code="doubtful"))

    def made_anew(self) -> Self:
        """The form with what was typed, as another one that adds an entry."""
        return self._again(self.data_with(nonce=uuid.uuid4()), None)

    def made_from(self, record: Weight) -> Self:
        return self._again(self.data_with(version=record.version, nonce=uuid.uuid4()), record)

    def _again(self, data: Any, record: Weight | None) -> Self:
        return type(self)(data, pet=self.pet, unit=self.unit, by=self.person, record=record)

    def compare(self, saved: Weight) -> list[FieldVersions]:
        rows = zip(_versions(saved), _versions(self.weight_record()), strict=True)
        return [FieldVersions(label, of_saved, of_typed) for (label, of_saved), (_label, of_typed) in rows]


class AdminWeightForm(WeightForm):
    """In the hands of an admin, who has not seen the animal and cannot answer."""

    asks_back = False


def _versions(weight: Weight) -> list[tuple[Any, str]]:
    fields = WeightForm.base_fields
    return [
        (fields["weight"].label, entered(weight)),
        (fields["on"].label, date_format(weight.on)),
        (fields["approximate"].label, _("Yes") if weight.approximate else _("No")),
        (fields["note"].label, weight.note),
    ]


def entered(weight: Weight) -> str:
    """A weight as it was typed, with the unit where that was chosen beside it."""
    has_unit = any(each.isascii() and each.isalpha() for each in weight.entered)
    return weight.entered if has_unit else f"{weight.entered}\N{NO-BREAK SPACE}{weight.unit.label}"


def made(pet: Pet, found: TypedWeight, by: str, nonce: str, **more: Any) -> Weight:
    """The entry that this person's form adds."""
    typed = {"kilograms": found.kilograms, "entered": found.text, "unit": found.unit}
    return Weight.new(pet.id, by, nonce, **typed, **more)
