"""Several originals as one ZIP, written while it is sent: its memory does not grow with the album."""

from collections import Counter
from collections.abc import Iterable, Iterator

from zipstream import ZIP_STORED, ZipStream

from pets.domain import Pet
from pettracker_site.files.storage import PhotoStorage
from photos.domain import Photo

from .download_names import download_name


def archive(pet: Pet, photos: Iterable[Photo], storage: PhotoStorage) -> Iterator[bytes]:
    """The pieces of a ZIP of the photos' originals under neutral names, not compressed (pictures are already).

    Raises: StoreUnavailable half-way, which cuts the file off: without its directory no program takes it for whole.
    """
    stream = ZipStream(compress_type=ZIP_STORED)
    taken: Counter[str] = Counter()
    for photo in photos:
        name = download_name(pet, photo)
        taken[name] += 1
        stem, dot, extension = name.rpartition(".")
        unique = name if taken[name] == 1 else f"{stem}-{taken[name]}{dot}{extension}"
        stream.add(storage.read(photo.original_key), unique)
    yield from stream
