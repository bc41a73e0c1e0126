"""Pictures for the benchmarks, made by them."""

from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

MEGAPIXELS = {12: (4000, 3000), 48: (8000, 6000)}


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


def photos(folder: Path) -> dict[int, Path]:
    """A JPEG for each of MEGAPIXELS."""
    paths = {}
    for megapixels, size in MEGAPIXELS.items():
        paths[megapixels] = folder / f"{megapixels}-megapixels.jpg"
        photo(*size).save(paths[megapixels], quality=90)
    return paths
