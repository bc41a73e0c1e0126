"""What runs in a decoding process for pictures: the only module outside the imaging code that opens any."""

from collections.abc import Callable
from typing import BinaryIO

from pettracker_site.files.decoding import worker
from photos.imaging import pipeline, plugins

from . import answers


def prepare(file: BinaryIO, before_heavy: Callable[[], object]) -> bytes:
    """Raises: FileRefused."""
    return answers.to_bytes(pipeline.prepare(file, before_heavy))


def main() -> None:
    worker.main(prepare, tidy=plugins.return_memory)
