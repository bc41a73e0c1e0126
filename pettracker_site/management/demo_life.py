"""A year of Biscuit's life for the demo data, by the writes of pages; the same however often it is made."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.utils import timezone

from pets.care.domain import Care
from pets.care.facts import Against, CareType, Scale, Severity
from pets.care.repository import follow
from pets.domain import Pet
from pets.life.records import Record
from pets.life.repository import AddedBefore, Follow, Outcome, life, nothing_follows
from pets.milestones.domain import Milestone
from pets.repository import pets
from pets.rights import Permit
from pets.roles import Right
from pets.weights import repository as weights
from pets.weights.domain import Weight
from pets.weights.units import TypedUnit, read
from pettracker_site.aws.dynamo import Write
from pettracker_site.aws.errors import NotFound
from pettracker_site.files.storage import file_storage
from pettracker_site.management import demo_medicines
from photos.documents.domain import Document, DocumentType
from photos.documents.repository import documents
from photos.documents.services import Described, DocumentUploader

PAPERS = settings.BASE_DIR / "infra" / "demo" / "papers"
R = TypeVar("R", bound=Record)


class Happened(NamedTuple):
    """So many days ago: something to remember."""

    ago: int
    title: str
    note: str = ""


class Paper(NamedTuple):
    """A document, noted so many days ago."""

    ago: int
    file: str
    type: DocumentType
    name: str


class Weighed(NamedTuple):
    """So many days ago, as it was typed."""

    ago: int
    typed: str
    note: str = ""
    approximate: bool = False


class Cared(NamedTuple):
    """A health entry, so many days ago; `again` days later it is due again."""

    ago: int
    type: CareType
    title: str
    again: int | None = None
    facts: Mapping[str, Any] = {}
    note: str = ""
    paper: str = ""


_CLINIC = {"vet": "Dr. Okafor", "clinic": "Vets at the Mill"}  # as the label is stamped
_RABIES = {"product": "Rabivex 3", "batch": "A417B03", **_CLINIC}
WEIGHTS = (
    Weighed(361, "33.1", "At the check-up. A kilo or two too many, they said."),
    Weighed(338, "33"),
    Weighed(315, "32.8"),
    Weighed(293, "32.9"),
    Weighed(270, "32.5"),
    Weighed(246, "32.4", "On the kitchen scales, he would not sit still.", approximate=True),
    Weighed(225, "32.1"),
    Weighed(204, "32.2"),
    Weighed(183, "31.9"),
    Weighed(165, "70.3 lb", "On the scales of the neighbours, who count in pounds."),
    Weighed(148, "31.7"),
    Weighed(132, "31.6"),
    Weighed(118, "31.1", "Ate little in the heat."),
    Weighed(104, "31"),
    Weighed(90, "31.2"),
    Weighed(76, "31.4"),
    Weighed(61, "31.3"),
    Weighed(47, "31.6"),
    Weighed(33, "31.5"),
    Weighed(18, "31.3"),
)
CARE = (
    Cared(577, CareType.VACCINATION, "Core vaccines", 1096, {"product": "Trivalent C", "batch": "C3-2210", **_CLINIC}),
    Cared(361, CareType.VACCINATION, "Leptospirosis", 365, {"product": "Lepto 4", "batch": "L4-0917", **_CLINIC}),
    Cared(361, CareType.VISIT, "Yearly check-up", 372, {"findings": "All well. A little tartar.", **_CLINIC}),
    Cared(212, CareType.VACCINATION, "Rabies", 1096, _RABIES, paper="label.jpg"),
    Cared(172, CareType.PARASITES, "Fluralaner", 84, {"against": Against.FLEAS_TICKS}),
    Cared(140, CareType.PROCEDURE, "Teeth cleaned", None, {"treatment": "Nothing was pulled.", **_CLINIC}),
    Cared(119, CareType.ALLERGY, "Chicken", None, {"severity": Severity.MILD, "reaction": "Itchy paws"}),
    Cared(88, CareType.PARASITES, "Fluralaner", 84, {"against": Against.FLEAS_TICKS}, "Hidden in liver sausage."),
    Cared(33, CareType.BODY_SCORE, "", None, {"score": Decimal(5), "scale": Scale.OF_NINE}),
    Cared(6, CareType.MEASURE, "Breaths asleep", None, {"value": Decimal(18), "value_unit": "a minute"}),
)
MILESTONES = (
    Happened(1436, "Came home", "Slept in a shoe box, which he then ate."),
    Happened(1291, "A whole week without an accident indoors"),
    Happened(1012, "Learned to wait at the kerb"),
    Happened(341, "Swam out to the buoy and back"),
    Happened(236, "Passed the companion dog test", "96 of 100 points. The four were a sausage."),
    Happened(127, "First night in a tent", "Snored."),
    Happened(31, "Walked past a balloon", "It took three sausages, but he did."),
)
PAPERS_OF_BISCUIT = (
    Paper(338, "registration.pdf", DocumentType.CHIP, "Microchip registration"),
    Paper(212, "label.jpg", DocumentType.CERTIFICATE, "Label of the rabies vaccine"),
)


def fill(pet: Pet) -> None:
    """Fill in what is not there yet. What was changed or thrown away meanwhile is left so."""
    papers = {paper.file: _paper(pet, paper) for paper in PAPERS_OF_BISCUIT}
    for weighed in WEIGHTS:
        _weight(pet, weighed)
    for each in MILESTONES:
        _add(pet, Milestone, each.ago, each.title, title=each.title, note=each.note)
    for care in CARE:
        _care(pet, care, papers.get(care.paper))
    demo_medicines.fill(pet)


def _weight(pet: Pet, weighed: Weighed) -> None:
    typed = read(weighed.typed, TypedUnit.KG)
    said = {"kilograms": typed.kilograms, "entered": typed.text, "unit": typed.unit}
    more = {"note": weighed.note, "approximate": weighed.approximate}
    _add(pet, Weight, weighed.ago, f"weight {weighed.ago}", weights.follow, **said, **more)


def _care(pet: Pet, care: Cared, paper: Document | None) -> None:
    said = {name: getattr(care, name) for name in ("type", "title", "facts", "note")}
    due = _evening(care.ago - care.again).date() if care.again else None
    nonce = f"{care.type} {care.title} {care.ago}"
    links = {paper.id: paper.link} if paper else {}
    _add(pet, Care, care.ago, nonce, _what_is_due, next_due=due, documents=links, **said)


def _what_is_due(pet: Pet, record: Care) -> Outcome:
    return follow(record.series, also=_hanging)(pet, record)


def _hanging(_pet: Pet, record: Care) -> dict[str, Write]:
    return {f"linked_{id}": documents().hang(id, record) for id in record.documents}


def _add(pet: Pet, kind: type[R], ago: int, nonce: str, follow: Follow[R] = nothing_follows, **said: Any) -> None:
    """A record of that day, noted down in its evening."""
    written = _evening(ago)
    id = kind.id_for(pet.id, pet.owner_id, f"demo/{nonce}")
    made = kind(
        pet_id=pet.id, id=id, on=written.date(), by=pet.owner_id, created_at=written, updated_at=written, **said
    )
    with suppress(AddedBefore, NotFound):
        life().add(pets().get(pet.id), made, follow, by=_permit(pet))


def _paper(pet: Pet, paper: Paper) -> Document | None:
    """The document; None where it was changed or thrown away meanwhile."""
    described = Described(paper.type, _evening(paper.ago).date(), paper.name)
    with (PAPERS / paper.file).open("rb") as file:
        uploader = DocumentUploader(documents(), file_storage(), clock=lambda: _evening(paper.ago))
        with suppress(AddedBefore):
            return uploader.add(pets().get(pet.id), f"demo/{paper.file}", file, described, by=_permit(pet))
    return None


def _evening(ago: int) -> datetime:
    day = timezone.localdate() - timedelta(days=ago)
    return datetime.combine(day, time(19, 30), timezone.get_current_timezone())


def _permit(pet: Pet) -> Permit:
    return Permit(pet.owner_id, Right.ADD_RECORDS)
