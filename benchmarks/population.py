"""People, pets and photos for a server that is measured; runs in its settings."""

import io
import json
import os
from zoneinfo import ZoneInfo

from benchmarks import samples
from benchmarks.records import pets as facts

SHAPES = ((1600, 1200), (1200, 1600), (1600, 800))  # of photos, by turns


def fill(*, people: int, pets_each: int, covers: int, photos: int) -> None:
    """Print each person's session and pets: `covers` of these have one photo each, the first one `photos`."""
    from django.core.management import call_command

    call_command("provision", stdout=io.StringIO())
    pictures = [_picture(*shape) for shape in SHAPES]
    made = [_person(at, pets_each, covers, photos, pictures) for at in range(people)]
    print(json.dumps(made))


def _picture(width: int, height: int) -> bytes:
    picture = io.BytesIO()
    samples.photo(width, height).save(picture, "JPEG", quality=85)
    return picture.getvalue()


def demo() -> None:
    """Print the session of the demo data's first owner, and their pets, the one with the most photos first."""
    from django.core.management import call_command
    from django.test import override_settings

    from pets.domain import Status
    from pets.repository import pets
    from pettracker_site.management.commands.demo import OWNER
    from pettracker_site.models import User

    call_command("provision", stdout=io.StringIO())
    with override_settings(DEBUG=True):  # demo data is for one's own machine, as this is
        call_command("demo", stdout=io.StringIO())
    person = User.objects.get(email=OWNER.email)
    theirs = sorted(pets().all_for_owner(str(person.pk), status=Status.ACTIVE), key=lambda pet: -pet.photo_count)
    made = {
        "session": _session(person),
        "pets": [pet.id for pet in theirs],
        "covers": [pet.cover_photo_id for pet in theirs],
    }
    print(json.dumps([made]))


def _session(person) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def _person(at: int, pets_each: int, covers: int, photos: int, pictures: list[bytes]) -> dict[str, object]:
    from pets.domain import Pet
    from pets.profile import Kind, Profile
    from pets.repository import pets
    from pettracker_site.aws import times
    from pettracker_site.models import User

    person = User.objects.create(email=f"person-{at}@example.com")
    made = []
    for number, each in enumerate(facts(pets_each)):
        profile = Profile(each.name, Kind(each.kind), birth_date=each.born)
        pet = pets().add(Pet.new(str(person.pk), each.id, profile, times.now()))
        for photo in range(photos if number == 0 else number < covers):
            _upload(pet, pictures[photo % len(pictures)])
        made.append(pet.id)
    return {"session": _session(person), "pets": made}


def _upload(pet, picture: bytes) -> None:
    """The same few pictures, but never the same file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from photos import forms
    from photos.upload.services import uploader

    file = SimpleUploadedFile("a.jpg", picture + os.urandom(16), "image/jpeg")
    form = forms.UploadForm(files={"photos": file})
    form.is_valid()
    [accepted] = form.accepted
    uploader().upload(pet, pet.owner_id, forms.picture(accepted), zone=ZoneInfo("UTC"))
