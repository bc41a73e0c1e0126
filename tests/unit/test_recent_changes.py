"""What was changed a moment ago, laid over a page that an index gave."""

import pytest

from pettracker_site.aws.paging import Page
from pettracker_site.common import read_your_writes


def merged(page: Page, *fresh: str, newest_first=False, belongs=lambda item: True) -> list[str]:
    """Items are their own ids; a letter's place in the alphabet is its place in the list."""
    items = read_your_writes.merge_recent_writes(
        page, fresh, id=lambda item: item, belongs=belongs, order=lambda item: item, newest_first=newest_first
    ).items
    return list(items)


def test_a_new_item_stands_in_its_place():
    assert merged(Page(("a", "c")), "b") == ["a", "b", "c"]
    assert merged(Page(("c", "a")), "b", newest_first=True) == ["c", "b", "a"]


def test_the_first_item_stands_on_an_empty_page():
    assert merged(Page(()), "b") == ["b"]


def test_an_item_that_belongs_no_more_is_taken_out():
    assert merged(Page(("a", "b")), "b", belongs=lambda item: item != "b") == ["a"]


@pytest.mark.parametrize(
    ("page", "newest_first", "shown"),
    [
        (Page(("b", "c")), False, ["a", "b", "c", "d"]),
        (Page(("b", "c"), next="more"), False, ["a", "b", "c"]),
        (Page(("b", "c"), previous="more"), False, ["b", "c", "d"]),
        (Page(("c", "b"), next="more"), True, ["d", "c", "b"]),
        (Page(("c", "b"), previous="more"), True, ["c", "b", "a"]),
    ],
)
def test_what_stands_on_another_page_is_left_to_it(page, newest_first, shown):
    assert merged(page, "a", "d", newest_first=newest_first) == shown
