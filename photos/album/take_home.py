"""Originals to take home: their file names, and several as one ZIP that is written while it is sent."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from zipstream import ZIP_STORED, ZipStream

from pets.domain import Pet
from pettracker_site.files.downloads import stream_download
from pettracker_site.files.storage import FileStorage, file_storage
from photos.domain import Photo

_LONGEST: Final = 60  # signs
_MOST_BYTES: Final = 180  # as UTF-8: file systems take 255, and the day, a number and an extension follow
_JOINERS: Final = frozenset("\u200c\u200d")  # Persian and Indian scripts write words with them
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])")  # on Windows, whatever the extension


def download_name(pet: Pet, photo: Photo) -> str:
    """`buddy-2025-06-01.jpg`: the pet and the day, and nothing of the name under which the file was sent."""
    return f"{filename_of_pet(pet)}-{photo.taken_on.isoformat()}.{photo.extension}"


def filename_of_pet(pet: Pet) -> str:
    """The pet's name as the beginning of a file's name, in the composed form (NFC).

    Letters and digits of any script stay, with their marks: without them Hindi, Thai or Arabic could not be read.
    At most 60 signs and 180 bytes.
    """
    name = _shortened(_words(unicodedata.normalize("NFC", pet.name.casefold()))) or "photo"
    return f"pet-{name}" if _RESERVED.fullmatch(name) else name


def _words(text: str) -> str:
    """What stands between the words becomes one hyphen; so does a mark or joiner of what goes, such as an emoji's."""
    kept = ""
    for sign in text:
        is_written_onto_a_letter = _belongs_to_the_last(sign) and not kept.endswith(("-", "_")) and kept
        if sign.isalnum() or sign == "_" or is_written_onto_a_letter:
            kept += sign
        elif not kept.endswith("-"):
            kept += "-"
    return re.sub("[\u200c\u200d]+(?=-|$)", "", kept).strip("-")


def _shortened(name: str) -> str:
    """No letter is parted from its marks, unless it has more of them than there is room for."""
    end = len(name[:_LONGEST].encode()[:_MOST_BYTES].decode(errors="ignore"))
    whole = end
    while whole and whole < len(name) and _belongs_to_the_last(name[whole]):
        whole -= 1
    return name[: whole or end].rstrip("-\u200c\u200d")


def _belongs_to_the_last(sign: str) -> bool:
    """Whether it is written onto the letter before it."""
    return sign in _JOINERS or unicodedata.category(sign).startswith("M")


def archive(pet: Pet, photos: Iterable[Photo], storage: FileStorage) -> Iterator[bytes]:
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


def send_archive(request: HttpRequest, pet: Pet, photos: Iterable[Photo], part: int = 0) -> StreamingHttpResponse:
    """A ZIP of these photos as the person's one download. Raises: TooBusy, DownloadInProgress."""
    parts = stream_download(request, archive(pet, photos, file_storage()))
    response = StreamingHttpResponse(parts, content_type="application/zip")
    name = f"{filename_of_pet(pet)}{f'-{part}' if part else ''}.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
