"""Ages are told as people say them."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pets import display
from pets.age import Age, age, born_about
from pets.display import format_age

TODAY = date(2025, 6, 15)


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2025, 6, 15), "born today"),
        (date(2025, 6, 14), "1 day"),
        (date(2025, 6, 5), "10 days"),
        (date(2025, 6, 1), "2 weeks"),
        (date(2025, 5, 10), "5 weeks"),
        (date(2025, 3, 15), "3 months"),
        (date(2024, 6, 16), "11 months"),
        (date(2024, 6, 15), "1 year"),
        (date(2021, 6, 14), "4 years"),
        (date(2025, 6, 16), ""),
    ],
)
def test_an_age_is_said_in_the_unit_people_use(born, words):
    assert format_age(born, TODAY) == words


def test_an_age_is_put_into_words_once_in_each_language(monkeypatch):
    asked = []

    def ngettext(one: str, many: str, count: int) -> str:
        asked.append(translation.get_language())
        return f"{asked[-1]}: {many}"

    display.age_in_words.cache_clear()
    monkeypatch.setattr(display, "ngettext", ngettext)
    for language in ("en", "de", "en"):
        with translation.override(language):
            assert format_age(date(2021, 6, 14), TODAY) == f"{language}: 4 years"
    assert asked == ["en", "de"]
    display.age_in_words.cache_clear()


def test_a_guess_is_said_to_be_one():
    assert format_age(date(2023, 6, 15), TODAY, approximate=True) == "about 2 years"


@pytest.mark.parametrize(
    ("on", "years"), [(date(2025, 2, 27), 0), (date(2025, 2, 28), 1), (date(2028, 2, 28), 3), (date(2028, 2, 29), 4)]
)
def test_who_was_born_on_29_february_is_a_year_older_on_the_28th_of_common_years(on, years):
    found = age(date(2024, 2, 29), on)
    assert (found.count if found.unit == "years" else 0) == years


@given(st.integers(0, 60), st.integers(0, 11), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_guessed_age_is_the_age_shown(years, months, today):
    found = age(born_about(years, months, today), today)
    if years:
        assert found == Age(years, "years")
    elif months >= 3:
        assert found == Age(months, "months")


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 9000))
def test_ages_never_shrink(born, days):
    order = ["days", "weeks", "months", "years"]
    on = born + timedelta(days=days)
    before, after = age(born, on), age(born, on + timedelta(days=1))
    assert (order.index(before.unit), before.count) <= (order.index(after.unit), after.count)
