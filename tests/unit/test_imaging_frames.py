"""Of an animation, or a file of several pictures, the first that shows something."""

from io import BytesIO

import pytest
from PIL import Image

from photos.imaging import frames
from photos.imaging.pipeline import derive, prepare
from tests import pictures

KINDS = ["GIF", "WEBP", "PNG", "AVIF", "HEIF"]
BLACK, WHITE, CLEAR = (0, 0, 0, 255), (255, 255, 255, 255), (0, 0, 0, 0)


def animation(kind: str, *shown: Image.Image | tuple[int, int, int, int], **options) -> BytesIO:
    first, *others = [each if isinstance(each, Image.Image) else Image.new("RGBA", (96, 64), each) for each in shown]
    return pictures.saved(first, kind, save_all=True, append_images=others, **options)


def quarters() -> Image.Image:
    return pictures.quarters(96, 64).convert("RGBA")


def corner(file: BytesIO) -> tuple[int, ...]:
    return Image.open(BytesIO(derive(file).derivatives[-1].data)).convert("RGB").getpixel((4, 4))


def is_alike(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_of_several_pictures_in_a_file_the_first_is_shown(kind):
    other = quarters().transpose(Image.Transpose.ROTATE_180)
    assert is_alike(corner(animation(kind, quarters(), other)), pictures.RED)


@pytest.mark.parametrize("blank", [BLACK, WHITE, CLEAR], ids=["black", "white", "clear"])
@pytest.mark.parametrize("kind", KINDS)
def test_frames_of_one_colour_are_passed_over(kind, blank):
    assert is_alike(corner(animation(kind, blank, blank, quarters(), blank)), pictures.RED)


@pytest.mark.parametrize("kind", KINDS)
def test_where_all_are_of_one_colour_the_first_is_shown(kind):
    assert is_alike(corner(pictures.animated(kind, pictures.RED, pictures.BLUE, pictures.GREEN)), pictures.RED)


def test_of_an_animation_no_frame_but_the_first_is_decoded_where_that_shows_something():
    data = animation("GIF", quarters(), BLACK, WHITE).getvalue()
    second = data.index(b"\x21\xf9", data.index(b",") + 1)
    assert is_alike(corner(BytesIO(data[:second] + b"no frame at all")), pictures.RED)


@pytest.mark.parametrize("kind", ["GIF", "PNG"])
def test_frames_behind_that_are_broken_cost_nothing(kind):
    data = animation(kind, BLACK, WHITE, quarters()).getvalue()
    assert is_alike(corner(BytesIO(data[: len(data) * 2 // 3])), BLACK[:3])


def test_only_so_many_frames_are_looked_at(monkeypatch):
    monkeypatch.setattr(frames, "_MOST", 3)
    file = animation("GIF", BLACK, WHITE, BLACK, quarters())
    assert is_alike(corner(file), BLACK[:3])


def test_only_so_many_pixels_are_looked_at(monkeypatch):
    monkeypatch.setattr(frames, "_MOST_PIXELS", 96 * 64 * 2)
    assert is_alike(corner(animation("WEBP", BLACK, WHITE, BLACK, quarters(), lossless=True)), BLACK[:3])


def test_before_frames_take_much_memory_it_says_so_once(monkeypatch):
    monkeypatch.setattr(frames, "_HEAVY", 96 * 64 - 1)
    said: list = []
    prepare(animation("GIF", BLACK, WHITE, BLACK, quarters()), lambda: said.append(1))
    assert said == [1]
    prepare(pictures.saved(Image.new("RGB", (96, 64)), "GIF"), lambda: said.append(1))
    assert said == [1]


def test_what_a_jpeg_has_behind_its_picture_is_no_frame():
    black = Image.new("RGB", (96, 64))
    assert is_alike(
        corner(pictures.saved(black, "MPO", save_all=True, append_images=[quarters().convert("RGB")])), BLACK[:3]
    )
