"""How many passes over its pixels a JPEG takes, told by its markers as a decoder meets them (ITU-T T.81, annex B)."""

import re
from typing import Final

from pettracker_site.files.refusals import FileRefused, Reason

from .sniffing import Reader

_EOI, _SOS = 0xD9, 0xDA
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # SOF0 to SOF15
_PROGRESSIVE: Final = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
# FF 00 is a coded FF, and FF FF a marker still to come. Restarts have no segment, and neither has what is reserved
# (FF 02 to FF BF): in search of a restart, a decoder passes over the two bytes alone.
_MARKER: Final = re.compile(rb"\xff[\xc0-\xcf\xd9-\xfe]")
_MAX_SCANS: Final = 32
"""Encoders make 1 to 24. Each costs a JPEG 70 bytes and as much time as a picture: 1,000 in 350 KB took 50 s."""
_MAX_MARKERS: Final = 1_000
"""A photo has some 20; 25 MB in the longest segments are 400. Of 30,000 pieces of EXIF Pillow makes one in 23 s."""
_PIECE: Final = 1 << 18


def check(reader: Reader) -> None:
    """Nothing for a file of another kind. Raises FileRefused; the file is at its beginning afterwards."""
    if reader.read(2) == b"\xff\xd8" and _scans(_Walk(reader)) > _MAX_SCANS:
        raise FileRefused(Reason.DAMAGED)
    reader.seek(0)


def _scans(walk: "_Walk") -> int:
    """One, where the first scan holds all components of a frame that is not progressive; else all up to the end.

    Segments are stepped over by their lengths, so that nothing in a comment or a profile passes for a marker.
    """
    scans = components = 0
    progressive = False
    for _ in range(_MAX_MARKERS):
        marker = walk.marker()
        if marker is None or marker == _EOI:
            return scans
        segment = walk.segment()
        if marker in _FRAMES:
            progressive |= marker in _PROGRESSIVE
            components = max(components, segment[5] if len(segment) > 5 else 0)
        elif marker == _SOS:
            scans += 1
            if not progressive and segment[:1] == bytes((components,)):
                return 1
    raise FileRefused(Reason.DAMAGED)


def end(reader: Reader, start: int = 0, ends_after: int = 0) -> int:
    """Where the JPEG that begins at `start` ends, behind its last marker; the file's size where it has no end.

    `ends_after` is a place that is known not to lie behind the end, 0 where none is: to walk through a photo's pixels
    takes a tenth of the time of decoding it. Where the reader stands afterwards is undefined.
    """
    reader.seek(start + 2)
    walk = _Walk(reader)
    for _ in range(_MAX_MARKERS):
        marker = walk.marker()
        if marker == _EOI:
            return walk.place
        if marker is None:
            break
        walk.segment()
        if marker == _SOS:
            walk.pass_to(ends_after)
    return reader.size


class _Walk:
    """From marker to marker; what lies between them, coded pixels above all, is passed over."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._piece = b""
        self._at = 0

    @property
    def place(self) -> int:
        """Where in the file it stands."""
        return self._reader.tell() - len(self._piece) + self._at

    def marker(self) -> int | None:
        """The next one's second byte; None at the end of the file."""
        while not (found := _MARKER.search(self._piece, self._at)):
            # What the piece ends with may be the first half of a marker.
            rest = b"\xff" if self._piece.endswith(b"\xff") and self._at < len(self._piece) else b""
            if not (more := self._reader.read(_PIECE)):
                return None
            self._piece, self._at = rest + more, 0
        self._at = found.end()
        return self._piece[found.end() - 1]

    def pass_to(self, place: int) -> None:
        """Go on from that place of the file, unless it stands behind it already."""
        self._skip(max(0, place - self.place))

    def segment(self) -> bytes:
        """What the marker's segment begins with, up to 16 bytes; the walk goes on behind it."""
        head = self._read(2)
        length = max(0, int.from_bytes(head, "big") - 2)
        start = self._read(min(length, 16))
        self._skip(length - len(start))
        return start

    def _read(self, size: int) -> bytes:
        while len(self._piece) - self._at < size and (more := self._reader.read(_PIECE)):
            self._piece, self._at = self._piece[self._at :] + more, 0
        data = self._piece[self._at : self._at + size]
        self._at += len(data)
        return data

    def _skip(self, size: int) -> None:
        here = min(size, len(self._piece) - self._at)
        self._at += here
        if size > here:
            self._reader.seek(self._reader.tell() + size - here)
            self._piece, self._at = b"", 0
