"""Files on records: what the pages of records ask of whoever keeps documents, which is a package above.

A record's form shows another one below its own, for its files. Sent, both are looked at; then the files are stored, and
what shows them is a part of the transaction that writes the record.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from django.http import HttpRequest

from pets.domain import Pet
from pets.rights import Permit
from pettracker_site.aws.dynamo import Write

from .records import Record


class NotAttached(Exception):
    """A file cannot hang on the record: why stands beside its field. `status` is that of the answer."""

    def __init__(self, status: int = 200) -> None:
        super().__init__("not attached")
        self.status = status


class Attached(Protocol):
    """What is to hang on a record."""

    @property
    def links(self) -> Mapping[str, Mapping[str, Any]]:
        """As the record names it in its `documents`."""

    def parts(self, pet: Pet, record: Record) -> Mapping[str, Write]:
        """Of the transaction that writes the record, for the pet as it is then. Raises: NotFound where it moved."""

    def release(self) -> None:
        """Let go of a file that was stored with a form which did not come in as it is: it is asked for anew."""


class AttachForm(Protocol):
    """The form for the files of a record; `template` shows it."""

    template: str

    def is_valid(self) -> bool:
        """Whether it may be saved, as far as can be told before."""

    def taken(self, nonce: str, *, by: Permit, name: str = "") -> AbstractContextManager[Attached]:
        """For the time in which the record is written; call it on a valid form. `nonce` is that of the record's form;
        `name` what a new document is called.

        Raises: NotAttached, also where the transaction was refused because of a file; AddedBefore.
        """


class Keeper(Protocol):
    """Whoever keeps documents."""

    def form(self, request: HttpRequest, pet: Pet, record: Record | None) -> AttachForm:
        """For a new record, or one that is there; filled where the request sends it."""

    def shown(self, record: Record) -> Iterable[Any]:
        """What hangs on a record, by one call where that is anything; `template_shown` shows it."""

    template_shown: str


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """To be called when the app starts."""
    _keepers[:] = [keeper]


def keeper() -> Keeper:
    """The one that the site has."""
    return _keepers[0]
