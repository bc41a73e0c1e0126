"""A pet's photos in the browser: upload, see, choose the cover, delete, undo."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from PIL import Image

from pets.repository import pets
from pettracker_site.aws import clients
from photos.domain import Status
from photos.imaging.formats import SIZES
from photos.maintenance.purging import purger
from tests import pictures
from tests.site.forms import file
from tests.uploads import fill_album

pytestmark = pytest.mark.usefixtures("aws")


def send(client, pet, *files, **options):
    return client.post(f"/pets/{pet.id}/photos/add/", {"photos": list(files)}, **options)


def keys() -> list[str]:
    answer = clients.s3().list_objects_v2(Bucket=settings.FILE_BUCKET)
    return sorted(each["Key"] for each in answer.get("Contents", []))


def records(photo_records) -> list[dict]:
    return clients.dynamodb().scan(TableName=settings.PHOTOS_TABLE)["Items"]


def shown(response) -> list:
    return list(response.context["page"].items)


@pytest.mark.parametrize(
    ("name", "picture", "content_type"),
    [
        ("a.jpg", pictures.jpeg(1800, 1200), "image/jpeg"),
        ("a.png", pictures.png(300, 200), "image/png"),
        ("a.webp", pictures.webp(300, 200), "image/webp"),
        ("a.gif", pictures.gif(300, 200), "image/gif"),
        ("a.heic", pictures.heic(300, 200), "image/heic"),
        ("a.avif", pictures.avif(300, 200), "image/avif"),
    ],
)
def test_a_picture_of_each_kind_goes_in(as_owner, pet, name, picture, content_type):
    [photo] = shown(send(as_owner, pet, file(name, picture), follow=True))
    stored = clients.s3().get_object(Bucket=settings.FILE_BUCKET, Key=photo.original_key)
    assert stored["Body"].read() == picture.getvalue()  # the original, untouched
    assert stored["ContentType"] == photo.content_type == content_type


def test_the_original_carries_its_pet_and_time_as_metadata(as_owner, pet):
    [photo] = shown(send(as_owner, pet, file("a.jpg", pictures.jpeg(64, 48)), follow=True))
    head = clients.s3().head_object(Bucket=settings.FILE_BUCKET, Key=photo.original_key)
    assert head["Metadata"]["pet_id"] == pet.id
    assert datetime.fromisoformat(head["Metadata"]["uploaded_at"]) == photo.uploaded_at


def test_derivatives_stand_beside_it_and_may_be_cached_for_ever(as_owner, pet):
    [photo] = shown(send(as_owner, pet, file("a.jpg", pictures.jpeg(1800, 1200)), follow=True))
    edges = {}
    for size in SIZES:
        stored = clients.s3().get_object(Bucket=settings.FILE_BUCKET, Key=photo.derivative_key(size))
        assert stored["ContentType"] == "image/webp"
        assert stored["CacheControl"] == "private, max-age=31536000, immutable"
        edges[size] = Image.open(BytesIO(stored["Body"].read())).size
    assert edges == {160: (160, 160), 480: (480, 320), 800: (800, 534), 1600: (1600, 1067)}


def test_no_derivative_carries_position_or_any_other_metadata(as_owner, pet):
    original = pictures.jpeg_with_metadata()
    assert Image.open(BytesIO(original.getvalue())).getexif().get_ifd(0x8825)  # it has a position
    [photo] = shown(send(as_owner, pet, file("a.jpg", original), follow=True))
    for size in SIZES:
        stored = clients.s3().get_object(Bucket=settings.FILE_BUCKET, Key=photo.derivative_key(size))["Body"].read()
        assert not Image.open(BytesIO(stored)).getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(Image.open(BytesIO(stored)).info)
        assert b"Exif" not in stored
        assert b"XMP" not in stored


def test_the_record_has_the_names_of_the_design(as_owner, pet, photo_records):
    send(as_owner, pet, file("a.jpg", pictures.jpeg(64, 48)))
    [record] = [item for item in records(photo_records) if "S3Key" in item]
    assert {"PhotoId", "PetId", "OwnerId", "S3Key", "ContentType", "UploadedAt", "TakenAt", "Status"} <= set(record)
    assert {"Width", "Height", "Bytes", "Sha256", "Placeholder", "Derivatives"} <= set(record)


def test_the_camera_is_told_on_the_photos_page(as_owner, pet, photo_records):
    send(as_owner, pet, file("a.jpg", pictures.jpeg(exif=pictures.exif(Make="Fair", Model="Phone <5>"))))
    [photo] = photo_records.list_for_pet(pet.id).items
    assert photo_records.find(photo.id).camera == "Fair Phone <5>"
    assert "<dd>Fair Phone &lt;5&gt;</dd>" in as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text


def test_a_file_name_never_reaches_a_key_or_a_page_as_markup(as_owner, pet):
    name = "../../<b>x\u202egpj.jpg"
    send(as_owner, pet, file(name, pictures.jpeg(64, 48)))
    assert all("<" not in key and ".." not in key for key in keys())
    response = send(as_owner, pet, file("<b>\u202etxt.jpg", b"no picture"))
    assert "<b>" not in response.context["form"].refused[0].name or "&lt;b&gt;" in response.text
    assert "\u202e" not in response.text


def test_several_photos_go_in_at_once_newest_first(as_owner, pet):
    files = [file(f"{n}.jpg", pictures.jpeg(64 + n, 48)) for n in range(3)]
    response = send(as_owner, pet, *files, follow=True)
    photos = shown(response)
    assert len(photos) == 3
    assert photos == sorted(photos, key=lambda photo: photo.taken_at, reverse=True)
    assert response.context["pet"].photo_count == 3


def test_the_first_photo_becomes_the_cover(as_owner, pet, add_photo, pet_records):
    first = add_photo(pet, 1)
    add_photo(pet, 2)
    assert pet_records.get(pet.id).cover_photo_id == first.id
    assert f"/thumbs/{pet.id}/{first.id}/480.webp" in as_owner.get("/pets/").text


def test_any_photo_can_be_made_cover(as_owner, pet, add_photo, pet_records):
    add_photo(pet, 1)
    second = add_photo(pet, 2)
    as_owner.post(f"/pets/{pet.id}/photos/{second.id}/cover/")
    assert pet_records.get(pet.id).cover_photo_id == second.id


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("notes.jpg", b"Dear diary", "not a picture"),
        ("cut.jpg", BytesIO(pictures.jpeg().getvalue()[:-400]), "damaged"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "kind of picture"),
        ("page.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", "kind of picture"),
        ("bomb.png", pictures.png_bomb(30_000, 30_000), "which is the most we take"),
        ("empty.jpg", b"", "empty"),
        ("huge.jpg", b"\xff\xd8\xff" + bytes(26 * 1024 * 1024), "25 MB"),
    ],
)
def test_a_refused_file_is_named_with_its_reason_and_nothing_is_stored(
    as_owner, pet, photo_records, name, content, words
):
    response = send(as_owner, pet, file(name, content))
    assert response.status_code == 200
    said = response.text
    assert name in said
    assert words in said
    assert keys() == []
    assert records(photo_records) == []


def test_a_refused_file_does_not_keep_the_others_out(as_owner, pet, pet_records):
    good, bad = file("good.jpg", pictures.jpeg(64, 48)), file("bad.jpg", b"Dear diary")
    response = send(as_owner, pet, bad, good)
    assert response.status_code == 200
    assert [refused.name for refused in response.context["form"].refused] == ["bad.jpg"]
    assert "1 photo added" in response.text
    assert pet_records.get(pet.id).photo_count == 1


def test_no_file_is_asked_for_in_words(as_owner, pet):
    assert "Choose at least one photo" in send(as_owner, pet).text


def test_more_than_twenty_files_are_refused_in_words(as_owner, pet):
    response = send(as_owner, pet, *[file(f"{n}.jpg", b"x") for n in range(21)])
    assert response.status_code == 200
    assert "at most 20" in response.text


def test_a_request_above_the_limit_is_refused_before_it_is_read(as_owner, pet, settings):
    settings.MAX_REQUEST_BYTES = 1000
    response = send(as_owner, pet, file("a.jpg", pictures.jpeg(640, 480)))
    assert response.status_code == 413
    assert keys() == []


def test_the_same_picture_again_is_already_there(as_owner, pet, pet_records):
    send(as_owner, pet, file("a.jpg", pictures.jpeg(64, 48)))
    before = keys()
    response = send(as_owner, pet, file("b.jpg", pictures.jpeg(64, 48)), follow=True)
    assert "already there" in response.text
    assert keys() == before
    assert pet_records.get(pet.id).photo_count == 1


def test_a_picture_from_the_trash_comes_back_when_it_is_sent_again(as_owner, pet, add_photo, pet_records):
    photo = add_photo(pet)
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/")
    response = send(as_owner, pet, file("a.jpg", pictures.jpeg(64, 48)), follow=True)
    assert "came back from the trash" in response.text
    assert [each.id for each in shown(response)] == [photo.id]
    assert pet_records.get(pet.id).photo_count == 1


def test_a_picture_whose_time_in_the_trash_is_over_just_now_is_to_be_sent_again(
    as_owner, pet, add_photo, photo_records, monkeypatch
):
    photo = add_photo(pet)
    photo_records.delete(photo, datetime.now(UTC))
    restore = photo_records.restore

    def too_late(found, **by):
        purger().begin(found)
        return restore(found, **by)

    monkeypatch.setattr(photo_records, "restore", too_late)
    response = send(as_owner, pet, file("a.jpg", pictures.jpeg(64, 48)))
    assert "Please send it again in a minute." in response.text
    assert send(as_owner, pet, file("a.jpg", pictures.jpeg(64, 48))).status_code == 302
    assert pets().get(pet.id).photo_count == 1


def test_a_photo_is_dated_by_its_camera_in_the_owners_time_zone(as_owner, owner, pet):
    owner.time_zone = "Europe/Berlin"
    owner.save()
    taken = datetime(2025, 6, 1, 10, 30)
    [photo] = shown(send(as_owner, pet, file("a.jpg", pictures.jpeg(64, 48, taken=taken)), follow=True))
    assert photo.taken_at == datetime(2025, 6, 1, 8, 30, tzinfo=UTC)
    assert photo.taken_on == taken.date()


def test_a_camera_that_tells_its_offset_is_believed_over_the_owners_time_zone(as_owner, owner, pet):
    owner.time_zone = "Asia/Tokyo"
    owner.save()
    tags = pictures.exif(DateTimeOriginal="2025:06:01 01:30:00", OffsetTimeOriginal="+02:00")
    [photo] = shown(send(as_owner, pet, file("a.jpg", pictures.jpeg(64, 48, exif=tags)), follow=True))
    assert photo.taken_at == datetime(2025, 5, 31, 23, 30, tzinfo=UTC)
    assert photo.taken_on == datetime(2025, 6, 1).date()


def test_a_photo_without_a_date_is_dated_by_its_upload(as_owner, pet):
    [photo] = shown(send(as_owner, pet, file("a.jpg", pictures.jpeg(64, 48)), follow=True))
    assert photo.taken_at == photo.uploaded_at
    assert datetime.now(UTC) - photo.uploaded_at < timedelta(minutes=1)


def test_a_photos_page_shows_it_large_with_its_neighbours(as_owner, pet, add_photo):
    oldest, middle, newest = (add_photo(pet, shade) for shade in (1, 2, 3))
    response = as_owner.get(f"/pets/{pet.id}/photos/{middle.id}/")
    assert f"/thumbs/{pet.id}/{middle.id}/1600.webp" in response.text
    assert f"/pets/{pet.id}/photos/{newest.id}/" in response.text
    assert f"/pets/{pet.id}/photos/{oldest.id}/" in response.text


def test_thumbnails_come_by_presigned_urls_of_known_size(as_owner, pet, add_photo):
    photo = add_photo(pet)
    html = as_owner.get(f"/pets/{pet.id}/").text
    address = html.split(f"thumbs/{pet.id}/{photo.id}/")[1].split('"')[0]
    assert "X-Amz-Signature=" in urlsplit(address.replace("&amp;", "&")).query
    assert 'width="64"' in html
    assert 'height="48"' in html


def test_a_deleted_photo_can_be_undone_at_once(as_owner, pet, add_photo, photo_records):
    photo = add_photo(pet)
    response = as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/", follow=True)
    assert shown(response) == []
    assert f'action="/pets/{pet.id}/photos/{photo.id}/restore/"' in response.text
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/restore/")
    assert photo_records.find(photo.id).status == Status.ACTIVE


def test_the_trash_shows_what_was_deleted(as_owner, pet, add_photo):
    photo = add_photo(pet)
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/")
    response = as_owner.get(f"/pets/{pet.id}/photos/trash/")
    assert [each.id for each in shown(response)] == [photo.id]


def test_a_deleted_photos_page_does_not_exist(as_owner, pet, add_photo):
    photo = add_photo(pet)
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/")
    assert as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").status_code == 404


def test_a_long_album_has_pages_both_ways(as_owner, pet):
    ids = [photo.id for photo in fill_album(pet, 26)]
    first = as_owner.get(f"/pets/{pet.id}/")
    second = as_owner.get(f"/pets/{pet.id}/", {"cursor": first.context["page"].next})
    assert [photo.id for photo in [*shown(first), *shown(second)]] == ids[::-1]
    back = as_owner.get(f"/pets/{pet.id}/", {"cursor": second.context["page"].previous})
    assert shown(back) == shown(first)
