"""What a table that goes out and comes in is, of whichever kind of record."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Generic

from django.forms import Form
from django.utils.functional import Promise

from pets.domain import Pet
from pets.life.records import R
from pets.life.repository import Outcome

from .columns import Known
from .values import BadCell

_SPACE = uuid.UUID("a5d0e6a2-58f5-4c43-8f0e-7a7e5f0b9c31")
Cells = Mapping[str, str]
"""What the cells of a row say, by field: days as ISO dates, numbers with a point."""


class Sheet(ABC, Generic[R]):
    """One kind of record as a table, of one pet. `columns` are its fields, in order, by their names in our own files.

    `rest` is what its rows say of themselves only in some files, and people are asked for: the unit, the type.
    """

    name: ClassVar[str]
    title: ClassVar[Promise]
    record: type[R]
    columns: ClassVar[Mapping[str, str]]
    needs: ClassVar[Sequence[str]]
    days: ClassVar[frozenset[str]]
    numbers: ClassVar[frozenset[str]]
    rest_label: ClassVar[Promise]
    rest_choices: ClassVar[Sequence[tuple[str, Any]]]
    rest_question: ClassVar[Promise]

    def __init__(self, pet: Pet, person: str) -> None:
        self.pet, self.person = pet, person

    @abstractmethod
    def uses(self, fields: Iterable[str]) -> None:
        """To be called before `make`: which fields rows say something of. The others cost time."""

    @abstractmethod
    def label(self, field: str) -> str:
        """What people read as the name of a column."""

    @abstractmethod
    def row(self, record: R) -> Mapping[str, Any]:
        """What a record says, by field; numbers as such."""

    @abstractmethod
    def says_rest(self, cells: Cells) -> bool:
        """Whether a row says by itself what `rest` says for the others."""

    @abstractmethod
    def rest_of(self, known: Known) -> str:
        """What the name of a column says of `rest`; empty where it says nothing of it."""

    @abstractmethod
    def make(self, cells: Cells, rest: str) -> R:
        """The record of a row. Raises: BadCell."""

    @abstractmethod
    def same(self, record: R) -> tuple[object, ...]:
        """What two entries have in common that are one and the same."""

    @abstractmethod
    def follow(self, pet: Pet, records: Sequence[R]) -> Outcome:
        """What follows for the pet where these are new."""

    def id_of(self, record: R) -> str:
        """The id of what comes in: the same row gives the same record, whoever brings it."""
        said = "/".join(map(str, (self.pet.id, self.record.KIND, *self.same(record))))
        return str(uuid.uuid5(_SPACE, said))


def fill(form: Form, sent: Mapping[str, str]) -> None:
    """Fill a form that serves for all rows of its kind. Raises: BadCell with the first thing that is wrong."""
    form.data = sent
    form.full_clean()
    for name, mistakes in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        sentence = mistakes[0]
        raise BadCell(f"{label}: {sentence}" if label else str(sentence))


def plain_number(value: Decimal) -> Decimal:
    """Without zeros at its end, and without an exponent where it is written as a number."""
    normal = value.normalize()
    return normal.quantize(Decimal(1)) if normal == normal.to_integral_value() else normal
