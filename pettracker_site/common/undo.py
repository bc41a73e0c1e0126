"""What "Undo" beside a message does, as a tag of it says: a word for what was done, the pet, and what was done to it.

`undo <pet> [<photo> ...]`: restores the pet, or those photos
`move <pet> <other pet> <photo> ...`: moves them from the pet back to the other one, whose album is shown then
`record <route> <pet> <record> [<path>]`: takes back what was done to a record of the pet's life, by the route of that
    name, and leads to that page
`dates <pet> <time> <photo>:<version> ...`: gives the first of them that time again, and moves the others by as much
`due <pet> <plan> <occurrence> <page>`: takes back the answer to what was due, and leads to that page
`later <pet> <plan> <occurrence> <page> <due> <before>`: gives what was put off to a day the day back that it had before
`dose <pet> <medicine> <occurrence> <page>`: takes back a dose, or that it was skipped, and leads to that page
"""

from django.urls import reverse

Fields = list[tuple[str, str]]


def address(tag: str) -> str:
    """Where its form is sent; empty where there is nothing to undo."""
    verb, said = _parts(tag)
    if not said:
        return ""
    if verb == "record":
        return reverse(said[0], args=said[1:3])
    if verb in ("due", "later"):
        return reverse("care:due", args=said[:2])
    if verb == "dose":
        return reverse("medicines:dose", args=said[:2])
    if verb in ("move", "dates"):
        return reverse(f"photos:{verb}", args=said[:1])
    if len(said) > 2:
        return reverse("photos:selected", args=said[:1])
    return reverse(("pets:restore", "photos:restore")[len(said) - 1], args=said)


def fields(tag: str) -> Fields:
    """What its form sends, by names."""
    verb, said = _parts(tag)
    if verb == "record":
        return [("next", path) for path in said[3:]]
    if verb == "move":
        return [("pet", said[1]), ("back", "yes"), *(("photo", each) for each in said[2:])]
    if verb == "dates":
        seen = [each.partition(":") for each in said[2:]]
        moved = [pair for id, _, version in seen for pair in (("photo", id), ("version", version))]
        return [("others", "shift"), ("taken", said[1]), *moved]
    if verb in ("due", "dose"):
        return [("action", "undo"), ("occurrence", said[2]), ("page", said[3])]
    if verb == "later":
        return [("action", "sooner"), *zip(("occurrence", "page", "due", "before"), said[2:], strict=True)]
    if verb == "undo" and len(said) > 2:
        return [("action", "restore"), *(("photo", each) for each in said[1:])]
    return []


def _parts(tag: str) -> tuple[str, list[str]]:
    verb, *said = tag.split() or [""]
    return (verb, said) if verb in ("undo", "record", "move", "dates", "due", "later", "dose") else ("", [])
