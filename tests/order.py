"""In which order tests run, and which of them stay together, where several processes share them.

Each process takes the next from the front whenever it has time. So what takes long begins first. What shares
something that is made for a module stays in one process, which spares the others making it too.
"""

import enum
from pathlib import Path

import pytest

_TESTS = Path(__file__).parent
_LONG = ("servers", "local", "rights", "soak", "faults")  # servers that start, and waiting


class Turn(enum.IntEnum):
    BROWSER = enum.auto()  # waits most, while others work
    LONG = enum.auto()
    SHORT = enum.auto()
    EMPTIES_THE_DATABASE = enum.auto()  # of what migrations put there, too


def keep_together(items: list[pytest.Item]) -> None:
    """Journeys in two processes, each of which starts a site and a browser; others by what they share."""
    journeys = sorted({item.path for item in items if _folder(item) == "journeys"})
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        if item.path in journeys:
            item.add_marker(pytest.mark.xdist_group(f"journeys {journeys.index(item.path) % 2}"))
        elif _shares_its_module(item):
            item.add_marker(pytest.mark.xdist_group(_folder(item) + "/" + item.path.stem))


def name_groups(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, a group is told by the end of a test's id.

    pytest-xdist 3.8 writes that into an attribute which pytest 9.2 does not read any more, so that it kept nothing
    together.
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        names = sorted({str(mark.args[0]) for mark in item.iter_markers("xdist_group")})
        suffix = f"@{'_'.join(names)}"
        if names and not item.nodeid.endswith(suffix):
            item._id = type(item.id).parse(item.nodeid + suffix)


def put_in_order(items: list[pytest.Item]) -> None:
    items.sort(key=turn_of)


def turn_of(item: pytest.Item) -> Turn:
    if _folder(item) == "journeys":
        return Turn.BROWSER
    database = item.get_closest_marker("django_db")
    if database and database.kwargs.get("transaction"):
        return Turn.EMPTIES_THE_DATABASE
    is_kept_together = item.get_closest_marker("xdist_group") is not None
    return Turn.LONG if is_kept_together or _folder(item) in _LONG else Turn.SHORT


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(_TESTS).parts[0] if item.path.is_relative_to(_TESTS) else ""


def _shares_its_module(item: pytest.Item) -> bool:
    made = getattr(item, "_fixtureinfo", None)
    return any(each[-1].scope == "module" for each in made.name2fixturedefs.values()) if made else False
