"""The form of a pet's profile; what it cleans comes out as a `Profile`."""

import unicodedata
import uuid
from dataclasses import replace
from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.aws import times
from pettracker_site.common.editing import EditForm
from pettracker_site.common.form_fields import Day, PlainText, WholeNumber, offer_kept
from pettracker_site.common.versions import FieldVersions

from . import microchip
from .age import age, born_about
from .domain import Pet
from .life.forms import OLDEST_YEARS
from .profile import NAME_LENGTH, PROFILE_FIELDS, UNKNOWN_BREED, Kind, Profile, Sex, compare_versions
from .repository import pets
from .rights import Permit
from .weights.domain import Weight
from .weights.forms import Amount, default_unit, first_weight, keyboard, read_typed
from .weights.units import TypedUnit, TypedWeight, Unit

_LABELS: dict[str, Any] = {field.attribute: field.label for field in PROFILE_FIELDS}
_PAST_DAYS = ("birth_date", "adopted_on")
_IN_FRONT = ("name", "kind")


class PetForm(EditForm[Pet]):
    """`pet` is the pet being edited, None for a new one, which alone is asked for a weight: its later ones have a log.

    Hidden: the nonce of this form as it was opened.
    """

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
    weight = Amount(label=_LABELS["weight"], required=False)
    weight_unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=TypedUnit.choices, required=False)
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
        self.weighed: TypedWeight | None = None
        super().__init__(data, initial=self._initial(unit), label_suffix="")
        self.fields["weight"].widget.attrs["inputmode"] = keyboard(default_unit(None, unit))
        if pet:
            offer_kept(self.fields["kind"], pet.kind)
            offer_kept(self.fields["sex"], pet.profile.sex)
            del self.fields["weight"], self.fields["weight_unit"]
        for name in _PAST_DAYS:
            self.fields[name].widget.attrs["max"] = self.today.isoformat()

    def _initial(self, unit: Unit) -> dict[str, Any]:
        initial: dict[str, Any] = {"nonce": uuid.uuid4(), "weight_unit": default_unit(None, unit)}
        if self.pet is None:
            return initial
        profile = self.pet.profile
        initial |= {name: getattr(profile, name) for name in _LABELS if name in self.base_fields}
        initial |= {
            "breed": "" if profile.breed == UNKNOWN_BREED else profile.breed,
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
        try:
            self.weighed = read_typed(data, data.get("kind"))
        except ValidationError as mistake:
            self.add_error("weight", mistake)
        return data

    def _check_adoption(self) -> None:
        """Against a birth date that is known; an age is a guess, and nobody is corrected by a guess."""
        born, adopted = self.cleaned_data.get("birth_date"), self.cleaned_data.get("adopted_on")
        if born and adopted and adopted < born:
            self.add_error("adopted_on", _("This day is before your pet was born. Please check both dates."))

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
        typed = replace(self.profile(), weight=saved.profile.weight)
        return compare_versions(saved.profile, typed, self.unit)

    def profile(self) -> Profile:
        """The profile that the owner typed; call it on a valid form."""
        born, approximate = self._birth()
        typed = {name: self.cleaned_data[name] for name in _LABELS if name in self.fields}
        weight = self.pet.profile.weight if self.pet else self.weighed.kilograms if self.weighed else None
        typed |= {"birth_date": born, "birth_approximate": approximate, "weight": weight}
        return Profile(**typed)

    def new_pet(self, owner_id: str) -> tuple[Pet, Weight | None]:
        """The pet that was typed, with its first weight if there was one; call it on a valid form."""
        nonce = str(self.cleaned_data["nonce"])
        pet = Pet.new(owner_id, nonce, self.profile(), times.now())
        return pet, first_weight(pet, self.weighed, nonce) if self.weighed else None

    def _birth(self) -> tuple[date | None, bool]:
        data = self.cleaned_data
        years, months = data["age_years"], data["age_months"]
        if years is None and months is None:
            return data["birth_date"], False
        if self.pet and self.pet.profile.birth_approximate and not {"age_years", "age_months"} & set(self.changed_data):
            return self.pet.profile.birth_date, True  # an age left as it was is no new guess
        return born_about(years or 0, months or 0, self.today), True


def searched(typed: str) -> str:
    """What to search names for: the visible part of what was typed, as long as a name can be and one sign more.

    Whatever is typed is a search, never an error.
    """
    beginning = typed.strip()[: 4 * NAME_LENGTH]
    return "".join(each for each in beginning if unicodedata.category(each) != "Cc")[: NAME_LENGTH + 1]


def _months_between(born: date, today: date) -> int:
    return max(0, (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day))
