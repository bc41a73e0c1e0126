"""Reads originals again, to regenerate what is made of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from pettracker_site.aws.errors import NotFound, StoreError
from pettracker_site.files.storage import FileStorage
from photos.domain import Photo

_IN_MEMORY: Final = 2_621_440  # bytes; a larger original goes through a temporary file, as at the upload


class OriginalMissing(StoreError):
    """There is no original."""


@contextmanager
def original(storage: FileStorage, photo: Photo) -> Iterator[BinaryIO]:
    """The photo's original as a seekable file. Raises: OriginalMissing; StoreUnavailable."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        try:
            for piece in storage.read(photo.original_key):
                file.write(piece)
        except NotFound as error:
            raise OriginalMissing(photo.original_key) from error
        yield cast(BinaryIO, file)
