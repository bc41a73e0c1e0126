"""Memory at its peak while each format is derived, of 12 and 48 megapixels: `python -m benchmarks.peaks`.

Only a JPEG can be shrunk while it is decoded. No goals but the JPEG's; docs/photos.md tells the numbers. Linux only.
"""

import tempfile
from pathlib import Path

from PIL import Image

from benchmarks import memory, samples
from photos.imaging import plugins  # noqa: F401, sets them up
from photos.limits import MAX_BYTES

KINDS = {
    "JPEG": ("JPEG", {"quality": 90}),
    "JPEG, progressive": ("JPEG", {"quality": 90, "progressive": True}),
    "PNG": ("PNG", {"compress_level": 1}),
    "PNG, see-through": ("PNG", {"compress_level": 1}),
    "GIF": ("GIF", {}),
    "WebP": ("WEBP", {"quality": 80, "method": 0}),
    "HEIC": ("HEIF", {"quality": 50}),
    "AVIF": ("AVIF", {"quality": 60, "speed": 10}),
}


def saved(picture: Image.Image, name: str, folder: Path) -> Path:
    kind, options = KINDS[name]
    picture = picture.convert("RGBA") if name.endswith("see-through") else picture
    path = folder / f"{picture.width} {name}"
    picture.save(path, kind, **options)
    return path


def peak(path: Path) -> str:
    """In MB; a file above the limit of bytes is refused and therefore costs nothing."""
    if path.stat().st_size > MAX_BYTES:
        return "refused"
    found = memory.peak("from photos.imaging import pipeline", "pipeline.derive(open(sys.argv[1], 'rb'))", str(path))
    return f"{found:.0f} MB"


def main() -> None:
    print(f"{'':<18}" + "".join(f"{megapixels:>8} MP" for megapixels in samples.MEGAPIXELS))
    with tempfile.TemporaryDirectory() as folder:
        # Of few details, enlarged: without loss, the samples would be larger than what is taken.
        pictures = [
            samples.photo(width // 8, height // 8).resize((width, height), Image.Resampling.NEAREST)
            for width, height in samples.MEGAPIXELS.values()
        ]
        for name in KINDS:
            peaks = [peak(saved(picture, name, Path(folder))) for picture in pictures]
            print(f"{name:<18}" + "".join(f"{each:>11}" for each in peaks), flush=True)


if __name__ == "__main__":
    main()
