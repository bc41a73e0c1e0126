"""Files made to hurt, sent through the form: names, files that are two things, bombs, and scripts for texts."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from pettracker_site.aws import clients
from pettracker_site.files.decoding.pool import Pool
from photos.imaging import decoding as pools
from tests import heif, pictures
from tests.site.forms import file
from tests.unit.decoding_toys import TASK
from tests.uploads import OBJECTS

pytestmark = pytest.mark.usefixtures("aws")

SCRIPT = "<script>alert(1)</script>"
KEY = re.compile(
    r"(photos/[0-9a-f-]{36}/[0-9a-f-]{36}\.(jpg|png|webp|gif|heic|avif)|thumbs/[0-9a-f-]{36}/[0-9a-f-]{36}/\d+\.webp)"
)

NAMES = {
    "path": "../../etc/passwd.jpg",
    "windows path": "..\\..\\windows\\system32\\a.jpg",
    "absolute path": "/etc/passwd.jpg",
    "encoded path": "%2e%2e%2f%2e%2e%2fa.jpg",
    "nul": "a.jpg\x00.html",
    "right to left": "gpj.\u202egnp.html",
    "quotes": "\"a'b.jpg",
    "html": f"{SCRIPT}.jpg",
    "attribute": '" onerror="alert(1)" x=".jpg',
    "template": "{{ 7|add:7 }}{% debug %}.jpg",
    "300 characters": f"{'z' * 300}.jpg",  # no letter that an id may have four times in a row
    "line break": "a\r\nX-Evil: 1.jpg",
    "two extensions": "a.jpg.html",
    "dots": "..",
    "none": " ",
}


def objects() -> dict[str, dict]:
    """All objects, with what the bucket says of them."""
    s3 = clients.s3()
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=settings.FILE_BUCKET).get("Contents", [])]
    return {key: s3.get_object(Bucket=settings.FILE_BUCKET, Key=key) for key in keys}


def send(client, pet, *files):
    return client.post(f"/pets/{pet.id}/photos/add/", {"photos": list(files)}, follow=True)


def raw(client, pet, name: bytes, content: bytes, content_type: bytes = b"image/jpeg"):
    """A form with a name that a browser would have cleaned."""
    boundary = BOUNDARY.encode()
    head = b'Content-Disposition: form-data; name="photos"; filename="' + name + b'"\r\nContent-Type: ' + content_type
    body = b"--" + boundary + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n--" + boundary + b"--\r\n"
    return client.generic("POST", f"/pets/{pet.id}/photos/add/", body, content_type=MULTIPART_CONTENT)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_of_a_file_reaches_a_key_or_a_record(as_owner, pet, name, photo_records):
    escaped = name.replace('"', "%22").replace("\r\n", " ").encode()
    response = raw(as_owner, pet, escaped, pictures.jpeg().getvalue())
    assert response.status_code in (200, 302)
    for key in objects():
        assert KEY.fullmatch(key), key
    kept = str(clients.dynamodb().scan(TableName=settings.PHOTOS_TABLE)["Items"])
    assert not any(part in kept for part in ("passwd", "alert", "evil", "Evil", "\x00", "\u202e", "zzzz", "system32"))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_shown_harmless_where_its_file_is_refused(as_owner, pet, name):
    response = raw(as_owner, pet, name.replace('"', "%22").replace("\r\n", " ").encode(), b"no picture")
    assert response.status_code == 200
    assert "This is not a picture" in response.text or "Choose at least one photo" in response.text
    assert "<script>alert" not in response.text
    assert not re.search(r"<[^>]*\sonerror=", response.text)
    assert "\u202e" not in response.text
    assert "\x00" not in response.text
    assert "z" * 81 not in response.text
    assert "X-Evil" not in response.headers
    assert not objects()


@pytest.mark.parametrize("name", [NAMES["html"], NAMES["attribute"], NAMES["right to left"]])
def test_a_name_is_harmless_without_the_frameworks_help_too(name):
    from photos.forms import shown_name

    upload = SimpleUploadedFile("a.jpg", b"x")
    upload._name = name
    assert "\u202e" not in shown_name(upload)


def zipped() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("evil.html", SCRIPT)
    return buffer.getvalue()


POLYGLOTS = {
    "JPEG and HTML": (pictures.jpeg().getvalue() + f"<html>{SCRIPT}".encode(), "a.html", "text/html", "image/jpeg"),
    "JPEG and ZIP": (pictures.jpeg().getvalue() + zipped(), "a.zip", "application/zip", "image/jpeg"),
    "GIF and JavaScript": (
        b"GIF89a/*" + pictures.gif().getvalue()[8:] + b"*/=1;alert(1)",
        "a.js",
        "text/javascript",
        "image/gif",
    ),
    "PNG and HTML": (pictures.png().getvalue() + SCRIPT.encode(), "a.svg", "image/svg+xml", "image/png"),
    "PNG as JPEG": (pictures.png().getvalue(), "a.jpg", "image/jpeg", "image/png"),
    "JPEG as anything": (pictures.jpeg().getvalue(), "a.exe", "application/x-msdownload", "image/jpeg"),
}


@pytest.mark.parametrize(("data", "name", "claimed", "found"), POLYGLOTS.values(), ids=POLYGLOTS)
def test_what_is_stored_is_typed_by_what_was_found_and_never_by_what_was_claimed(
    as_owner, pet, data, name, claimed, found
):
    response = send(as_owner, pet, file(name, data, claimed))
    stored = objects()
    if not stored:  # a GIF whose size became that of the comment is refused, which is as good
        assert response.status_code == 200
        assert name == "a.js"
    for key, each in stored.items():
        assert each["ContentType"] == (found if key.startswith("photos/") else "image/webp")
        if key.startswith("thumbs/"):
            shown = each["Body"].read()
            assert shown.startswith(b"RIFF")
            assert not any(part in shown for part in (b"alert", b"<html", b"PK\3\4", b"evil"))


def test_a_drawing_that_calls_itself_a_picture_is_refused(as_owner, pet):
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'.encode()
    for name, claimed in (("a.png", "image/png"), ("a.svg", "image/svg+xml"), ("a.jpg", "image/jpeg")):
        assert "We do not take this kind of picture" in send(as_owner, pet, file(name, drawing, claimed)).text
    assert not objects()


def test_the_original_is_only_ever_taken_home_and_never_shown_as_a_page(as_owner, pet, add_photo):
    photo = add_photo(pet)
    location = as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/original/")["Location"]
    assert "response-content-disposition=attachment%3B%20filename" in location


def heic_bomb() -> BytesIO:
    """A small HEIC whose header claims 60,000 x 60,000 pixels."""
    data, size = pictures.heic(320, 320).getvalue(), (320).to_bytes(4, "big") * 2
    assert size in data
    return BytesIO(data.replace(size, (60_000).to_bytes(4, "big") * 2))


def gif_bomb() -> BytesIO:
    data = bytearray(pictures.gif().getvalue())
    data[6:10] = b"\xff\xff\xff\xff"  # the screen: 65,535 x 65,535
    return BytesIO(bytes(data))


def webp_bomb() -> BytesIO:
    """An extended WebP whose canvas is 16,384 x 16,384 (container specification, VP8X: 24 bits each, less one)."""
    canvas = b"VP8X" + (10).to_bytes(4, "little") + bytes(4) + b"\xff\x3f\x00" * 2
    body = b"WEBP" + canvas + pictures.webp().getvalue()[12:]
    return BytesIO(b"RIFF" + len(body).to_bytes(4, "little") + body)


BOMBS = {
    "PNG": lambda: pictures.png_bomb(30_000, 30_000),
    "HEIC grid": lambda: heif.grid([1] * 900, columns=30, tile=(64, 64), canvas=(64, 64)),
    "GIF": gif_bomb,
    "WebP": webp_bomb,
    "HEIC": heic_bomb,
    "JPEG passes": lambda: pictures.jpeg_of_many_scans(5_000),
    "PNG chunks": lambda: pictures.png_behind_chunks(pictures.png_chunk(b"abCd"), 60_000),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_in_words_and_nothing_is_stored(as_owner, pet, make):
    response = send(as_owner, pet, file("a.png", make()))
    assert response.status_code == 200
    assert re.search("is damaged|more than 50 megapixels|more than 12,000 pixels", response.text)
    assert not objects()


def test_a_picture_that_ends_its_decoding_process_is_refused_in_words_and_the_next_file_goes_in(
    as_owner, pet, monkeypatch, pet_records
):
    toys = Pool(TASK, waiting=0)
    monkeypatch.setattr(pools, "pool", lambda: toys)
    fatal = b"\xff\xd8\xffdie" + pictures.jpeg().getvalue()
    try:
        page = send(as_owner, pet, file("fatal.jpg", fatal), file("good.jpg", pictures.jpeg())).text
    finally:
        toys.close()
    assert "fatal.jpg" in page
    assert "This picture is damaged" in page
    assert pet_records.get(pet.id).photo_count == 1


def test_where_no_decoding_process_starts_the_page_says_when_to_come_again_and_names_the_files(
    as_owner, pet, monkeypatch
):
    broken = Pool(replace(TASK, program="import no_such_module"), waiting=0)
    monkeypatch.setattr(pools, "pool", lambda: broken)
    response = send(as_owner, pet, file("a.jpg", pictures.jpeg()), file("b.jpg", b"no picture"))
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "Many photos are on their way just now" in response.text
    assert "a.jpg" in response.text
    assert "This is not a picture" in response.text
    assert not objects()


GIANT = 2_000_000
WITH_GIANT_METADATA = {
    "JPEG EXIF": lambda: pictures.jpeg_with_long_exif(GIANT),
    "PNG EXIF": lambda: pictures.png(exif=b"Exif\0\0MM\0*\0\0\0\x08" + bytes(GIANT)),
    "PNG chunk": lambda: pictures.png_behind_chunks(pictures.png_chunk(b"abCd", bytes(GIANT)), 1),
    "WebP XMP": lambda: pictures.webp(xmp=b"<x>" + b" " * GIANT + b"</x>"),
    "JPEG comment": lambda: pictures.jpeg(comment=b"x" * 65_000),
    "GIF comment": lambda: pictures.gif(comment=b"x" * 65_000),
}


@pytest.mark.parametrize("make", WITH_GIANT_METADATA.values(), ids=WITH_GIANT_METADATA)
def test_giant_metadata_stays_behind(as_owner, pet, make):
    send(as_owner, pet, file("a.jpg", make()))
    stored = objects()
    assert len(stored) == OBJECTS
    assert all(each["ContentLength"] < 10_000 for key, each in stored.items() if key.startswith("thumbs/"))


def test_scripts_in_texts_of_a_picture_reach_no_page_and_no_copy(as_owner, pet):
    block = pictures.exif(
        ImageDescription=SCRIPT,
        Artist=SCRIPT,
        Make=SCRIPT,
        UserComment=b"ASCII\0\0\0" + SCRIPT.encode(),
        BodySerialNumber=SCRIPT,
        DateTimeOriginal=SCRIPT,
    )
    picture = pictures.jpeg(exif=block, comment=SCRIPT.encode(), xmp=SCRIPT.encode())
    page = send(as_owner, pet, file("a.jpg", picture))
    photo = page.context["page"].items[0]
    pages = [page.text, as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text, as_owner.get("/pets/").text]
    assert not any("alert(1)" in each for each in pages)
    assert not any(b"alert" in each["Body"].read() for key, each in objects().items() if key.startswith("thumbs/"))
    assert "alert" not in str(clients.dynamodb().scan(TableName=settings.PHOTOS_TABLE)["Items"])


def test_what_owners_type_is_shown_and_never_run(as_owner, pet, add_photo):
    photo = add_photo(pet)
    typed = {"caption": SCRIPT, "taken": "2024-05-17T18:03:59", "version": "1"}
    page = as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/edit/", typed, follow=True).text
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
