"""The decoding processes of the benchmarks, which make JPEGs where the other libraries make them too."""

import struct
from pathlib import Path
from typing import BinaryIO

from pettracker_site.files.decoding.decoder import Task
from pettracker_site.files.decoding.pool import Pool
from photos.imaging import answers
from photos.imaging.formats import Prepared
from photos.limits import MAX_BYTES

TASK = Task("from benchmarks.decoder import main; main()", answers.from_bytes, MAX_BYTES)
JPEG_QUALITY = 85


def main() -> None:
    """In the process: the site's own way, but for what the copies are encoded as."""
    from collections.abc import Callable
    from io import BytesIO

    from PIL import Image

    from pettracker_site.files.decoding import worker
    from photos.imaging import pipeline, plugins

    def encode(image: Image.Image, _size: int) -> bytes:
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=JPEG_QUALITY)
        data = buffer.getvalue()
        # In the clothes of a WebP, for nothing else is taken back.
        return b"RIFF" + struct.pack("<L", len(data)) + b"WEBP" + data

    def prepare(file: BinaryIO, before_heavy: Callable[[], object]) -> bytes:
        return answers.to_bytes(pipeline._prepare(file, encode, before_heavy))

    worker.main(prepare, tidy=plugins.return_memory)


def prepare(pool: Pool[Prepared], path: Path) -> None:
    with path.open("rb") as file:
        pool.prepare(file)


def seconds(pids: frozenset[int]) -> float:
    """Of processor time that these processes have used, to the hundredth."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(each[11]) + int(each[12]) for each in fields) / 100
