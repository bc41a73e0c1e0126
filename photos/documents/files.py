"""What a file that was sent as a document is, by its first and last bytes. A PDF is never parsed.

So one that is encrypted, or has scripts in it, is taken as it is: nothing of ours opens it, and browsers only get it as
an attachment of a fixed type.
"""

import os
import re
from enum import Enum
from typing import BinaryIO, Final, NamedTuple

from pettracker_site.files.refusals import FileRefused, Reason
from photos.imaging import sniffing
from photos.limits import MAX_BYTES

KINDS: Final = ("PDF", "JPEG", "PNG", "HEIC")
"""Of files, as people call them."""

_EDGE: Final = 1024  # bytes at either end in which readers look for a PDF's marks (ISO 32000-1, Annex H.3)
_BEGINS_PDF: Final = re.compile(rb"%PDF-\d\.\d")
_ENDS_PDF: Final = b"%%EOF"
_HEIC_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")


class _Form(NamedTuple):
    content_type: str
    extension: str


class FileKind(Enum):
    """How a document's file is kept and given out, whatever it was called."""

    PDF = _Form("application/pdf", "pdf")
    JPEG = _Form("image/jpeg", "jpg")
    PNG = _Form("image/png", "png")
    HEIC = _Form("image/heic", "heic")

    @property
    def content_type(self) -> str:
        return self.value.content_type

    @property
    def extension(self) -> str:
        return self.value.extension

    @property
    def is_picture(self) -> bool:
        return self is not FileKind.PDF

    @property
    def given_out_as(self) -> str:
        """The type that browsers are told."""
        return self.content_type

    @classmethod
    def of(cls, content_type: str, extension: str = "") -> "FileKind | OtherFile":
        """The kind of that type; another one where only a later release takes it, whose key ends like that."""
        found = next((each for each in cls if each.content_type == content_type), None)
        return found or OtherFile(content_type, extension)


class OtherFile(NamedTuple):
    """A file of a kind that only a later release knows, and that is nothing but bytes here."""

    content_type: str
    extension: str
    is_picture: bool = False
    given_out_as: str = "application/octet-stream"


_OF_PICTURES: Final = {"JPEG": FileKind.JPEG, "PNG": FileKind.PNG, "HEIF": FileKind.HEIC}


def kind_of(file: BinaryIO) -> FileKind:
    """What a file seems to be; whether a picture is one, decoding shows.

    Raises FileRefused: EMPTY, TOO_LARGE (above MAX_BYTES), DAMAGED (a PDF without its end), UNSUPPORTED (a picture of
    another kind), NOT_A_PICTURE (nothing that is taken). `file` is left open, at its beginning.
    """
    try:
        head, tail = _edges(file)
        if kind := _picture(head):
            return kind
        if not _BEGINS_PDF.search(head):
            sniffing.check(file)  # says what is no picture at all, and which pictures nobody takes
            raise FileRefused(Reason.UNSUPPORTED)  # such as a GIF, which albums take
        if _ENDS_PDF not in tail:
            raise FileRefused(Reason.DAMAGED)
        return FileKind.PDF
    finally:
        file.seek(0)


def decoded_kind(format: str) -> FileKind:
    """What a picture turned out to be, by its name in `photos.imaging.formats.FORMATS`. Raises: FileRefused."""
    if format not in _OF_PICTURES:
        raise FileRefused(Reason.UNSUPPORTED)
    return _OF_PICTURES[format]


def _edges(file: BinaryIO) -> tuple[bytes, bytes]:
    """Raises: FileRefused for a file of no length, or of too much."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        raise FileRefused(Reason.EMPTY)
    if size > MAX_BYTES:
        raise FileRefused(Reason.TOO_LARGE)
    file.seek(0)
    head = file.read(_EDGE)
    file.seek(max(0, size - _EDGE))
    return head, file.read(_EDGE)


def _picture(head: bytes) -> FileKind | None:
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG"):
        return FileKind.PNG
    return FileKind.HEIC if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS else None
