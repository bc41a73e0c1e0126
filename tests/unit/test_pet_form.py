"""What an owner may type about a pet, and what is said about the rest."""

import unicodedata
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from pets.domain import Pet
from pets.forms import PetForm
from pets.profile import Kind, Profile, Sex
from pettracker_site.aws import times


def form(pet=None, unit="kg", **typed) -> PetForm:
    return PetForm({"name": "Rex", "kind": "dog", "nonce": str(uuid.uuid4()), **typed}, unit=unit, pet=pet)


def error(field: str, **typed) -> str:
    return " ".join(form(**typed).errors.get(field, []))


def test_a_name_and_a_kind_are_enough():
    filled = form()
    assert filled.is_valid()
    assert filled.profile() == Profile("Rex", Kind.DOG, "Unknown", Sex.UNKNOWN)


def test_a_missing_name_is_asked_for_in_words():
    assert error("name", name="  ") == "What is your pet called?"


def test_a_missing_kind_is_asked_for_in_words():
    assert error("kind", kind="") == "Please choose what kind of animal it is."


def test_a_kind_that_does_not_exist_is_refused():
    assert error("kind", kind="dragon")


def test_nobody_is_born_in_the_future():
    tomorrow = timezone.localdate() + timedelta(days=2)  # tomorrow even where midnight comes between
    assert "still to come" in error("birth_date", birth_date=tomorrow.isoformat())


@pytest.mark.parametrize("field", ["birth_date", "adopted_on"])
def test_a_day_in_the_year_205_is_asked_about(field):
    assert "Is the year right?" in error(field, **{field: "0205-01-01"})


def test_no_pet_comes_to_live_with_its_people_in_the_future():
    tomorrow = timezone.localdate() + timedelta(days=2)  # tomorrow even where midnight comes between
    assert "still to come" in error("adopted_on", adopted_on=tomorrow.isoformat())


def test_no_pet_comes_to_live_with_its_people_before_it_is_born():
    assert "before your pet was born" in error("adopted_on", birth_date="2020-05-17", adopted_on="2020-05-16")


@pytest.mark.parametrize("birth", [{"birth_date": "2020-05-17"}, {"age_months": "1"}, {}])
def test_a_pet_may_come_on_the_day_of_its_birth_or_before_a_birth_that_is_a_guess(birth):
    filled = form(adopted_on="2020-05-17", **birth)
    assert filled.is_valid(), filled.errors
    assert filled.profile().adopted_on == date(2020, 5, 17)


@pytest.mark.parametrize(("field", "typed"), [("age_years", "1_2"), ("age_years", "3.0"), ("age_months", "1e1")])
def test_an_age_is_whole_numbers(field, typed):
    assert error(field, **{field: typed}).startswith("Write whole")


@pytest.mark.parametrize("field", ["weight", "age_years", "age_months"])
def test_a_browser_leaves_a_number_as_it_was_typed(field):
    """A browser's own field for numbers drops the comma of "4,5", and sends 45."""
    assert 'type="text"' in str(PetForm(unit="kg")[field])
    assert "inputmode" in str(PetForm(unit="kg")[field])


@pytest.mark.parametrize("born", ["06/05/2025", "06.05.2025", "2025/06/05", "5 June 2025"])
def test_a_birth_date_is_not_guessed(born):
    assert error("birth_date", birth_date=born) == "This is not a date. Write it like 2025-06-01."


def test_a_birth_date_typed_in_other_digits_is_understood():
    filled = form(birth_date="٢٠٢٠-٠١-٣١")
    assert filled.is_valid()
    assert filled.profile().birth_date == date(2020, 1, 31)


def test_the_weight_of_a_new_pet_is_its_first_entry():
    filled = form(weight="10 lb 2 oz")
    assert filled.is_valid(), filled.errors
    pet, weight = filled.new_pet("me")
    assert (weight.kilograms, weight.entered, weight.unit) == (pet.profile.weight, "10 lb 2 oz", "lb-oz")
    assert (weight.pet_id, weight.by, weight.on) == (pet.id, "me", timezone.localdate())


def test_who_edits_a_pet_is_not_asked_for_its_weight():
    assert "weight" in form().fields
    assert "weight" not in form(saved(Profile("Rex", Kind.DOG, weight=Decimal(4)))).fields


@pytest.mark.parametrize("field", ["name", "breed", "colour", "notes"])
@pytest.mark.parametrize("sign", ["\x07", "\x1f", "\u202e"])
def test_control_and_direction_signs_are_refused(field, sign):
    assert "invisible" in error(field, **{field: f"a{sign}b"})


def test_notes_keep_their_lines():
    filled = form(notes="one\r\ntwo")
    assert filled.is_valid()
    assert filled.profile().notes == "one\ntwo"


def test_emoji_are_welcome():
    assert form(name="Rex 👨‍👩‍👧🐕").is_valid()


@pytest.mark.parametrize(("field", "most"), [("name", 80), ("breed", 80), ("colour", 120), ("notes", 2000)])
def test_lengths_have_an_end(field, most):
    assert form(**{field: "a" * most}).is_valid()
    assert str(most) in error(field, **{field: "a" * (most + 1)})


@pytest.mark.parametrize("field", ["name", "breed", "colour", "notes", "microchip"])
def test_what_is_far_too_long_is_refused_before_it_is_composed(field, monkeypatch):
    """Composing (NFC) takes the square of the length where marks follow marks."""
    monkeypatch.setattr(unicodedata, "normalize", no_long_text)
    assert "it has 500000" in error(field, **{field: "\u0301\u0316" * 250_000})


def no_long_text(form: str, text: str, normalize=unicodedata.normalize) -> str:
    assert len(text) <= 10_000
    return normalize(form, text)


def test_marks_within_the_limit_are_welcome():
    assert form(notes="a" + "\u0301\u0316" * 900).is_valid()


def test_the_length_is_that_of_the_composed_text():
    filled = form(notes="e\u0301" * 2000)
    assert filled.is_valid()
    assert filled.profile().notes == "é" * 2000
    assert "it has 4000" in error("notes", notes="\u0958" * 2000)  # composed, each is two


@pytest.mark.parametrize(
    ("typed", "kept"), [("276 0981 0612 3456", "276098106123456"), ("abc-123-456", "ABC123456"), ("", "")]
)
def test_a_microchip_number_is_kept_without_its_spaces(typed, kept):
    filled = form(microchip=typed)
    assert filled.is_valid()
    assert filled.profile().microchip == kept


@pytest.mark.parametrize("chip", ["123", "1234567890123456", "١٢٣٤٥٦٧٨٩"])
def test_a_doubtful_microchip_number_is_taken_too(chip):
    assert form(microchip=chip).is_valid()


def test_an_age_is_kept_as_an_approximate_birth_date():
    filled = form(age_years="3", age_months="")
    assert filled.is_valid()
    born = filled.profile().birth_date
    assert filled.profile().birth_approximate
    assert abs((timezone.localdate() - born).days - 3 * 365.25) < 2


def test_birth_date_and_age_together_are_one_too_many():
    assert "not both" in error("age_years", birth_date="2020-01-01", age_years="3")


def saved(profile: Profile) -> Pet:
    return Pet.new("me", "n", profile, times.now())


def typed_of(pet: Pet, unit: str = "kg") -> dict:
    blank = PetForm(unit=unit, pet=pet)
    values = {name: blank.get_initial_for_field(field, name) for name, field in blank.fields.items()}
    return {name: "" if value is None else str(value) for name, value in values.items()}


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_a_form_saved_as_it_was_opened_changes_nothing(unit):
    profile = Profile(
        "Miso",
        Kind.CAT,
        "Siamese",
        Sex.FEMALE,
        birth_date=date(2020, 1, 31),
        birth_approximate=True,
        weight=Decimal("4.207"),
        colour="grey",
        microchip="276098106123456",
        notes="a\nb",
    )
    pet = saved(profile)
    again = PetForm(typed_of(pet, unit), unit=unit, pet=pet)
    assert again.is_valid(), again.errors
    assert again.profile() == profile


def test_an_unknown_breed_is_an_empty_field():
    assert typed_of(saved(Profile("Rex", Kind.DOG)))["breed"] == ""


@pytest.mark.parametrize("name", ["\u200b", "\u3164", " \u2800 ", "\u0301"])
def test_a_name_that_nobody_can_see_is_no_name(name):
    assert error("name", name=name) == "What is your pet called?"
