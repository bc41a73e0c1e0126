"""The peer's side: whole requests to an ordinary Django project of the same pets and photos."""

import gc
import os
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from benchmarks import wsgi
from benchmarks.records import CARE, PETS, PHOTOS, WEIGHTS

Work = Callable[[], Any]
ALBUM = f"/pets/{PETS[0].id}/"


def pet_list() -> Work:
    return _page("/pets/", cards='class="card"')


def plain_list() -> Work:
    return _page("/plain/", cards='class="card"')


def album() -> Work:
    return _page(ALBUM, cards='id="photo-')


def weights() -> Work:
    return _page(f"{ALBUM}weights/")


def health() -> Work:
    return _page(f"{ALBUM}health/")


def empty() -> Work:
    return _page("/empty/")


def _page(path: str, **options: Any) -> Work:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peer.settings"
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    work = wsgi.page(application, path, _filled(), **options)
    gc.collect()
    gc.freeze()  # as after the fork of a server that loads the application before it
    return work


def _filled() -> str:
    """The session of a person with the pets and photos; tables and rows are made."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    from benchmarks.peer.models import Entry, Pet, Photo, Weight

    call_command("migrate", run_syncdb=True, verbosity=0)
    person = User.objects.create_user("jane", "jane@example.com")
    Pet.objects.bulk_create(
        Pet(id=pet.id, owner=person, name=pet.name, kind=pet.kind, born=pet.born, cover=f"covers/{pet.cover_id}.webp")
        for pet in PETS
    )
    Photo.objects.bulk_create(
        Photo(
            id=photo.id,
            pet_id=PETS[0].id,
            **{name: f"{PETS[0].id}/{photo.id}/{name}.webp" for name in ("small", "medium", "large")},
            taken_at=photo.taken_at,
            caption=photo.caption,
            favourite=photo.favourite,
            placeholder=b64encode(photo.placeholder).decode(),
            width=photo.width,
            height=photo.height,
        )
        for photo in PHOTOS
    )
    Weight.objects.bulk_create(
        Weight(id=each.id, pet_id=PETS[0].id, on=each.at.date(), kilograms=each.amount, note=each.note)
        for each in WEIGHTS
    )
    Entry.objects.bulk_create(
        Entry(id=each.id, pet_id=PETS[0].id, on=each.at.date(), kind=each.kind, title=each.title, vet="Dr. Okafor")
        for each in CARE
    )
    client = Client(headers={"host": "pets.example"})
    client.force_login(person)
    return client.cookies["sessionid"].value
