"""What a microchip's number says, and what is doubtful about it."""

import pytest

from pets import microchip


@pytest.mark.parametrize(
    ("chip", "says"),
    [
        ("276098106123456", "country code 276: Germany"),
        ("985112000123456", "maker code 985"),
        ("999000000000001", ""),
        ("0A1B2C3D4", ""),
    ],
)
def test_country_and_maker_are_told_in_words(chip, says):
    assert microchip.describe(chip) == says


@pytest.mark.parametrize(
    "chip", ["", "276098106123456", "276274877906943", "985112000123456", "123456789", "0A1B2C3D4E"]
)
def test_what_looks_right_raises_no_doubt(chip):
    assert microchip.doubt(chip) == ""


@pytest.mark.parametrize(
    ("chip", "why"),
    [
        ("276274877906944", "more than a chip can carry"),  # 2^38
        ("999000000000001", "for tests"),
        ("001098106123456", "No country"),
        ("27609810612345", "15 digits"),
        ("2760981061234567", "15 digits"),
        ("27609810612345O", "15 digits"),
        ("276/98106123456", "other than letters and digits"),
        ("٢٧٦٠٩٨١٠٦١٢٣٤٥٦", "other than letters and digits"),
    ],
)
def test_what_is_doubtful_is_told_in_words(chip, why):
    assert why in microchip.doubt(chip)
