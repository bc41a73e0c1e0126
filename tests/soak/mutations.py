"""Pictures of all formats, broken in every way that a seed can think of."""

import random
import struct
from collections.abc import Iterator
from functools import cache

from tests import pictures

SIZES = ((1, 1), (32, 24), (64, 48), (301, 203))
NUMBERS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\1", b"\0\1\0\0")
_PASSES = (1, 1, 2, 5, 30)


def mutated(count: int, seed: str) -> Iterator[tuple[str, bytes]]:
    """So many files and what was done to each, the same for the same seed."""
    rng = random.Random(seed)
    for number in range(count):
        kind, data = rng.choice(originals())
        done = rng.choice(tuple(_WAYS))
        yield f"{number} {kind} {done}", _WAYS[done](rng, bytearray(data))


@cache
def originals() -> tuple[tuple[str, bytes], ...]:
    """Plain ones and ones with all that a camera writes."""
    block = pictures.exif(
        position=True, thumbnail=True, UserComment=b"ASCII\0\0\0hi", DateTimeOriginal="2024:05:17 18:03:59"
    )
    made = [
        *((kind, make(*size)) for kind, make in pictures.KINDS.items() for size in SIZES),
        *(
            (f"{kind} EXIF", pictures.KINDS[kind](64, 48, exif=block))
            for kind in ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
        ),
        ("JPEG metadata", pictures.jpeg_with_metadata()),
        ("JPEG progressive", pictures.jpeg(200, 150, progressive=True)),
        ("JPEG CMYK", pictures.saved(pictures.quarters(64, 48).convert("CMYK"), "JPEG")),
        ("PNG palette", pictures.transparent("P", "PNG")),
        ("PNG pieces", pictures.png_in_pieces(20)),
        *(
            (f"{kind} animated", pictures.animated(kind, pictures.RED, pictures.BLUE))
            for kind in ("GIF", "WEBP", "MPO")
        ),
    ]
    return tuple((kind, file.getvalue()) for kind, file in made)


def _bits(rng: random.Random, data: bytearray) -> bytes:
    for _ in range(rng.choice(_PASSES)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _header_bits(rng: random.Random, data: bytearray) -> bytes:
    for _ in range(rng.choice(_PASSES)):
        data[rng.randrange(min(len(data), 200))] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
    return bytes(data)


def _truncated(rng: random.Random, data: bytearray) -> bytes:
    return bytes(data[: rng.randrange(len(data))])


def _lengths(rng: random.Random, data: bytearray) -> bytes:
    """Numbers of four or two bytes, which headers are full of, become the least, the greatest and others."""
    for _ in range(rng.choice(_PASSES)):
        at = rng.randrange(len(data))
        data[at : at + rng.choice((2, 4))] = rng.choice((*NUMBERS, struct.pack(">L", rng.randrange(1 << 32))))
    return bytes(data)


def _cut_and_doubled(rng: random.Random, data: bytearray) -> bytes:
    for _ in range(rng.choice(_PASSES)):
        at, length = rng.randrange(max(1, len(data))), rng.randrange(1, 200)
        if rng.random() < 0.5:
            del data[at : at + length]
        else:
            data[at:at] = data[at : at + length] * rng.choice((1, 1, 2, 50))
    return bytes(data)


def _spliced(rng: random.Random, data: bytearray) -> bytes:
    """The beginning of one and the rest of another, or a piece of it, perhaps of another format."""
    _, other = rng.choice(originals())
    at, start = rng.randrange(len(data)), rng.randrange(len(other))
    piece = other[start : start + rng.randrange(1, 500)]
    return bytes(data[:at]) + (other[start:] if rng.random() < 0.5 else piece + bytes(data[at:]))


def _chunks(rng: random.Random, data: bytearray) -> bytes:
    """PNG chunks and JPEG segments of right form and wrong content, where such may stand."""
    filling = rng.randbytes(rng.choice((0, 1, 13, 300, 60_000)))
    if data.startswith(b"\x89PNG"):
        name = rng.choice(
            (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP", b"eXIf", b"tEXt", b"zTXt", b"acTL", b"fdAT")
        )
        data[33:33] = pictures.png_chunk(name, filling)
    elif data.startswith(b"\xff\xd8"):
        marker = rng.choice((0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE))
        data[2:2] = bytes((0xFF, marker)) + struct.pack(">H", len(filling) + 2) + filling
    elif data.startswith(b"RIFF"):
        name = rng.choice((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF", b"XMP "))
        data[12:12] = name + struct.pack("<L", len(filling)) + filling
    else:
        at = rng.randrange(len(data))
        data[at:at] = filling
    return bytes(data)


_WAYS = {
    "bits": _bits,
    "header": _header_bits,
    "truncated": _truncated,
    "lengths": _lengths,
    "cut and doubled": _cut_and_doubled,
    "spliced": _spliced,
    "chunks": _chunks,
}
