"""What a browser hands back as a place in a list is believed only where we gave it out, for that very list."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pettracker_site.aws.errors import BadCursor
from pettracker_site.aws.paging import Cursor, merged_page

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


PLACES = some.text("0123456789#T", min_size=1, max_size=4)


@given(some.sets(PLACES, max_size=30), some.integers(1, 5), some.data())
def test_pages_of_several_lists_are_those_of_one_list_forward_and_back(places, size, data):
    lists = [[], []]
    for place in sorted(places):
        lists[data.draw(some.integers(0, 1))].append(place)
    reads = []

    def read(boundary, backward, most):
        reads.append(most)
        beyond = [[each for each in part if not boundary or _is_on(each, boundary, backward)] for part in lists]
        return [(part if backward else part[::-1])[:most] for part in beyond]

    def page(cursor):
        return merged_page(read, str, listing="here", size=size, cursor=cursor)

    pages = [page("")]
    while pages[-1].next:
        pages.append(page(pages[-1].next))
    in_order = sorted(places, reverse=True)
    assert [place for each in pages for place in each.items] == in_order
    assert max(reads) == size + (2 if len(pages) > 1 else 1)  # however many there are
    back = [pages[-1]]
    while back[-1].previous:
        back.append(page(back[-1].previous))
    assert [place for each in back[::-1] for place in each.items] == in_order


def _is_on(place, boundary, backward):
    return place >= boundary if backward else place <= boundary
