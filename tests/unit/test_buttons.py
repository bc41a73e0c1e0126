"""What Enter in a field presses is the first button of its form."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path("templates")
SAVES = "_enter_saves.html"
_FORM, _BUTTON = re.compile(r"<form\b.*?</form>", re.DOTALL), re.compile(r"<button\b[^>]*>|\{% include \"" + SAVES)


def firsts(template: str) -> list[bool]:
    """Of each form with a button that says nothing of its own, and so saves: whether that one is the first."""
    found = []
    for form in _FORM.findall(template):
        buttons = [each for each in _BUTTON.findall(form) if 'type="button"' not in each]
        plain = [" name=" not in each for each in buttons]
        if any(plain):
            found.append(plain[0])
    return found


@pytest.mark.parametrize(
    ("buttons", "is_first"),
    [
        ('<button type="submit" name="more"></button><button type="submit"></button>', [False]),
        ('<button type="button" name="more"></button><button type="submit"></button>', [True]),
        (f'{{% include "{SAVES}" %}}<button name="more"></button><button type="submit"></button>', [True]),
        ('<button name="action" value="given"></button><button name="action" value="skip"></button>', []),
    ],
)
def test_a_button_before_the_one_that_saves_is_found(buttons, is_first):
    assert firsts(f"<form>{buttons}</form>") == is_first


def test_enter_saves_in_every_form():
    """Whatever other buttons a form has: those that fill something in, or ask for more rows."""
    found = {path: firsts(path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html")}
    assert len(found) > 100
    assert [str(path) for path, are_first in found.items() if not all(are_first)] == []
