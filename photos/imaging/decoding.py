"""The decoding processes in which pictures are prepared, as many as this process needs."""

import os
from functools import cache
from typing import BinaryIO, Final

from django.conf import settings

from pettracker_site.files.decoding.decoder import Task
from pettracker_site.files.decoding.pool import Pool, make_pool
from photos.limits import MAX_BYTES

from . import answers
from .formats import Prepared

TASK: Final = Task("from photos.imaging.worker import main; main()", answers.from_bytes, MAX_BYTES)


def prepare(file: BinaryIO) -> Prepared:
    """All that an upload has to know of a picture, by a decoding process, within what is left of the deadline.

    Raises: FileRefused, TooBusy.
    """
    return pool().prepare(file)


@cache
def pool() -> Pool[Prepared]:
    """The process's. As many wait for it as uploads may be worked on."""
    return make_pool(TASK, waiting=settings.UPLOAD_SLOTS)


os.register_at_fork(after_in_child=pool.cache_clear)
