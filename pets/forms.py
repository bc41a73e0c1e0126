"""The form of a pet's profile; what it cleans comes out as a `Profile`."""

import unicodedata
import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.common.form_fields import Day, Number, PlainText, WholeNumber

from . import words
from .age import age, born_about
from .domain import NAME_LENGTH, UNKNOWN_BREED, Kind, Pet, Profile, Sex
from .weight import HEAVIEST_KG, Unit, in_unit, to_kilograms

OLDEST_YEARS = 200  # a tortoise's
MOST_EDITS = 2**53  # DynamoDB keeps 38 digits; nobody edits that often
_CHIP_LENGTHS = (9, 10, 15)  # 15 digits: ISO 11784; older chips carry 9 or 10 signs


class PetForm(forms.Form):
    """`pet` is the pet being edited, None for a new one. Hidden: the nonce, and the version the form was made from."""

    name = PlainText(
        label=gettext_lazy("Name"),
        max_length=NAME_LENGTH,
        error_messages={"required": gettext_lazy("What is your pet called?")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("Choose …")), *((str(kind), label) for kind, label in words.KINDS.items())],
        error_messages={"required": gettext_lazy("Please choose what kind of animal it is.")},
    )
    breed = PlainText(label=gettext_lazy("Breed"), max_length=80, required=False)
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=[(str(sex), label) for sex, label in words.SEXES.items()],
        initial=str(Sex.UNKNOWN),
        required=False,
    )
    birth_date = Day(label=gettext_lazy("Birth date"), required=False)
    age_years = WholeNumber(
        label=gettext_lazy("Years"),
        required=False,
        min_value=0,
        max_value=OLDEST_YEARS,
        error_messages={"invalid": gettext_lazy("Write whole years, such as 3.")},
    )
    age_months = WholeNumber(
        label=gettext_lazy("Months"),
        required=False,
        min_value=0,
        max_value=11,
        error_messages={"invalid": gettext_lazy("Write whole months, from 0 to 11.")},
    )
    weight = Number(
        label=gettext_lazy("Weight"),
        required=False,
        max_digits=9,
        decimal_places=3,
        error_messages={"invalid": gettext_lazy("Write the weight as a number, such as 4.2.")},
    )
    weight_unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=[("kg", "kg"), ("lb", "lb")], required=False)
    colour = PlainText(label=gettext_lazy("Colour and markings"), max_length=120, required=False)
    microchip = PlainText(label=gettext_lazy("Microchip number"), max_length=30, required=False)
    notes = PlainText(
        label=gettext_lazy("Notes"),
        max_length=2000,
        required=False,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    version = WholeNumber(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_EDITS)

    def __init__(self, data: Any = None, *, unit: Unit, pet: Pet | None = None) -> None:
        self.pet = pet
        self.today = timezone.localdate()
        super().__init__(data, initial=self._initial(unit), label_suffix="")
        self.fields["birth_date"].widget.attrs["max"] = self.today.isoformat()

    def _initial(self, unit: Unit) -> dict[str, Any]:
        initial: dict[str, Any] = {"nonce": uuid.uuid4(), "weight_unit": unit}
        if self.pet is None:
            return initial
        profile = self.pet.profile
        initial |= {
            "name": profile.name,
            "kind": str(profile.kind),
            "breed": "" if profile.breed == UNKNOWN_BREED else profile.breed,
            "sex": str(profile.sex),
            "weight": in_unit(profile.weight, unit) if profile.weight is not None else None,
            "colour": profile.colour,
            "microchip": profile.microchip,
            "notes": profile.notes,
            "version": self.pet.version,
        }
        if profile.birth_date and profile.birth_approximate:
            months = _months_between(profile.birth_date, self.today)
            initial |= {"age_years": months // 12, "age_months": months % 12}
        else:
            initial["birth_date"] = profile.birth_date
        return initial

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born and born > self.today:
            raise ValidationError(_("This day is still to come. When was your pet born?"))
        if born and (found := age(born, self.today)) and found.unit == "years" and found.count > OLDEST_YEARS:
            raise ValidationError(
                _("That is more than %(years)d years ago. Is the year right?") % {"years": OLDEST_YEARS}
            )
        return born

    def clean_microchip(self) -> str:
        chip = "".join(each for each in str(self.cleaned_data["microchip"]) if each not in " -.").upper()
        if chip and not (chip.isascii() and chip.isalnum() and len(chip) in _CHIP_LENGTHS):
            raise ValidationError(_("A microchip number has 15 digits (older ones 9 or 10 letters and digits)."))
        return chip

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        has_age = data.get("age_years") is not None or data.get("age_months") is not None
        if data.get("birth_date") and has_age:
            self.add_error("age_years", _("Give the birth date or the age, not both."))
        self._check_weight()
        return data

    def _check_weight(self) -> None:
        weight: Decimal | None = self.cleaned_data.get("weight")
        if weight is None:
            return
        unit = self._unit()
        kilograms = to_kilograms(weight, unit)
        if kilograms <= 0:
            self.add_error("weight", _("A weight is more than 0. Leave it empty if you do not know it."))
            return
        kind = self.cleaned_data.get("kind")
        if kind and kilograms > (most := HEAVIEST_KG[Kind(kind)]):
            self.add_error(
                "weight",
                _("That is more than the heaviest animal of this kind ever weighed. The most we take is %(most)s.")
                % {"most": words.weight_in_words(most, unit)},
            )

    def profile(self) -> Profile:
        """The profile that the owner typed; call it on a valid form."""
        data = self.cleaned_data
        born, approximate = self._birth()
        return Profile(
            name=data["name"],
            kind=Kind(data["kind"]),
            breed=data["breed"] or UNKNOWN_BREED,
            sex=Sex(data["sex"] or Sex.UNKNOWN),
            birth_date=born,
            birth_approximate=approximate,
            weight=self._weight(),
            colour=data["colour"],
            microchip=data["microchip"],
            notes=data["notes"],
        )

    def _birth(self) -> tuple[date | None, bool]:
        data = self.cleaned_data
        years, months = data["age_years"], data["age_months"]
        if years is None and months is None:
            return data["birth_date"], False
        if self.pet and self.pet.profile.birth_approximate and not {"age_years", "age_months"} & set(self.changed_data):
            return self.pet.profile.birth_date, True  # an age left as it was is no new guess
        return born_about(years or 0, months or 0, self.today), True

    def _weight(self) -> Decimal | None:
        if self.cleaned_data["weight"] is None:
            return None
        if self.pet and not {"weight", "weight_unit"} & set(self.changed_data):
            return self.pet.profile.weight  # not through two roundings
        return to_kilograms(self.cleaned_data["weight"], self._unit())

    def _unit(self) -> Unit:
        return "lb" if self.cleaned_data.get("weight_unit") == "lb" else "kg"


def searched(typed: str) -> str:
    """What to search names for: the visible part of what was typed, as long as a name can be and one sign more.

    Whatever is typed is a search, never an error.
    """
    beginning = typed.strip()[: 4 * NAME_LENGTH]
    return "".join(each for each in beginning if unicodedata.category(each) != "Cc")[: NAME_LENGTH + 1]


def _months_between(born: date, today: date) -> int:
    return max(0, (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day))
