"""Names of files that an owner takes home: readable in any script, and taken by any file system."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from photos.album.take_home import download_name, filename_of_pet
from tests.store.makers import new_pet, new_photo


def called(name: str) -> str:
    return filename_of_pet(new_pet(name))


@pytest.mark.parametrize(
    ("pet", "file"),
    [
        ("Rex", "rex"),
        ("Rex & Co.", "rex-co"),
        ("Snow_White 2", "snow_white-2"),
        ("मोती", "मोती"),
        ("น้ำตาล", "น้ำตาล"),
        ("مُشمُش", "مُشمُش"),
        ("হিরা", "হিরা"),
        ("முத்து", "முத்து"),
        ("သန်လျက်", "သန်လျက်"),
        ("כַּלְבִּי", unicodedata.normalize("NFC", "כַּלְבִּי")),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("Zoe\u0308", "zo\u00eb"),
        ("I\u0307nci", "i\u0307nci"),
        ("小花", "小花"),
    ],
)
def test_letters_of_any_script_keep_their_marks(pet, file):
    assert called(pet) == file


@pytest.mark.parametrize(
    ("pet", "file"),
    [
        ("❤\ufe0f Rex", "rex"),
        ("Rex ❤\ufe0f", "rex"),
        ("👩\u200d🚀", "photo"),
        ("\u0301Rex", "rex"),
        ("Rex\u200d", "rex"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\u202egpj.exe", "a-gpj-exe"),
        ("...", "photo"),
    ],
)
def test_what_is_no_part_of_a_word_goes_with_its_marks(pet, file):
    assert called(pet) == file


@pytest.mark.parametrize("syllable", ["मो", "น้ำ", "𞤀𞥄", "ab", "é"])
def test_a_long_name_is_cut_between_letters(syllable):
    name = syllable * 70
    file = called(name)
    assert len(file) <= 60
    assert len(file.encode()) <= 180
    whole = name.casefold()
    assert whole.startswith(file)
    assert not unicodedata.category(whole[len(file)]).startswith("M")


def test_a_letter_with_more_marks_than_there_is_room_for_is_cut_all_the_same():
    assert called("a" + "\u0489" * 90) == "a" + "\u0489" * 59


@pytest.mark.parametrize("name", ["Con", "nul", "COM1", "lpt9"])
def test_no_name_is_one_that_windows_keeps_for_itself(name):
    assert called(name) == f"pet-{name.casefold()}"


def test_a_file_has_the_day_and_nothing_else_of_the_photo():
    pet = new_pet("मोती")
    photo = replace(new_photo(pet), taken_on=date(2025, 6, 1), extension="heic")
    assert download_name(pet, photo) == "मोती-2025-06-01.heic"
