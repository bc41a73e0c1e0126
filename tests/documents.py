"""Documents for tests, by the upload itself."""

import itertools
from datetime import date
from io import BytesIO
from unittest import mock

from pets.domain import Pet
from pets.rights import Permit
from pets.roles import Right
from photos.documents.domain import Document, DocumentType
from photos.documents.services import Described, document_uploader
from photos.imaging import decoding
from tests.pictures import jpeg
from tests.uploads import prepared

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_numbers = itertools.count()


def described(**said) -> Described:
    return Described(**{"type": DocumentType.CERTIFICATE, "on": date(2025, 6, 1), "name": "Rabies", **said})


def add_document(pet: Pet, content: bytes = b"", *, nonce: str = "", **said) -> Document:
    """By the pet's owner; by itself a PDF that no other document is."""
    content = content or PDF + b"%d" % next(_numbers) + b"%%EOF"
    by = Permit(pet.owner_id, Right.ADD_RECORDS)
    nonce = nonce or f"nonce-{next(_numbers)}"
    return document_uploader().add(pet, nonce, BytesIO(content), described(**said), by=by)


def add_picture(pet: Pet, **said) -> Document:
    """A small picture, which is decoded once for each process of tests."""
    found = prepared(64, 48)
    with mock.patch.object(decoding, "prepare", return_value=found):
        return add_document(pet, jpeg(64, 48).getvalue(), **said)
