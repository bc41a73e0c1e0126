"""PetTracker's side: whole requests, as gunicorn's configuration sets up the process for them."""

import gc
import os
import runpy
from collections.abc import Callable
from typing import Any

from benchmarks import wsgi
from benchmarks.ours.answers import OWNER
from benchmarks.records import PETS

ALBUM = f"/pets/{PETS[0].id}/"
Work = Callable[[], Any]


def pet_list() -> Work:
    return _page("/pets/", cards='class="print"')


def compressed_pet_list() -> Work:
    return _page("/pets/", gzip=True)


def album() -> Work:
    return _page(ALBUM, cards='id="photo-')


def weights() -> Work:
    return _page(f"{ALBUM}weights/")


def health() -> Work:
    return _page(f"{ALBUM}health/")


def timeline() -> Work:
    return _page(f"{ALBUM}timeline/")


def empty() -> Work:
    return _page("/empty/")


def application() -> wsgi.Application:
    """As a worker has it after the fork."""
    from pettracker_site.wsgi import application

    server = runpy.run_path("infra/gunicorn.conf.py")
    gc.collect()
    server["when_ready"](None)
    server["post_fork"](None, None)
    return application


def logged_in() -> str:
    """The session of the owner, who is made."""
    from django.test import Client

    from pettracker_site.models import User

    person, _ = User.objects.get_or_create(pk=OWNER, defaults={"email": "jane@example.com"})
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def _page(path: str, **options: Any) -> Work:
    ready = application()
    return wsgi.page(ready, path, logged_in(), **options)


assert os.environ["DJANGO_SETTINGS_MODULE"] == "benchmarks.ours.settings"
