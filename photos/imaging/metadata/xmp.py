"""What an XMP packet says, read by expat without document types and entities.

Properties are found by the URI of their namespace, whatever prefix a writer gave it, as attributes and as elements
(XMP Specification Part 1, 7; ISO 16684-1). What is read before a packet turns out to be damaged counts.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NoReturn
from xml.parsers import expat

MAX_NODES: Final = 50_000
"""Elements and attributes; Photoshop's histories have thousands."""
MAX_DEPTH: Final = 64
MAX_TEXT: Final = 4000
"""Signs of a value that are kept."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EXIF: Final = "http://ns.adobe.com/exif/1.0/"
PHOTOSHOP: Final = "http://ns.adobe.com/photoshop/1.0/"
XMP: Final = "http://ns.adobe.com/xap/1.0/"
TIFF: Final = "http://ns.adobe.com/tiff/1.0/"
DC: Final = "http://purl.org/dc/elements/1.1/"

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_STRUCTURE: Final = frozenset({RDF, _XML, "adobe:ns:meta/"})
_CONTROLS: Final = bytes(each for each in range(32) if each not in b"\t\r\n")
_NO_CONTROLS: Final = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
Name = tuple[str, str]
"""The URI of a namespace, and a name in it."""


@dataclass(frozen=True, slots=True)
class Properties:
    """The values of each property, never empty ones; those of a list one by one.

    `own` are the picture's own; `nested` are the fields of structures, which may speak of other pictures (what it was
    made from) or of a part of this one (a face).
    """

    own: Mapping[Name, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    nested: Mapping[Name, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def first(self, namespace: str, name: str) -> str:
        """The picture's own first value of it; empty where it has none."""
        return next(iter(self.own.get((namespace, name), ())), "")


def properties(packets: Iterable[bytes]) -> Properties:
    """What these packets say together, in their order."""
    collector = _Collector()
    for packet in packets:
        collector.read(packet)
    return Properties(
        MappingProxyType({name: tuple(values) for name, values in collector.own.items()}),
        MappingProxyType({name: tuple(values) for name, values in collector.nested.items()}),
    )


class _TooMuch(Exception):
    """A packet that is none, or does not end."""


class _Collector:
    def __init__(self) -> None:
        self.own: dict[Name, list[str]] = {}
        self.nested: dict[Name, list[str]] = {}
        self._left = MAX_NODES
        self._path: list[Name] = []
        self._text: list[str] = []

    def read(self, packet: bytes) -> None:
        self._path, self._text = [], []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True  # else each line of padding is a call
        parser.StartDoctypeDeclHandler = _refuse  # without one there are no entities
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        with suppress(expat.ExpatError, _TooMuch, ValueError, LookupError):  # the last two: of unknown encodings
            parser.Parse(_repaired(packet.strip(b"\0 \t\r\n")), True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._left -= 1 + len(attributes)
        if self._left < 0 or len(self._path) >= MAX_DEPTH:
            raise _TooMuch
        self._path.append(_name(name))
        self._text = []
        for attribute, value in attributes.items():
            self._keep([*self._path, _name(attribute)], value)

    def _characters(self, data: str) -> None:
        self._text.append(data)

    def _end(self, _name: str) -> None:
        self._keep(self._path, "".join(self._text))
        self._path.pop()
        self._text = []

    def _keep(self, path: list[Name], text: str) -> None:
        """A value belongs to the last name on its way that is not of RDF's own."""
        value = text.strip()
        if not value or path[-1][0] == _XML or (path[-1][0] == RDF and path[-1][1] in ("about", "ID", "parseType")):
            return
        said = [name for name in path if name[0] not in _STRUCTURE]
        if said:
            kept = self.own if len(said) == 1 else self.nested
            kept.setdefault(said[-1], []).append(value[:MAX_TEXT])


def _name(name: str) -> Name:
    namespace, _, local = name.rpartition(" ")
    return namespace, local


def _repaired(packet: bytes) -> bytes:
    """As Adobe's toolkit has it: what is no UTF-8 is Latin-1, and control signs, which XML knows not, are blanks."""
    if b"\0" in packet[:8] or b"encoding=" in packet[:100]:
        return packet  # UTF-16 or UTF-32; or it says itself what it is
    try:
        packet.decode()
    except UnicodeDecodeError:
        packet = packet.decode("latin-1").encode()
    return packet.translate(_NO_CONTROLS)


def _refuse(*_: object) -> NoReturn:
    raise _TooMuch
