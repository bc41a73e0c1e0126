"""Checks an untrusted file by its bytes alone, before Pillow reads it."""

import os
from typing import BinaryIO, Final

from pettracker_site.files.refusals import FileRefused, Reason
from photos.limits import MAX_BYTES

MAX_READS: Final = 100_000

_HEAD: Final = 1024
_TAKEN: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")
_TAKEN_BRANDS: Final = (
    *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"),
    *(b"mif1", b"msf1", b"avif", b"avis"),
)
_NOT_TAKEN: Final = (
    *(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"IIU\0", b"IIRO", b"IIRS", b"FUJIFILM"),  # TIFF and cameras' raw files
    *(b"%!PS", b"\xc5\xd0\xd3\xc6", b"%PDF-", b"8BPS", b"gimp xcf", b"AT&TFORM"),  # drawings, pages, layers
    *(
        b"\0\0\0\x0cjP  ",
        b"\xff\x4f\xff\x51",
        b"\0\0\0\x0cJXL ",
        b"\xff\x0a",
        b"BPG\xfb",
        b"qoif",
    ),  # rarer photo formats
    *(b"\0\0\1\0", b"\0\0\2\0", b"DDS ", b"\x76\x2f\x31\x01", b"\xd7\xcd\xc6\x9a", b"\x8aMNG", b"\x8bJNG"),
)
_BITMAP_HEADERS: Final = (12, 40, 52, 56, 64, 108, 124)  # lengths; a text may begin with "BM" as well


def check(file: BinaryIO) -> None:
    """Whether it may be one of the pictures that are taken, by its length and its beginning; the rest decoding shows.

    Raises FileRefused. `file` is left open, at its beginning.
    """
    try:
        if (reason := Reader(file).likeness()) is not Reason.DAMAGED:
            raise FileRefused(reason)
    finally:
        file.seek(0)


class Reader:
    """A file of 1 to MAX_BYTES bytes, read in at most MAX_READS pieces.

    Pillow reads headers a few bytes at a time: over 25 MB of empty chunks, or of padding, it would sit for half a
    minute. A PNG of that size in the usual pieces of 8 KB takes 13,000 reads. Raises FileRefused.
    """

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0, os.SEEK_END)
        if not (size := file.tell()):
            raise FileRefused(Reason.EMPTY)
        if size > MAX_BYTES:
            raise FileRefused(Reason.TOO_LARGE)
        self.size = size
        self._file = file
        file.seek(0)
        self._left = MAX_READS
        self.seek = file.seek
        self.tell = file.tell

    def read(self, size: int = -1) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise FileRefused(Reason.DAMAGED)
        return self._file.read(size)

    def close(self) -> None:
        """Nothing: the file is its owner's to close."""

    def likeness(self) -> Reason:
        """What a file is that no plugin opens: one of ours but broken, a picture of another kind, or none at all."""
        self.seek(0)
        head = self.read(_HEAD)
        if head.startswith(_TAKEN) or (head[:4], head[8:12]) == (b"RIFF", b"WEBP"):
            return Reason.DAMAGED
        if head[4:8] == b"ftyp" and head[8:12] in _TAKEN_BRANDS:
            return Reason.DAMAGED
        bitmap = head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS
        markup = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        drawing = markup.startswith(b"<svg") or (markup.startswith((b"<?xml", b"<!")) and b"<svg" in markup)
        raw = head[4:12] == b"ftypcrx "
        return Reason.UNSUPPORTED if head.startswith(_NOT_TAKEN) or bitmap or drawing or raw else Reason.NOT_A_PICTURE
