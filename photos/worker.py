"""What runs in a decoding process for pictures: the only module outside the imaging code that opens any."""

from collections.abc import Callable
from typing import BinaryIO

from pettracker_site.files.decoding import worker

from . import answers, imaging


def prepare(file: BinaryIO, before_heavy: Callable[[], object]) -> bytes:
    """Raises: FileRefused."""
    return answers.to_bytes(imaging.prepare(file, before_heavy))


def main() -> None:
    worker.main(prepare)
