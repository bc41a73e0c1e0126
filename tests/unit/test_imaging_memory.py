"""How much memory a large photo takes, told by what Linux says of a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from photos.imaging import pipeline
from tests import pictures

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="measured by what Linux tells of a process"
)

PROGRAM = """
import sys
from photos.imaging import pipeline
def kilobytes(field):
    return int(next(line for line in open("/proc/self/status") if line.startswith(field)).split()[1])
before = kilobytes("VmRSS")
pipeline.derive(open(sys.argv[1], "rb"))
print((kilobytes("VmHWM") - before) // 1024)
"""


def megabytes(path: Path) -> int:
    """At the peak, above a process that has imported the library."""
    return int(
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(path)],
            cwd=Path(pipeline.__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
    )


def test_a_photo_of_48_megapixels_is_derived_within_45_megabytes(tmp_path):
    path = tmp_path / "large.jpg"
    path.write_bytes(pictures.jpeg(8000, 6000, quality=90).getvalue())
    assert megabytes(path) <= 45


def test_a_large_picture_that_can_be_seen_through_takes_no_second_copy_of_its_pixels(tmp_path):
    path = tmp_path / "large.png"
    Image.new("RGBA", (6000, 4000), (0, 0, 0, 0)).save(path, compress_level=1)
    of_its_pixels = 6000 * 4000 * 4 // 1_048_576
    assert megabytes(path) < 1.5 * of_its_pixels
