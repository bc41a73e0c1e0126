"""`manage.py rederive`: derivatives made anew, whatever is in the way."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from PIL import Image

from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import to_wire
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.aws.limiter import TooBusy
from pettracker_site.files.storage import file_storage
from photos.domain import Status
from photos.imaging import decoding, formats, pipeline
from photos.maintenance.originals import OriginalMissing
from photos.maintenance.rederiving import Rederiver
from tests import pictures

pytestmark = pytest.mark.usefixtures("aws")


def rederive(*arguments: str) -> str:
    out = StringIO()
    call_command("rederive", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def derivatives(photo) -> list[str]:
    """The names of the photo's derivatives in the bucket."""
    prefix = f"thumbs/{photo.pet_id}/{photo.id}/"
    answer = clients.s3().list_objects_v2(Bucket=settings.FILE_BUCKET, Prefix=prefix)
    return sorted(each["Key"].removeprefix(prefix) for each in answer.get("Contents", []))


def remove(key: str) -> None:
    clients.s3().delete_object(Bucket=settings.FILE_BUCKET, Key=key)


@pytest.fixture
def photos_of_old(pet, add_photo, monkeypatch):
    """Makes photos one of whose sizes is 480, and lets it be 640 from then on."""

    def make(count: int = 1) -> list:
        made = [add_photo(pet, shade) for shade in range(count)]
        for module in (formats, pipeline):
            monkeypatch.setattr(module, "SIZES", (160, 640, 800, 1600))
        monkeypatch.setattr(decoding, "prepare", pipeline.prepare)  # another process knows nothing of those sizes
        return made

    return make


def test_where_sizes_are_as_they_should_be_nothing_is_made(pet, add_photo, aws_calls):
    add_photo(pet)
    aws_calls.clear()
    assert "0 made anew" in rederive()
    assert set(aws_calls) == {"Query", "BatchGetItem"}


def test_a_new_size_is_made_and_the_old_one_goes(photo_records, photos_of_old):
    [photo] = photos_of_old()
    assert derivatives(photo) == ["160.webp", "1600.webp", "480.webp", "800.webp"]
    assert "1 made anew" in rederive()
    assert derivatives(photo) == ["160.webp", "1600.webp", "640.webp", "800.webp"]
    assert [size.name for size in photo_records.find(photo.id).sizes] == [160, 640, 800, 1600]


def test_old_sizes_can_be_kept_until_no_server_asks_for_them(photo_records, photos_of_old):
    [photo] = photos_of_old()
    rederive("--keep-old")
    assert derivatives(photo) == ["160.webp", "1600.webp", "480.webp", "640.webp", "800.webp"]
    assert [size.name for size in photo_records.find(photo.id).sizes] == [160, 480, 640, 800, 1600]
    assert "0 made anew" in rederive("--keep-old")
    rederive()
    assert derivatives(photo) == ["160.webp", "1600.webp", "640.webp", "800.webp"]


def test_what_the_record_says_of_the_picture_follows(pet, add_photo, photo_records, monkeypatch):
    photo = add_photo(pet)
    seen = pipeline.prepare(pictures.jpeg())
    turned = replace(seen, inspection=replace(seen.inspection, width=48, height=64, missing=33))
    monkeypatch.setattr(decoding, "prepare", lambda _: turned)
    rederive("--all")
    after = photo_records.find(photo.id)
    assert (after.width, after.height, after.missing) == (48, 64, 33)


def test_photos_in_the_trash_get_theirs_too_and_stay_there(photo_records, photos_of_old):
    [photo] = photos_of_old()
    photo_records.delete(photo, times.now())
    rederive()
    assert "640.webp" in derivatives(photo)
    assert photo_records.find(photo.id).status == Status.DELETED


def test_all_makes_those_anew_that_have_the_right_sizes(pet, add_photo, photo_records):
    photo = add_photo(pet)
    black = pictures.saved(Image.new("RGB", (64, 48)), "WEBP").getvalue()
    clients.s3().put_object(Bucket=settings.FILE_BUCKET, Key=photo.derivative_key(480), Body=black)
    assert "1 made anew" in rederive("--all")
    stored = clients.s3().get_object(Bucket=settings.FILE_BUCKET, Key=photo.derivative_key(480))
    assert Image.open(BytesIO(stored["Body"].read())).convert("RGB").getpixel((2, 2)) != (0, 0, 0)
    assert (stored["ContentType"], stored["CacheControl"]) == ("image/webp", "private, max-age=31536000, immutable")


def test_nothing_but_the_derivatives_of_a_record_changes(pet, add_photo, photo_records):
    photo = photo_records.mark(add_photo(pet), favourite=True)
    rederive("--all")
    after = photo_records.find(photo.id)
    assert after == replace(photo, derived_at=after.derived_at)


@pytest.fixture
def cut_off_after(monkeypatch):
    """Runs the command while AWS is gone after so many photos, and gives what it says then."""

    def cut_off_after(most: int, *arguments: str) -> str:
        first, begun = Rederiver.rederive, []

        def cut(self, photo):
            begun.append(photo)
            if len(begun) > most:
                raise StoreUnavailable("the cable")
            return first(self, photo)

        with monkeypatch.context() as patch:
            patch.setattr(Rederiver, "rederive", cut)
            with pytest.raises(CommandError) as stopped:
                rederive(*arguments, "--workers", "1")
        return str(stopped.value)

    return cut_off_after


def test_a_run_that_was_cut_off_is_taken_up_where_it_stopped(photos_of_old, cut_off_after):
    made = photos_of_old(5)
    assert cut_off_after(2).endswith("Go on with: manage.py rederive")
    assert sum("640.webp" in derivatives(photo) for photo in made) == 2
    assert "3 made anew" in rederive()
    assert "0 made anew" in rederive()


def test_a_run_over_all_that_was_cut_off_says_how_to_go_on(pet, add_photo, cut_off_after):
    for shade in range(3):
        add_photo(pet, shade)
    _, _, arguments = cut_off_after(1, "--all").partition("manage.py rederive ")
    assert "2 made anew" in rederive(*arguments.split())


def test_a_photo_whose_original_is_missing_keeps_what_it_has_and_the_others_are_made(photos_of_old):
    [first, second] = photos_of_old(2)
    remove(first.original_key)
    with pytest.raises(CommandError, match="named above"):
        rederive()
    assert derivatives(first) == ["160.webp", "1600.webp", "480.webp", "800.webp"]
    assert "640.webp" in derivatives(second)


def test_the_missing_original_is_named_in_words(photos_of_old):
    [photo] = photos_of_old()
    remove(photo.original_key)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("rederive", stdout=out, stderr=out)
    assert f"{photo.original_key} is without an original" in out.getvalue()
    assert "0 made anew, 1 without an original" in out.getvalue()


def test_where_no_picture_can_be_decoded_it_stops_and_says_how_to_go_on(photos_of_old, monkeypatch):
    photos_of_old()
    monkeypatch.setattr(decoding, "prepare", Mock(side_effect=TooBusy))
    with pytest.raises(CommandError, match=r"no decoding process .* Go on with: manage.py rederive"):
        rederive()


@pytest.mark.parametrize("status", ["purging", "gone"])
def test_a_photo_on_its_way_out_is_not_touched_and_gets_no_new_objects(pet, add_photo, photo_records, status):
    photo = add_photo(pet)
    table = photo_records.table
    if status == "gone":
        table.client.delete_item(TableName=table.name, Key=table.key(photo.id))
    else:
        table.client.put_item(
            TableName=table.name,
            Item=to_wire(table.get(photo.id) | {"Status": status}),
        )
    with pytest.raises(NotFound):
        Rederiver(photo_records, file_storage()).rederive(photo)
    found = photo_records.find(photo.id)
    assert found is None or found.derived_at is None
    assert derivatives(photo) == []


def test_at_no_time_does_the_record_name_what_is_not_there(photos_of_old, photo_records):
    [photo] = photos_of_old()
    seen = []

    def look(**_):
        named = {f"{size.name}.webp" for size in photo_records.find(photo.id).sizes}
        seen.append(named <= set(derivatives(photo)))

    watched = {
        "PutObject": clients.s3(),
        "DeleteObjects": clients.s3(),
        "UpdateItem": clients.dynamodb(),
    }
    for operation, client in watched.items():
        client.meta.events.register(f"before-call.*.{operation}", look, unique_id=operation)
    try:
        Rederiver(photo_records, file_storage()).rederive(photo)
    finally:
        for operation, client in watched.items():
            client.meta.events.unregister(f"before-call.*.{operation}", unique_id=operation)
    look()
    assert seen == [True] * 7


def test_one_photo_can_be_made_anew_by_itself(pet, add_photo, photo_records):
    photo = add_photo(pet)
    for size in pipeline.SIZES:
        remove(photo.derivative_key(size))
    later = times.now() + timedelta(hours=1)
    made = Rederiver(photo_records, file_storage(), clock=lambda: later).rederive(photo)
    assert made.derived_at == later
    assert derivatives(photo) == ["160.webp", "1600.webp", "480.webp", "800.webp"]


def test_a_missing_original_is_told_from_a_photo_that_is_gone(pet, add_photo, photo_records):
    photo = add_photo(pet)
    remove(photo.original_key)
    with pytest.raises(OriginalMissing):
        Rederiver(photo_records, file_storage()).rederive(photo)


@pytest.mark.parametrize(
    "arguments", [["--workers", "0"], ["--made-before", "yesterday"], ["--all", "--made-before", "2026"]]
)
def test_what_makes_no_sense_is_refused(arguments):
    with pytest.raises(CommandError):
        rederive(*arguments)
