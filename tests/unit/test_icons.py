"""Icons are those of the package, made once."""

import re
from pathlib import Path

import pytest
from lucide import _render_icon

from pets.profile import Kind
from pets.templatetags.pet_display import KIND_ICONS
from pettracker_site.templatetags.icons import icon

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMED = sorted(
    {name for each in TEMPLATES.rglob("*.html") for name in re.findall(r'{% icon "([\w-]+)"', each.read_text())}
)


@pytest.mark.parametrize("name", NAMED)
def test_an_icon_is_as_the_package_draws_it(name):
    assert icon(name, size=20, aria_hidden="true") == _render_icon(name, 20, aria_hidden="true")


def test_its_attributes_are_written_as_html_has_them():
    assert 'stroke-width="1.5"' in icon("heart", stroke_width="1.5")
    assert 'fill="currentColor"' in icon("heart", fill="currentColor")


def test_each_kind_of_pet_has_a_drawing_of_its_own():
    drawn = [icon(name) for name in KIND_ICONS.values()]
    assert len(set(drawn)) == len(Kind)


def test_an_icon_is_made_once():
    assert icon("heart", size=18) is icon("heart", size=18)
