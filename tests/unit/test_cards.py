"""Cards say what a list shows of each pet and photo."""

from base64 import b64encode
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest

from pets.profile import Kind
from photos.cards import alt_text, pet_cards, photo_cards, picture_of
from photos.domain import Size
from photos.templatetags.album import by_month
from tests.store.makers import new_pet, new_photo

PET = new_pet("Rex")


def test_a_pet_is_told_by_its_kind_its_age_and_its_cover(monkeypatch):
    monkeypatch.setattr("photos.cards.timezone.localdate", lambda: date(2025, 6, 1))
    known = replace(new_pet("Rex", kind=Kind.CAT, birth_date=date(2021, 5, 1)), cover_photo_id="a-photo")
    guess = new_pet("Tom", birth_date=date(2021, 5, 1), birth_approximate=True)
    first, second, third = pet_cards([known, guess, PET])
    assert (first.id, first.name, first.kind, first.kind_label, first.age) == (known.id, "Rex", "cat", "Cat", "4 years")
    assert urlsplit(first.cover).path.endswith(f"/thumbs/{known.id}/a-photo/480.webp")
    assert (second.age, second.cover) == ("about 4 years", "")
    assert third.age == ""


def test_a_photo_is_told_by_its_caption_or_by_its_pet_and_day():
    photo = new_photo(PET)
    plain, captioned = photo_cards([photo, replace(photo, caption="At the sea", favourite=True)], PET)
    assert (plain.caption, plain.picture.alt, plain.favourite) == ("", alt_text(photo, PET), False)
    assert plain.picture.alt == f"Rex on {plain.date}"
    assert (captioned.caption, captioned.picture.alt, captioned.favourite) == ("At the sea", "At the sea", True)


@pytest.mark.parametrize(
    ("size", "shape"),
    [((4000, 3000), "13"), ((3000, 4000), "08"), ((100, 9999), "05"), ((9999, 100), "30"), ((100, 0), "05")],
)
def test_a_shape_is_how_many_tenths_of_its_height_a_photo_is_wide_within_limits(size, shape):
    [card] = photo_cards([replace(new_photo(PET), width=size[0], height=size[1])], PET)
    assert card.shape == shape


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        ((4000, 3000), "(min-width:36rem) 260px,173px"),
        ((3000, 4000), "(min-width:36rem) 160px,106px"),
        ((9000, 3000), "(min-width:36rem) 600px,266px"),  # a phone shows at most twice its height
    ],
)
def test_a_browser_is_told_how_wide_each_photo_is_in_its_row(size, sizes):
    [card] = photo_cards([replace(new_photo(PET), width=size[0], height=size[1])], PET)
    assert card.sizes == sizes


@pytest.mark.parametrize(
    ("placeholder", "written"), [(b"", ""), (b"tiny", f"data:image/webp;base64,{b64encode(b'tiny').decode()}")]
)
def test_a_placeholder_is_an_address_that_has_the_picture_in_it(placeholder, written):
    [card] = photo_cards([replace(new_photo(PET), placeholder=placeholder)], PET)
    assert card.placeholder == written


def test_a_picture_leaves_the_browser_the_choice_between_whole_copies():
    picture = picture_of(new_photo(PET), lambda key: key.rpartition("/")[2], alt="Rex")
    assert (picture.small, picture.full) == ("480.webp", "1600.webp")
    assert picture.srcset == "480.webp 480w, 800.webp 800w, 1600.webp 1600w"
    assert (picture.width, picture.height) == ("1600", "1200")


@pytest.mark.parametrize(
    ("sizes", "srcset"),
    [
        ((Size(480, 300, 200), Size(800, 300, 200), Size(1600, 300, 200)), ""),
        ((Size(480, 480, 320), Size(800, 600, 400), Size(1600, 600, 400)), "480.webp 480w, 1600.webp 600w"),
        ((Size(480, 480, 320), Size(1600, 1600, 1067)), "480.webp 480w, 1600.webp 1600w"),  # made before there were 800
    ],
)
def test_the_browser_chooses_between_the_copies_that_are_there_and_differ(sizes, srcset):
    photo = replace(new_photo(PET), sizes=(Size(160, 160, 160), *sizes))
    picture = picture_of(photo, lambda key: key.rpartition("/")[2], alt="Rex")
    assert (picture.srcset, picture.width) == (srcset, str(sizes[-1].width))


def test_each_month_has_the_cards_of_its_photos():
    photos = [new_photo(PET, days=days) for days in (31, 29, 0, -1)]
    found = [(month.key, [card.id for card in cards]) for month, cards in by_month(photos, PET)]
    ids = [photo.id for photo in photos]
    assert found == [("2025-07", ids[:1]), ("2025-06", ids[1:3]), ("2025-05", ids[3:])]
