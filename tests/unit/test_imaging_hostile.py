"""Files made to hurt: each is refused, by the one exception, without costing much time or memory."""

import random
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from PIL import PngImagePlugin

from pettracker_site.files.refusals import FileRefused, Reason
from photos.imaging import pipeline
from photos.imaging.formats import FORMATS
from photos.imaging.pipeline import derive, inspect
from tests import pictures

pytestmark = pytest.mark.filterwarnings("ignore:::PIL")


def refused(look, file: BytesIO) -> Reason | None:
    """The reason, None where the file is taken; any other exception is a failure of the test."""
    try:
        look(file)
    except FileRefused as refusal:
        return refusal.reason
    finally:
        assert file.tell() == 0
    return None


@pytest.mark.parametrize(
    "make",
    [
        lambda: pictures.png_behind_chunks(pictures.png_chunk(b"abCd"), 60_000),
        lambda: pictures.jpeg_padded(200_000),
        lambda: pictures.gif_behind_comment(100_000),
    ],
    ids=["chunks", "padding", "comment"],
)
def test_a_file_of_countless_tiny_pieces_is_refused(make):
    assert refused(inspect, make()) is Reason.DAMAGED


def test_a_picture_whose_pixels_come_in_many_pieces_is_taken():
    assert refused(derive, pictures.png_in_pieces(5_000)) is None


def test_of_texts_that_unfold_to_megabytes_few_are_unfolded_and_the_picture_is_taken(monkeypatch):
    unfold, lengths = PngImagePlugin._safe_zlib_decompress, []

    def counted(data: bytes) -> bytes:
        lengths.append(len(data))
        return unfold(data)

    monkeypatch.setattr(PngImagePlugin, "_safe_zlib_decompress", counted)
    assert refused(inspect, pictures.png_text_bomb(count=200)) is None
    assert len(lengths) <= 12


def test_a_heif_whose_pixels_outgrow_its_header_is_refused():
    data = pictures.heic(320, 320).getvalue()
    size = (320).to_bytes(4, "big") * 2
    assert size in data
    assert refused(derive, BytesIO(data.replace(size, (64).to_bytes(4, "big") * 2))) is Reason.DAMAGED


def mutations(data: bytes, rng: random.Random) -> bytes:
    """Some bytes changed, cut out, doubled, or the end cut off."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 30))):
        at = rng.randrange(len(changed))
        match rng.randrange(6):
            case 0 | 1:
                changed[at] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
            case 2:
                changed[at : at + 4] = rng.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\1"))
            case 3:
                del changed[at : at + rng.randrange(1, 40)]
            case 4:
                changed[at:at] = changed[at : at + rng.randrange(1, 40)]
            case 5 if rng.random() < 0.3:
                del changed[at:]
        if not changed:
            break
    return bytes(changed)


@pytest.mark.parametrize("kind", [*FORMATS, "MPO"])
def test_whatever_is_done_to_a_picture_it_is_taken_or_refused(kind):
    rng = random.Random(f"mutations of {kind}")
    block = pictures.exif(
        position=True, thumbnail=True, UserComment=b"ASCII\0\0\0hi", DateTimeOriginal="2024:05:17 18:03:59"
    )
    if kind == "MPO":
        original = pictures.animated("MPO", pictures.RED, pictures.BLUE).getvalue()
    else:
        options = {} if kind == "GIF" else {"exif": block}
        original = pictures.KINDS[kind](32, 24, **options).getvalue()
    outcomes = set()
    for _ in range(80):
        file = BytesIO(mutations(original, rng))
        outcomes |= {refused(inspect, file), refused(derive, file)}
    assert {None, Reason.DAMAGED} <= outcomes  # both ways out were taken


@pytest.mark.parametrize(
    "error",
    [SyntaxError, EOFError, ZeroDivisionError, RecursionError, AssertionError, KeyError, RuntimeError],
)
def test_whatever_the_library_raises_ends_as_a_refusal(monkeypatch, error):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(pipeline.Image, "open", fail)
    assert refused(inspect, pictures.jpeg()) is Reason.DAMAGED


def test_a_picture_for_which_memory_is_lacking_is_told_from_a_damaged_one(monkeypatch):
    monkeypatch.setattr(pipeline.Image, "open", Mock(side_effect=MemoryError))
    assert refused(inspect, pictures.jpeg()) is Reason.TOO_COSTLY


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measured by what Linux tells of a process")
def test_bombs_are_refused_within_40_megabytes(tmp_path):
    bombs = [pictures.png_bomb(30_000, 30_000), pictures.jpeg_of_many_scans(5_000)]
    for number, bomb in enumerate(bombs):
        (tmp_path / str(number)).write_bytes(bomb.getvalue())
    program = """
import pathlib, sys
from photos.imaging import pipeline
def kilobytes(field):
    return int(next(line for line in open("/proc/self/status") if line.startswith(field)).split()[1])
before = kilobytes("VmRSS")
for path in pathlib.Path(sys.argv[1]).iterdir():
    try:
        pipeline.derive(path.open("rb"))
    except pipeline.FileRefused:
        print("refused", end=" ")
print(kilobytes("VmHWM") - before)
"""
    answer = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=Path(pipeline.__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    *verdicts, kilobytes = answer.stdout.split()
    assert verdicts == ["refused"] * len(bombs)
    assert int(kilobytes) < 40_000
