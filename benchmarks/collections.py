"""Collections of pictures through the real form, and what a browser makes of each: `python -m benchmarks.collections`.

    .local/venv/bin/python -m benchmarks.collections FOLDER [--keep FOLDER]

In the environment of the tests, after `make bench-photos`. FOLDER has a folder for each collection; every file in it
is sent, one a request, to a site on the embedded AWS. Prints counts by outcome and, per format, how far the largest
copy is from what Chromium draws of the original: mean of the absolute differences over all colours and pixels, 0 to
255, both shrunk to 64 pixels, so that ways of resampling do not count. `--keep` keeps both of those that differ most.
"""

import argparse
import io
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat
from tqdm import tqdm

from benchmarks.aws import django_on, embedded_aws
from benchmarks.browser import Browser, browser

EDGE = 64
NOTABLE = 4.0  # differences that are named one by one
TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "avif": "image/avif",
    "heic": "image/heic",
}
SUFFIXES = {
    **dict.fromkeys(("jpeg", "jfif"), "jpg"),
    **dict.fromkeys(("heif", "hif", "heics"), "heic"),
    "apng": "png",
    "avifs": "avif",
}

Send = Callable[[Path], "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`what` the form said, in one word; of what was taken, the format's extension and the largest copy."""

    what: str
    extension: str = ""
    copy: Image.Image | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    collection: str
    name: str
    format: str
    what: str
    is_drawn: bool | None = None  # by the browser
    difference: float | None = None


def results(folder: Path, keep: Path | None) -> Iterator[Result]:
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    with tempfile.TemporaryDirectory() as name, embedded_aws(Path(name)) as endpoint, browser() as chromium:
        send = site(Path(name), endpoint)
        for path in tqdm(files, unit="file", disable=None):
            yield result(path, path.relative_to(folder).parts[0], send(path), chromium, keep)


def site(folder: Path, endpoint: str) -> Send:
    """One person with one pet, who may send as much as they like."""
    django_on(
        endpoint,
        DATABASE_URL=f"sqlite:///{folder}/accounts.sqlite3",
        LOG_LEVEL="ERROR",
        PETTRACKER_UPLOADS_PER_HOUR="1000000",
        UPLOAD_SECONDS="60",
    )
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.test import Client

    from pets.domain import Pet
    from pets.profile import Kind, Profile
    from pets.repository import pets
    from pettracker_site.aws import times
    from pettracker_site.files.storage import file_storage
    from pettracker_site.models import User
    from photos.repository import photos
    from photos.upload import views as uploads

    for command in (["migrate", "--no-input"], ["createcachetable"]):
        call_command(*command, stdout=io.StringIO())
    person = User.objects.create(email="jane@example.com")
    client = Client(headers={"host": "localhost", "accept": "application/json"})
    client.force_login(person)
    pet = pets().add(Pet.new(str(person.pk), "collections", Profile("Rex", Kind.DOG), times.now()))
    reasons: list[str] = []
    uploads.count_after_response = lambda _actor, _record, _action, reason: reasons.append(reason)

    def send(path: Path) -> Outcome:
        file = SimpleUploadedFile(path.name, path.read_bytes(), "application/octet-stream")
        answer = client.post(f"/pets/{pet.id}/photos/add/", {"photos": file})
        if answer.status_code >= 500:
            return Outcome(str(answer.status_code))
        [told] = answer.json()["files"]
        if told["outcome"] == "refused":
            return Outcome(f"refused: {reasons.pop() if reasons else told['words']}")
        photo = photos().find(told["url"].rstrip("/").rpartition("/")[2])
        largest = b"".join(file_storage().read(photo.derivative_key(photo.sizes[-1].name)))
        return Outcome(told["outcome"], photo.extension, Image.open(io.BytesIO(largest)).convert("RGB"))

    return send


def result(path: Path, collection: str, outcome: Outcome, chromium: Browser, keep: Path | None) -> Result:
    suffix = path.suffix.lower().lstrip(".")
    extension = outcome.extension or SUFFIXES.get(suffix, suffix)
    said: dict[str, Any] = {"collection": collection, "name": path.name, "format": extension, "what": outcome.what}
    if outcome.what == "already-there" or extension == "heic":  # no Chromium shows HEIC
        return Result(**said)
    size = outcome.copy.size if outcome.copy else (1, 1)
    drawn = chromium.draw(path.read_bytes(), TYPES.get(extension, ""), size)
    if drawn is None or outcome.copy is None:
        return Result(**said, is_drawn=drawn is not None)
    difference = distance(outcome.copy, drawn)
    if keep and difference >= NOTABLE:
        both = Image.new("RGB", (2 * size[0], size[1]))
        both.paste(outcome.copy)
        both.paste(drawn, (size[0], 0))
        both.save(keep / f"{difference:05.1f} {collection} {path.name}.png")
    return Result(**said, is_drawn=True, difference=difference)


def distance(one: Image.Image, other: Image.Image) -> float:
    scale = min(1.0, EDGE / max(one.size))
    size = max(1, round(one.width * scale)), max(1, round(one.height * scale))
    small = (each.resize(size, Image.Resampling.BOX) for each in (one, other))
    return statistics.fmean(ImageStat.Stat(ImageChops.difference(*small)).mean)


# --- Words ------------------------------------------------------------------------------------------------------------


def tell(found: list[Result]) -> None:
    print(f"\n{len(found)} files of {len({each.collection for each in found})} collections\n")
    tell_outcomes(found)
    tell_differences(found)
    refused = [each for each in found if each.what.startswith("refused")]
    tell_each("Refused, though the browser shows it", [each for each in refused if each.is_drawn])
    added = [each for each in found if each.what == "added"]
    tell_each("Taken, though the browser shows nothing", [each for each in added if each.is_drawn is False])
    tell_each("Answered by an error", [each for each in found if each.what.isdecimal()])
    tell_each("Differs", [each for each in found if (each.difference or 0) >= NOTABLE])


def tell_outcomes(found: list[Result]) -> None:
    kinds = sorted({each.what for each in found})
    row("format", *kinds)
    row(*["---"] * (1 + len(kinds)))
    for name in (*TYPES, "others"):
        those = Counter(each.what for each in found if (each.format if each.format in TYPES else "others") == name)
        row(name, *(those[kind] for kind in kinds))


def tell_differences(found: list[Result]) -> None:
    print()
    row("format", "compared", "median", "95 of 100 below", f"{NOTABLE:.0f} and more", "largest")
    row(*["---"] * 6)
    for name in TYPES:
        compared = sorted(each.difference for each in found if each.format == name and each.difference is not None)
        if compared:
            most = compared[min(len(compared) - 1, int(0.95 * len(compared)))]
            notable = sum(each >= NOTABLE for each in compared)
            numbers = (f"{each:.1f}" for each in (statistics.median(compared), most))
            row(name, len(compared), *numbers, notable, f"{compared[-1]:.1f}")


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |")


def tell_each(words: str, those: list[Result]) -> None:
    print(f"\n{words}: {len(those)}")
    for each in sorted(those, key=lambda one: -(one.difference or 0)):
        print(f"  {each.difference or 0:6.1f}  {each.collection}  {each.name}  {each.what}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    tell(list(results(options.folder, options.keep)))


if __name__ == "__main__":
    sys.exit(main())
