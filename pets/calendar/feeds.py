"""What a feed shows: of which pets, and which kinds of days, as its link keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pets.domain import Pet, Status
from pets.repository import pets
from pets.roles import Right, rights_of
from pettracker_site.aws import times
from pettracker_site.links.domain import Link, LinkKind
from pettracker_site.links.repository import links

MOST_FEEDS = 10  # of a person
MOST_PETS = 100  # of a feed: what one call reads
MOST_EVENTS = 2_000  # of a feed: less than a megabyte, which is as much as some programs take
YEARS = 2  # this one, and the next


class Shown(TextChoices):
    """Kinds of days."""

    HEALTH = "health", _("Health entries that are due")
    MEDICINES = "medicines", _("Medicines")
    DOCUMENTS = "documents", _("Documents that expire")
    BIRTHDAYS = "birthdays", _("Birthdays and adoption days")


@dataclass(frozen=True, slots=True)
class Feed:
    """Without `pet_ids` it is of all pets that a person owns at that time."""

    shown: frozenset[Shown]
    pet_ids: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """As a link keeps it."""
        return {"Kinds": sorted(self.shown), "Pets": list(self.pet_ids)}

    @classmethod
    def from_plain(cls, kept: Mapping[str, Any]) -> Self:
        """Without kinds that only a later release knows."""
        return cls(frozenset(each for each in Shown if each in kept["Kinds"]), tuple(kept.get("Pets", ())))

    def kinds(self) -> list[str | Promise]:
        """In words."""
        return [each.label for each in Shown if each in self.shown]

    def pets(self, person_id: str) -> list[Pet]:
        """Those that this person may see now, at most 100, by one call. Raises: StoreUnavailable."""
        if not self.pet_ids:
            return list(pets().list_for_owner(person_id, size=MOST_PETS).items)
        now = times.now()
        found = pets().find_many(list(self.pet_ids))
        return [
            pet for pet in found if pet.status == Status.ACTIVE and Right.VIEW in rights_of(pet.role_of(person_id, now))
        ]


def export(person_id: str) -> list[dict[str, Any]]:
    """All feeds of a person, for the copy of their data, by two calls: without what finds their links."""
    return [_exported(link) for link in links().of(person_id, LinkKind.FEED)]


def _exported(link: Link) -> dict[str, Any]:
    item = link.to_item()
    shows = Feed.from_plain(link.opens).to_plain()
    return {"Title": link.title, **shows, **{name: item[name] for name in ("CreatedAt", "LastUsedAt") if name in item}}


def window(today: date) -> tuple[date, date]:
    """The first and last day that a feed shows: so its bytes change by themselves once a year only."""
    return date(today.year, 1, 1), date(today.year + YEARS - 1, 12, 31)
