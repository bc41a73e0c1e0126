"""A year of Biscuit's life for the demo data, by the writes of pages; the same however often it is made."""

from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.utils import timezone

from pets.domain import Pet
from pets.life.records import Record
from pets.life.repository import AddedBefore, life
from pets.milestones.domain import Milestone
from pets.repository import pets
from pets.rights import Permit
from pets.roles import Right
from pettracker_site.aws.errors import NotFound
from pettracker_site.files.storage import file_storage
from photos.documents.domain import DocumentType
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
    for paper in PAPERS_OF_BISCUIT:
        with suppress(AddedBefore):
            _paper(pet, paper)
    for each in MILESTONES:
        _add(pet, Milestone, each.ago, each.title, title=each.title, note=each.note)


def _add(pet: Pet, kind: type[R], ago: int, nonce: str, **said: Any) -> None:
    """A record of that day, noted down in its evening."""
    written = _evening(ago)
    id = kind.id_for(pet.id, pet.owner_id, f"demo/{nonce}")
    made = kind(
        pet_id=pet.id, id=id, on=written.date(), by=pet.owner_id, created_at=written, updated_at=written, **said
    )
    with suppress(AddedBefore, NotFound):
        life().add(pets().get(pet.id), made, by=_permit(pet))


def _paper(pet: Pet, paper: Paper) -> None:
    described = Described(paper.type, _evening(paper.ago).date(), paper.name)
    with (PAPERS / paper.file).open("rb") as file:
        uploader = DocumentUploader(documents(), file_storage(), clock=lambda: _evening(paper.ago))
        uploader.add(pets().get(pet.id), f"demo/{paper.file}", file, described, by=_permit(pet))


def _evening(ago: int) -> datetime:
    day = timezone.localdate() - timedelta(days=ago)
    return datetime.combine(day, time(19, 30), timezone.get_current_timezone())


def _permit(pet: Pet) -> Permit:
    return Permit(pet.owner_id, Right.ADD_RECORDS)
