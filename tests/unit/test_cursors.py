"""What a browser hands back as a place in a list is believed only where we gave it out, for that very list."""

import pytest

from pettracker_site.aws.errors import BadCursor
from pettracker_site.aws.paging import Cursor

KEY = {"OwnerId": "me", "StatusName": "active\x1frex", "PetId": "1"}


def test_a_cursor_comes_back_as_it_was():
    assert Cursor.read(Cursor(KEY, backward=True).sign("pets/me"), "pets/me") == Cursor(KEY, backward=True)


def test_a_cursor_of_another_listing_is_refused():
    with pytest.raises(BadCursor):
        Cursor.read(Cursor(KEY).sign("pets/me"), "pets/somebody")


@pytest.mark.parametrize("position", [0, 5, -1])
def test_a_tampered_cursor_is_refused(position):
    token = Cursor(KEY).sign("pets/me")
    place = position % len(token)
    tampered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
    with pytest.raises(BadCursor):
        Cursor.read(tampered, "pets/me")


@pytest.mark.parametrize("token", ["x", "null", "a:b:c", "\x00", "é" * 500])
def test_nonsense_is_refused(token):
    with pytest.raises(BadCursor):
        Cursor.read(token, "pets/me")
