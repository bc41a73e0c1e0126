"""The breeds that are suggested."""

from pets.breeds import BREEDS
from pets.forms import PetForm
from pets.profile import Kind
from tests.site.forms import pet_form


def test_each_list_is_of_a_kind_in_order_and_without_doubles():
    assert set(BREEDS) == set(Kind.values) - {Kind.OTHER}
    for names in BREEDS.values():
        assert list(names) == sorted(set(names), key=str.casefold)


def test_the_form_takes_each_as_it_is():
    for name in {name for names in BREEDS.values() for name in names}:
        form = PetForm(pet_form(breed=name), unit="kg")
        assert form.is_valid()
        assert form.profile().breed == name
