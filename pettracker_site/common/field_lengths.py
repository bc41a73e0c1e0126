"""How long a field of a form, or a parameter of an address, may be before anybody looks at it."""

from typing import Any, TypeVar

from django.http import QueryDict

MOST = 10_000  # signs: above what the longest field, a pet's notes, takes in any form that it may be sent in

F = TypeVar("F", bound=QueryDict)


def bounded(fields: F) -> F:
    """The same fields, each cut off one sign behind the most.

    What was cut is still too long for its field, which says so beside it: nothing else could be told from so much text,
    and composing, folding and matching it may take the square of its length, in forms of libraries too.
    """
    if not any(len(value) > MOST for _, values in fields.lists() for value in values):
        return fields
    cut: Any = fields.copy()
    for name, values in fields.lists():
        cut.setlist(name, [value[: MOST + 1] for value in values])
    cut._mutable = False
    return cut  # type: ignore[no-any-return]
