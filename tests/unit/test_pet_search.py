"""What a search over one's pets finds, and its pages."""

from dataclasses import replace

import pytest

from pets.profile import UNKNOWN_BREED, Kind, Profile
from pets.search import matcher, page_among
from pettracker_site.aws.errors import BadCursor
from tests.store.makers import new_pet

PETS = [
    replace(new_pet(), profile=Profile(name, kind, breed))
    for name, kind, breed in (
        ("Éclair", Kind.CAT, "Maine Coon"),
        ("Rex", Kind.DOG, "Golden Retriever"),
        ("ＭＩＳＯ", Kind.CAT, UNKNOWN_BREED),
        ("小花", Kind.SMALL_MAMMAL, "Guinea pig"),
    )
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("eclair", ["Éclair"]),
        ("CLA", ["Éclair"]),
        ("miso", ["ＭＩＳＯ"]),
        ("花", ["小花"]),
        ("cat", ["Éclair", "ＭＩＳＯ"]),
        ("retriever golden", ["Rex"]),
        ("cát coon", ["Éclair"]),
        ("cat rex", []),
        ("unknown", []),
        ("  ", [pet.name for pet in PETS]),
    ],
)
def test_each_word_stands_in_name_kind_or_breed(typed, found):
    assert [pet.name for pet in filter(matcher(typed), PETS)] == found


def test_a_cursor_is_of_its_own_search():
    page = page_among(PETS, listing="one", cursor="", size=2)
    assert [pet.name for pet in page_among(PETS, listing="one", cursor=page.next, size=2).items] == ["Rex", "小花"]
    with pytest.raises(BadCursor):
        page_among(PETS, listing="other", cursor=page.next, size=2)
