"""How fast, how frugal and how small the copies of a photo are, as ratios measured within one run.

    python -m benchmarks.derivatives [photo ...]

Without photos it makes its own, of 12 and 48 megapixels; of given ones those of that size count for the goals of time.
Needs `benchmarks/requirements.txt` and Linux. Exits with 1 where a goal is missed.
"""

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import pyvips
from PIL import Image
from skimage.metrics import structural_similarity

from benchmarks import decoder, memory, samples
from benchmarks.decoder import JPEG_QUALITY
from benchmarks.goals import Measure, conclude, show
from pettracker_site.files.decoding.pool import Pool
from photos.imaging import pipeline
from photos.imaging.formats import SIZES

ROUNDS = 20
MOST_SECONDS = {"plain": 30.0, "vips": 45.0}  # for one comparison, where the machine is too busy to come to rest
TIME_GOALS = {12: (0.40, 1.00), 48: (0.17, 1.00)}  # megapixels: at most so much of the plain way's time, and of vips'
MEMORY_GOAL = 45.0  # MB above the imported library, of 48 megapixels
BYTES_GOAL = 0.80  # of a JPEG that looks as good


READY = """
import io
from PIL import Image
from pettracker_site.files.decoding.pool import Pool
from photos.imaging.decoding import TASK
pool = Pool(TASK, waiting=0)
file = io.BytesIO()
Image.new("L", (1, 1)).save(file, "PNG")
pool.prepare(file)
def decoders():
    return pool.pids
"""


def jpeg(image: Image.Image, _size: int = 0, quality: int = JPEG_QUALITY) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


POOL = Pool(decoder.TASK, waiting=0)


def ours(path: Path) -> None:
    """As an upload does it: by a decoding process, which looks at the header and at all segments too."""
    decoder.prepare(POOL, path)


def processor_seconds() -> float:
    return time.process_time() + decoder.seconds(POOL.pids)


def plain(path: Path) -> None:
    """What one writes first: decode all of it, make each copy from that."""
    with Image.open(path) as picture:
        for size in SIZES:
            scale = size / (min if size == 160 else max)(picture.size)
            copy = picture.resize(
                (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS
            )
            if size == 160:
                left, top = (copy.width - size) // 2, (copy.height - size) // 2
                copy = copy.crop((left, top, left + size, top + size))
            jpeg(copy)


def vips(path: Path) -> None:
    """The same cascade in libvips, which shrinks while decoding too."""
    square, *whole, large = SIZES
    copy = pyvips.Image.thumbnail(str(path), large, height=large, size="down").copy_memory()
    for image in (
        copy,
        *(copy.thumbnail_image(size, height=size, size="down") for size in whole),
        copy.thumbnail_image(square, height=square, crop="centre"),
    ):
        image.jpegsave_buffer(Q=JPEG_QUALITY, keep="none")


@dataclass(frozen=True, slots=True)
class Times:
    """Of all rounds, in seconds: by the clock on the wall, and of all cores together."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def timed(path: Path, ways: Sequence[Callable[[Path], None]], most_seconds: float) -> list[Times]:
    """Each way taken in turns, so that a busy machine is busy for all, until no way has a better time for ROUNDS."""
    times = [Times() for _ in ways]
    began = time.perf_counter()
    while not all(map(has_settled, times)) and (len(times[0].wall) < 5 or time.perf_counter() - began < most_seconds):
        for way, taken in zip(ways, times, strict=True):
            wall, cpu = time.perf_counter(), processor_seconds()
            way(path)
            taken.wall.append(time.perf_counter() - wall)
            taken.cpu.append(processor_seconds() - cpu)
    return times


def has_settled(times: Times) -> bool:
    return len(times.wall) > ROUNDS and min(times.wall[:-ROUNDS]) <= min(times.wall[-ROUNDS:])


def times(path: Path, megapixels: int) -> Iterator[Measure]:
    """The best of each way: what else the machine does makes times longer, never shorter.

    Beside it the median, which tells how much that was, and the time of all cores, which does not depend on it.
    """
    for way, name, goal in zip((plain, vips), ("the plain way's", "pyvips'"), TIME_GOALS[megapixels], strict=True):
        us, them = timed(path, (ours, way), MOST_SECONDS[way.__name__])
        yield Measure(
            f"{megapixels} MP JPEG -> {len(SIZES)} derivatives: time, of {name}",
            min(us.wall) / min(them.wall),
            goal,
            details=f"best of {len(us.wall)} rounds: {min(us.wall) * 1000:.0f} ms, {min(them.wall) * 1000:.0f} ms; "
            f"by medians {statistics.median(us.wall) / statistics.median(them.wall):.2f}, "
            f"by the time of all cores {min(us.cpu) / min(them.cpu):.2f}",
        )


def peak(path: Path) -> float:
    """MB that a picture takes at its peak on both sides, above a decoding process that is ready for it."""
    return memory.peak(READY, "pool.prepare(open(sys.argv[1], 'rb'))", str(path))


def likeness(one: Image.Image, data: bytes) -> float:
    with Image.open(io.BytesIO(data)) as other:
        return float(structural_similarity(numpy.asarray(one), numpy.asarray(other.convert("RGB")), channel_axis=2))


def bytes_of_jpeg(image: Image.Image, wanted: float) -> float:
    """Bytes of the JPEG that is as like the image as `wanted`, between the two qualities next to it."""
    below = (0.0, 0)
    for quality in range(10, 96):
        data = jpeg(image, quality=quality)
        here = (likeness(image, data), len(data))
        if here[0] >= wanted:
            part = (wanted - below[0]) / (here[0] - below[0])
            return below[1] + part * (here[1] - below[1])
        below = here
    return float(below[1])


def byte_ratios(path: Path) -> dict[int, float]:
    copies: dict[int, Image.Image] = {}

    def keep(image: Image.Image, size: int) -> bytes:
        copies[size] = image.copy()
        return b""

    with path.open("rb") as file:
        pipeline._prepare(file, keep, lambda: None)
    ratios = {}
    for size in (160, 480):
        data = pipeline._webp(copies[size], size)
        ratios[size] = len(data) / bytes_of_jpeg(copies[size], likeness(copies[size], data))
    return ratios


def of(paths: list[Path]) -> Iterator[Measure]:
    pyvips.cache_set_max(0)  # it would remember the last result
    for path in paths:
        with Image.open(path) as picture:
            exact = picture.width * picture.height / 1e6
        megapixels = min(TIME_GOALS, key=lambda count: abs(count - exact))
        if abs(megapixels - exact) < 1:
            yield from times(path, megapixels)
            if megapixels == 48:
                yield Measure("48 MP JPEG: peak of memory, above the imported library", peak(path), MEMORY_GOAL, " MB")
    ratios = [byte_ratios(path) for path in paths]
    for size in (160, 480):
        each = sorted(ratio[size] for ratio in ratios)
        details = f"the worst of {len(each)}, the best is {each[0]:.2f}"
        yield Measure(f"bytes of the {size} WebP, of a JPEG's at equal SSIM", each[-1], BYTES_GOAL, details=details)


def measures() -> Iterator[Measure]:
    """Of photos that this makes."""
    with tempfile.TemporaryDirectory() as folder:
        yield from of(list(samples.photos(Path(folder)).values()))


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    sys.exit(conclude(show("derivatives", of(given) if given else measures())))
