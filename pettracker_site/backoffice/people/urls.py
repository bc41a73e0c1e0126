"""Routes of actions on people, below /admin/. Their list and pages are Django's own."""

from collections.abc import Callable

from django.http import HttpResponseBase

from . import views
from .user_actions import USER_ACTIONS

ROUTES: tuple[tuple[str, Callable[..., HttpResponseBase], str], ...] = (
    *(
        (f"people/<uuid:person_id>/{action.name}/", views.view_of(action), f"person_{action.name}")
        for action in USER_ACTIONS
    ),
    ("people/<uuid:person_id>/quota/", views.quota, "person_quota"),
)
