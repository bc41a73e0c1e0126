"""What is done to people, below /admin/. Their list and pages are Django's own."""

from collections.abc import Callable

from django.http import HttpResponseBase

from . import views
from .deeds import DEEDS

ROUTES: tuple[tuple[str, Callable[..., HttpResponseBase], str], ...] = (
    *((f"people/<uuid:person_id>/{deed.name}/", views.view_of(deed), f"person_{deed.name}") for deed in DEEDS),
    ("people/<uuid:person_id>/quota/", views.quota, "person_quota"),
)
