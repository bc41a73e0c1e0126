"""Calendar feeds for tests."""

from pets.calendar.feeds import Feed, Shown
from pets.domain import Pet
from pettracker_site.links.domain import LinkKind, MadeLink
from pettracker_site.links.repository import links


def make_feed(person_id: str, *pets: Pet, shown=tuple(Shown), nonce: str = "a form", title: str = "Pets") -> MadeLink:
    """As the owner's form makes it; without pets of all of one's own."""
    opens = Feed(frozenset(shown), tuple(pet.id for pet in pets)).to_plain()
    return links().make(LinkKind.FEED, person_id, nonce, title=title, opens=opens)


def feed_form(**fields) -> dict:
    """What the form of a new feed sends."""
    nonce = "00000000-0000-4000-8000-00000000feed"
    return {"title": "Our dogs", "which": "all", "shown": ["health", "birthdays"], "nonce": nonce} | fields


def address_of(made: MadeLink) -> str:
    return f"/calendar/{made.token}.ics"
