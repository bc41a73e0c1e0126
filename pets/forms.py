"""The form of a pet's profile; what it cleans comes out as a `Profile`."""

import unicodedata
import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.aws import times
from pettracker_site.common.editing import EditForm
from pettracker_site.common.form_fields import Day, Number, PlainText, WholeNumber
from pettracker_site.common.versions import FieldVersions

from . import display, microchip
from .age import age, born_about
from .domain import Pet
from .profile import NAME_LENGTH, PROFILE_FIELDS, UNKNOWN_BREED, Kind, Profile, Sex, compare_versions
from .repository import pets
from .rights import Permit
from .weight import Unit, in_unit, to_kilograms

OLDEST_YEARS = 200  # a tortoise's
# Above the heaviest ever recorded of each kind: what is over is a slip of the keyboard.
_HEAVIEST_KG = {
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
_LABELS: dict[str, Any] = {field.attribute: field.label for field in PROFILE_FIELDS}
_PAST_DAYS = ("birth_date", "adopted_on")
_IN_FRONT = ("name", "kind")


class PetForm(EditForm[Pet]):
    """`pet` is the pet being edited, None for a new one. Hidden: the nonce of this form as it was opened."""

    name = PlainText(
        label=_LABELS["name"],
        max_length=NAME_LENGTH,
        error_messages={"required": gettext_lazy("What is your pet called?")},
    )
    kind = forms.ChoiceField(
        label=_LABELS["kind"],
        choices=[("", gettext_lazy("Choose …")), *Kind.choices],
        error_messages={"required": gettext_lazy("Please choose what kind of animal it is.")},
    )
    breed = PlainText(
        label=_LABELS["breed"],
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "breeds", "autocomplete": "off"}),
    )
    sex = forms.ChoiceField(
        label=_LABELS["sex"],
        choices=Sex.choices,
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
    adopted_on = Day(label=_LABELS["adopted_on"], required=False)
    weight = Number(
        label=_LABELS["weight"],
        required=False,
        max_digits=9,
        decimal_places=3,
        error_messages={"invalid": gettext_lazy("Write the weight as a number, such as 4.2.")},
    )
    weight_unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=[("kg", "kg"), ("lb", "lb")], required=False)
    colour = PlainText(label=_LABELS["colour"], max_length=120, required=False)
    microchip = PlainText(label=_LABELS["microchip"], max_length=30, required=False)
    notes = PlainText(
        label=_LABELS["notes"],
        max_length=2000,
        required=False,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, unit: Unit, pet: Pet | None = None) -> None:
        self.pet = pet
        self.unit: Unit = unit
        self.today = timezone.localdate()
        super().__init__(data, initial=self._initial(unit), label_suffix="")
        for name in _PAST_DAYS:
            self.fields[name].widget.attrs["max"] = self.today.isoformat()

    def _initial(self, unit: Unit) -> dict[str, Any]:
        initial: dict[str, Any] = {"nonce": uuid.uuid4(), "weight_unit": unit}
        if self.pet is None:
            return initial
        profile = self.pet.profile
        initial |= {name: getattr(profile, name) for name in _LABELS if name in self.base_fields}
        initial |= {
            "breed": "" if profile.breed == UNKNOWN_BREED else profile.breed,
            "weight": in_unit(profile.weight, unit) if profile.weight is not None else None,
            "version": self.pet.version,
        }
        if profile.birth_date and profile.birth_approximate:
            months = _months_between(profile.birth_date, self.today)
            initial |= {"birth_date": None, "age_years": months // 12, "age_months": months % 12}
        return initial

    def further_fields(self) -> list[forms.BoundField]:
        """What stands below name and kind, in the order of a profile."""
        return [self[name] for name in _LABELS if name in self.fields and name not in _IN_FRONT]

    @property
    def has_errors_further_down(self) -> bool:
        """Whether a field that stands below those two has to be corrected."""
        return bool(self.errors.keys() - {*_IN_FRONT, NON_FIELD_ERRORS})

    @property
    def says_more(self) -> bool:
        """Whether something was typed further down."""
        return bool({*self.changed_data} - {*_IN_FRONT, "nonce"}) if self.is_bound else False

    def clean_kind(self) -> Kind:
        return Kind(self.cleaned_data["kind"])

    def clean_breed(self) -> str:
        return self.cleaned_data["breed"] or UNKNOWN_BREED

    def clean_sex(self) -> Sex:
        return Sex(self.cleaned_data["sex"] or Sex.UNKNOWN)

    def clean_birth_date(self) -> date | None:
        return self._past_day("birth_date", _("This day is still to come. When was your pet born?"))

    def clean_adopted_on(self) -> date | None:
        return self._past_day("adopted_on", _("This day is still to come. When did your pet come to live with you?"))

    def _past_day(self, name: str, question: str) -> date | None:
        """Raises: ValidationError with the question for a day to come, with another for one long past."""
        day: date | None = self.cleaned_data[name]
        if day and day > self.today:
            raise ValidationError(question)
        if day and (found := age(day, self.today)) and found.unit == "years" and found.count > OLDEST_YEARS:
            raise ValidationError(
                _("That is more than %(years)d years ago. Is the year right?") % {"years": OLDEST_YEARS}
            )
        return day

    def clean_microchip(self) -> str:
        """A doubtful number is taken too: who saves it is told of the doubt."""
        return microchip.tidied(str(self.cleaned_data["microchip"]))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        has_age = data.get("age_years") is not None or data.get("age_months") is not None
        if data.get("birth_date") and has_age:
            self.add_error("age_years", _("Give the birth date or the age, not both."))
        self._check_adoption()
        self._check_weight()
        return data

    def _check_adoption(self) -> None:
        """Against a birth date that is known; an age is a guess, and nobody is corrected by a guess."""
        born, adopted = self.cleaned_data.get("birth_date"), self.cleaned_data.get("adopted_on")
        if born and adopted and adopted < born:
            self.add_error("adopted_on", _("This day is before your pet was born. Please check both dates."))

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
        if kind and kilograms > (most := _HEAVIEST_KG[kind]):
            self.add_error(
                "weight",
                _("That is more than the heaviest animal of this kind ever weighed. The most we take is %(most)s.")
                % {"most": display.format_weight(most, unit)},
            )

    def save(self, *, by: Permit | None = None) -> None:
        assert self.pet, "only pets that are there are edited"
        made_from = replace(self.pet, version=self.cleaned_data["version"])
        pets().edit(made_from, self.profile(), times.now(), str(self.cleaned_data["nonce"]), by=by)

    def made_from(self, record: Pet) -> Self:
        return type(self)(self.data_with(version=record.version, nonce=uuid.uuid4()), unit=self.unit, pet=record)

    def made_anew(self) -> Self:
        """The form with what was typed, as another one that adds a pet."""
        return type(self)(self.data_with(nonce=uuid.uuid4()), unit=self.unit)

    def compare(self, saved: Pet) -> list[FieldVersions]:
        return compare_versions(saved.profile, self.profile(), self.unit)

    def profile(self) -> Profile:
        """The profile that the owner typed; call it on a valid form."""
        born, approximate = self._birth()
        typed = {name: self.cleaned_data[name] for name in _LABELS if name in self.fields}
        typed |= {"birth_date": born, "birth_approximate": approximate, "weight": self._weight()}
        return Profile(**typed)

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
