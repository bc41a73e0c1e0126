"""How fast, how frugal and how small the copies of a photo are, as ratios measured within one run.

    python benchmarks/derivatives.py [photo ...]

Without photos it makes its own, of 12 and 48 megapixels; of given ones those of that size count for the goals of time.
Needs on top of what the application runs on: pyvips, pyvips-binary, scikit-image. Exits with 1 where a goal is missed.
"""

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

try:
    import numpy
    import pyvips
    from skimage.metrics import structural_similarity
except ModuleNotFoundError as missing:
    sys.exit(f"{missing.name} is missing: pip install pyvips pyvips-binary scikit-image")

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from photos import imaging

ROUNDS = 15
JPEG_QUALITY = 85
TIME_GOALS = {12: (0.40, 1.10), 48: (0.17, 1.10)}  # megapixels: at most so much of the plain way's time, and of vips'
MEMORY_GOAL = 45.0  # MB above the imported library, of 48 megapixels
BYTES_GOAL = 0.80  # of a JPEG that looks as good

_missed: list[str] = []


def report(what: str, value: float, goal: float, unit: str = "") -> None:
    met = value <= goal
    print(f"{'ok  ' if met else 'MISS'}  {what:<58} {value:6.2f}{unit}  (goal <= {goal:.2f}{unit})")
    if not met:
        _missed.append(what)


def photo(width: int, height: int) -> Image.Image:
    """Like a photo to a codec: 1/f noise for texture, over soft light, with some hard edges."""
    planes = []
    for _ in range(3):
        plane = Image.linear_gradient("L").resize((width, height))
        for octave in range(2, 9):
            scale = 2**octave
            noise = Image.effect_noise((width // scale + 1, height // scale + 1), 12.0 * octave)
            plane = Image.blend(plane, noise.resize((width, height), Image.Resampling.BICUBIC), 0.22)
        planes.append(plane)
    grain = Image.effect_noise((width, height), 6.0)
    picture = Image.merge("RGB", [ImageChops.add(plane, grain, 1, -128) for plane in planes])
    draw = ImageDraw.Draw(picture)
    for step in range(40):
        x, y = step * 977 % width, step * 613 % height
        draw.ellipse(
            (x, y, x + width // 12, y + height // 9), outline=(step * 6, 90, 250 - step * 6), width=width // 400
        )
    return picture


def jpeg(image: Image.Image, _size: int = 0, quality: int = JPEG_QUALITY) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def ours(path: Path) -> None:
    with path.open("rb") as file:
        imaging._derive(file, jpeg)


def plain(path: Path) -> None:
    """What one writes first: decode all of it, make each copy from that."""
    with Image.open(path) as picture:
        for size in imaging.SIZES:
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
    square, medium, large = imaging.SIZES
    copy = pyvips.Image.thumbnail(str(path), large, height=large, size="down").copy_memory()
    for image in (
        copy,
        copy.thumbnail_image(medium, height=medium, size="down"),
        copy.thumbnail_image(square, height=square, crop="centre"),
    ):
        image.jpegsave_buffer(Q=JPEG_QUALITY, keep="none")


def seconds(path: Path, *ways: Callable[[Path], None]) -> list[float]:
    """The best time of each way, taken in turns so that a busy machine is busy for all."""
    best = [float("inf")] * len(ways)
    for _ in range(ROUNDS):
        for index, way in enumerate(ways):
            start = time.perf_counter()
            way(path)
            best[index] = min(best[index], time.perf_counter() - start)
    return best


def peak(path: Path) -> float:
    """MB that deriving takes at its peak, above a process that has imported the library. Linux only."""
    program = f"""
import sys; sys.path.insert(0, {str(Path(__file__).resolve().parent.parent)!r})
from photos import imaging
def kilobytes(field):
    return int(next(line for line in open("/proc/self/status") if line.startswith(field)).split()[1])
before = kilobytes("VmRSS")
imaging.derive(open({str(path)!r}, "rb"))
print(kilobytes("VmHWM") - before)
"""
    return int(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout) / 1024


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


def byte_ratios(path: Path) -> Iterator[tuple[int, float]]:
    copies: dict[int, Image.Image] = {}

    def keep(image: Image.Image, size: int) -> bytes:
        copies[size] = image.copy()
        return b""

    with path.open("rb") as file:
        imaging._derive(file, keep)
    for size in (160, 480):
        data = imaging._webp(copies[size], size)
        yield size, len(data) / bytes_of_jpeg(copies[size], likeness(copies[size], data))


def measure(path: Path) -> None:
    with Image.open(path) as picture:
        megapixels = min(TIME_GOALS, key=lambda count: abs(count - picture.width * picture.height / 1e6))
        counts = abs(megapixels - picture.width * picture.height / 1e6) < 1
        print(f"\n{path.name}: {picture.width} x {picture.height}, {path.stat().st_size / 1e6:.1f} MB")
    by_us, plainly, by_vips = seconds(path, ours, plain, vips)
    print(f"      {by_us * 1000:.0f} ms; plain {plainly * 1000:.0f} ms; vips {by_vips * 1000:.0f} ms")
    if counts:
        to_plain, to_vips = TIME_GOALS[megapixels]
        report(f"time, of the plain way's, {megapixels} megapixels", by_us / plainly, to_plain)
        report(f"time, of vips', {megapixels} megapixels", by_us / by_vips, to_vips)
    if counts and megapixels == 48:
        report("peak of memory, 48 megapixels", peak(path), MEMORY_GOAL, " MB")
    for size, ratio in byte_ratios(path):
        report(f"bytes of {size}, of a JPEG's of the same likeness (SSIM)", ratio, BYTES_GOAL)


def main(names: list[str]) -> int:
    pyvips.cache_set_max(0)  # it would remember the last result
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(name) for name in names]
        if not paths:
            for width, height in ((4000, 3000), (8000, 6000)):
                paths.append(Path(folder) / f"{width * height // 1_000_000}-megapixels.jpg")
                photo(width, height).save(paths[-1], quality=90)
        for path in paths:
            measure(path)
    print(f"\n{len(_missed)} goals missed" if _missed else "\nall goals met")
    return 1 if _missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
