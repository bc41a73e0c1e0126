"""What a HEIC is put together from must be no more than the picture that comes of it."""

import struct
from io import BytesIO

import pytest

from pettracker_site.files.refusals import FileRefused, Reason
from photos.imaging import heif_items
from photos.imaging.pipeline import prepare
from photos.imaging.sniffing import Reader
from tests import heif, pictures


def reason(file: BytesIO) -> Reason | None:
    """Why it is refused before anything of it is decoded; None where it is not."""
    try:
        heif_items.check(Reader(file))
    except FileRefused as refusal:
        return refusal.reason
    assert file.tell() == 0
    return None


def reference(item: int, *parts: int) -> bytes:
    return heif.box(b"dimg", struct.pack(f">HH{len(parts)}H", item, len(parts), *parts))


def with_tiles_of_36_megapixels(data: bytes) -> BytesIO:
    head = b"ispe" + bytes(4)
    return BytesIO(data.replace(head + struct.pack(">LL", 64, 64), head + struct.pack(">LL", 6000, 6000)))


FOUR = {"columns": 2, "tile": (64, 64), "canvas": (128, 128)}


def test_a_grid_of_different_tiles_is_taken():
    assert prepare(heif.grid([1, 2, 3, 4], **FOUR)).inspection.width == 128


def test_a_tile_that_is_named_twice_is_refused():
    assert reason(heif.grid([1, 1], columns=2, tile=(64, 64), canvas=(128, 64))) is Reason.DAMAGED
    with pytest.raises(FileRefused):
        prepare(heif.grid([1] * 900, columns=30, tile=(64, 64), canvas=(64, 64)))


def test_tiles_that_stick_out_over_the_last_row_and_column_are_taken():
    assert prepare(heif.grid([1, 2, 3, 4], columns=2, tile=(64, 64), canvas=(70, 70))).inspection.width == 70


def test_tiles_far_over_the_canvas_are_refused():
    assert reason(heif.grid(list(range(1, 17)), columns=4, tile=(64, 64), canvas=(64, 64))) is Reason.DAMAGED


def test_more_tiles_than_50_megapixels_have_are_refused():
    assert reason(heif.grid([*range(1, 999), *range(1001, 1100)], columns=50, tile=(64, 64), canvas=(9999, 9999)))


def test_more_pixels_than_a_picture_may_have_are_refused_however_they_are_put_together():
    data = heif.grid([1, 2, 3, 4], kind=b"iovl", **FOUR).getvalue()
    assert reason(BytesIO(data)) is None
    assert reason(with_tiles_of_36_megapixels(data)) is Reason.TOO_MANY_PIXELS


def test_large_grounds_with_little_on_them_are_refused():
    little = b"".join(reference(item, item + 2000) for item in (1, 2, 3, 4))
    data = heif.grid([1, 2, 3, 4], kind=b"iovl", more=little, **FOUR).getvalue()
    assert reason(BytesIO(data)) is None
    assert reason(with_tiles_of_36_megapixels(data)) is Reason.TOO_MANY_PIXELS


def test_what_is_made_of_what_is_made_of_many_counts_each_time():
    """Ten steps, each of two that are made of the same."""
    chain = b"".join(reference(item, item + 2, item + 3) for item in range(2000, 2020, 2))
    same = b"".join(reference(item + 1, item + 2, item + 3) for item in range(2000, 2018, 2))
    assert reason(heif.grid([1, 2, 3, 4], more=chain + same, **FOUR)) is Reason.DAMAGED


@pytest.mark.parametrize(
    "more", [reference(1, 1000), reference(1, 1), reference(1000, 1)], ids=["ring", "self", "again"]
)
def test_references_in_a_ring_and_doubled_ones_are_refused(more):
    assert reason(heif.grid([1, 2, 3, 4], more=more, **FOUR)) is Reason.DAMAGED


def test_a_picture_that_is_turned_many_times_is_refused():
    assert reason(heif.grid([1, 2, 3, 4], turns=1, **FOUR)) is None
    assert reason(heif.grid([1, 2, 3, 4], turns=200, **FOUR)) is Reason.DAMAGED


@pytest.mark.parametrize("kind", [b"dimg", b"ispe", b"iinf", b"ipma", b"infe", b"iref", b"ipco"])
def test_boxes_that_say_more_than_they_hold_are_refused_by_the_one_exception(kind):
    data = heif.grid([1, 2, 3, 4], **FOUR).getvalue()
    at = data.index(kind)
    for filling in (b"\xff" * 8, b"\0" * 8, b"\x7f" + b"\xff" * 7):
        reason(BytesIO(data[: at + 4] + filling + data[at + 12 :]))
        reason(BytesIO(data[: at - 4] + filling[:4] + data[at:]))


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_one_that_is_cut_off_anywhere_is_left_to_the_decoder_or_refused(kind):
    data = pictures.KINDS[kind]().getvalue()
    for end in range(8, len(data), 7):
        assert reason(BytesIO(data[:end])) in (None, Reason.DAMAGED)


def test_a_description_of_megabytes_is_refused():
    head = heif.box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    assert reason(BytesIO(head + heif.box(b"meta", bytes(5_000_000), version=0))) is Reason.DAMAGED
    assert reason(BytesIO(head + heif.box(b"free") * 2_000)) is Reason.DAMAGED


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_descriptions_none_is_believed(order):
    whole = heif.grid([1, 2, 3, 4], **FOUR).getvalue()
    head, *rest = (heif.found(whole, kind) for kind in (b"ftyp", b"meta", b"mdat"))
    assert reason(BytesIO(head + b"".join(rest[::order]))) is None
    assert reason(BytesIO(head + b"".join(rest[::order]) + heif.found(pictures.heic().getvalue(), b"meta")))


def test_countless_properties_are_refused():
    def with_properties(items: int) -> BytesIO:
        many = struct.pack(">L", items) + (b"\0\1\xff" + b"\1" * 255) * items
        known = heif.box(b"ipco", heif.box(b"pasp", bytes(8)))
        properties = heif.box(b"iprp", known, heif.box(b"ipma", many, version=0))
        return BytesIO(heif.box(b"ftyp", b"heic", bytes(4)) + heif.box(b"meta", properties, version=0))

    assert reason(with_properties(items=100)) is None
    assert reason(with_properties(items=1000)) is Reason.DAMAGED


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
def test_ordinary_pictures_pass(kind):
    assert reason(pictures.KINDS[kind]()) is None


def said(file: BytesIO) -> heif_items.Said:
    return heif_items.check(Reader(file))


def grid_of_colours(*content: bytes) -> BytesIO:
    return heif.grid([1, 2], columns=2, tile=(64, 64), canvas=(128, 64), colours=heif.box(b"colr", *content))


def test_a_grid_has_the_colours_of_its_tiles():
    file = grid_of_colours(b"nclx", struct.pack(">HHHB", 12, 13, 1, 0x80))
    assert said(file).colours == (12, 13)
    assert prepare(file).inspection.width == 128


@pytest.mark.parametrize("content", [b"nclx", b"nclx\0\x0c\0", b"nclc" + bytes(7), b""])
def test_colours_that_are_cut_off_or_of_another_kind_are_none(content):
    assert said(grid_of_colours(content)).colours is None


def test_colours_are_those_of_the_picture_that_is_shown():
    data = pictures.heic().getvalue()
    assert said(heif.with_codes(data, 9, 16)).colours == (9, 16)


def test_that_it_is_turned_is_told_of_the_picture_that_is_shown():
    assert said(heif.grid([1], columns=1, tile=(64, 64), canvas=(64, 64), turns=1)).is_turned
    assert not said(heif.grid([1], columns=1, tile=(64, 64), canvas=(64, 64))).is_turned
    assert not said(pictures.jpeg()).is_turned
