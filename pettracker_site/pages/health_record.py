"""The health record for the vet: what fits on one page of paper, without what is written down in private."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pets.access import own_pet, owner_of
from pets.care.display import shown_facts
from pets.care.domain import Care
from pets.care.facts import FACTS, CareType
from pets.life.plans import plans_of
from pets.life.repository import life
from pets.roles import Right
from pets.weights.domain import Weight
from pets.weights.units import Unit
from pettracker_site.aws.parallel import run_both

LOOKED_AT = 200  # care records, the newest ones
WEIGHTS = 8
DUE = 8
LINES = 43
"""So many lines of records, headings counted as two, find room on the sheet with all else (static/css/print.css)."""
_LONGEST = 120  # signs of one thing that a record says
_NAME_WIDTH, _WIDTH, _WIDTH_BESIDE_NEXT = 24, 52, 36  # signs that have room in a line of their column


@dataclass(frozen=True, slots=True)
class Kind:
    """What is told of records of these types, by the names of their facts: at most so many of them, or only the
    newest of each series, which alone says what is `next`."""

    label: Promise
    types: tuple[CareType, ...]
    facts: tuple[str, ...]
    most: int
    has_next: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A record. It takes `height` lines of the sheet."""

    on: date
    name: str
    words: str
    next_due: date | None
    height: int


@dataclass(frozen=True, slots=True)
class Section:
    label: Promise
    lines: tuple[Line, ...]
    has_next: bool


KINDS = (
    Kind(_("Allergies"), (CareType.ALLERGY,), ("severity", "reaction", "treatment"), 6),
    Kind(_("Vaccinations"), (CareType.VACCINATION,), ("product", "batch", "reaction"), 10, has_next=True),
    Kind(_("Treatments against parasites"), (CareType.PARASITES,), ("against", "product"), 6, has_next=True),
    Kind(
        _("Visits and procedures"),
        (CareType.VISIT, CareType.PROCEDURE),
        ("findings", "diagnosis", "treatment", "clinic"),
        5,
    ),
    Kind(_("Measures"), (CareType.BODY_SCORE, CareType.MEASURE), ("score", "value"), 4),
)


@require_safe
def health_record(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Three calls, of which two are made side by side, however many records there are."""
    pet = own_pet(request, pet_id, Right.VIEW)
    weights, care = run_both(
        partial(life().newest, Weight, pet.id, most=WEIGHTS), partial(life().newest, Care, pet.id, most=LOOKED_AT)
    )
    context = {
        "pet": pet,
        "weights": weights,
        "due": plans_of(pet)[:DUE],
        "sections": sections(care, owner_of(request).unit),
    }
    return render(request, "pets/health_record.html", context)


def sections(care: Iterable[Care], unit: Unit) -> list[Section]:
    """Those that have something to tell, each with its newest records first, as far as there is room on the sheet."""
    known, left, found = list(care), LINES, []
    for kind in KINDS:
        lines = list(_that_fit(_lines(known, kind, unit), left - 2))
        if lines:
            left -= 2 + sum(line.height for line in lines)
            found.append(Section(kind.label, tuple(lines), kind.has_next))
    return found


def _that_fit(lines: Iterable[Line], left: int) -> Iterator[Line]:
    for line in lines:
        left -= line.height
        if left < 0:
            return
        yield line


def _lines(care: Iterable[Care], kind: Kind, unit: Unit) -> list[Line]:
    some = [record for record in care if record.type in kind.types]
    if kind.has_next:
        some = list({record.series: record for record in reversed(some)}.values())  # the newest of each
        some.sort(key=lambda record: record.order, reverse=True)
    return [_line(record, kind, unit) for record in some[: kind.most]]


def _line(record: Care, kind: Kind, unit: Unit) -> Line:
    """What the record says besides its name, where that is known."""
    shown = dict(shown_facts(record, unit))
    said = [shown[FACTS[name].label] for name in kind.facts if FACTS[name].label in shown]
    name, words = _short(record.name), " · ".join(_short(each) for each in said if each != record.name)
    width = _WIDTH_BESIDE_NEXT if kind.has_next else _WIDTH
    height = max(ceil(len(name) / _NAME_WIDTH), ceil(len(words) / width))
    return Line(record.on, name, words, record.next_due, height)


def _short(words: str) -> str:
    return str(Truncator(" ".join(words.split())).chars(_LONGEST))
