"""What the buttons beside what is due have in common: the page they were on, who was first, the form that was sent."""

import uuid

from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pets.domain import Pet
from pettracker_site.common import read_your_writes

_PAGES = {"health": "care:health", "home": "home", "list": "pets:list", "pet": "pet"}


def page_of(request: HttpRequest) -> str:
    """Which of our pages the button was on."""
    named = request.POST.get("page", "")
    return named if named in _PAGES else "health"


def back(request: HttpRequest, pet: Pet) -> HttpResponse:
    """To the page that the button was on."""
    page = page_of(request)
    response = redirect(_PAGES[page]) if page in ("home", "list") else redirect(_PAGES[page], pet_id=pet.id)
    return read_your_writes.remember(response, "pet", [pet.id], after=request)


def nonce_of(request: HttpRequest) -> str:
    """That of the form. Raises: BadRequest for what no page of ours sends."""
    try:
        return str(uuid.UUID(request.POST.get("nonce", "")[:40]))
    except ValueError:
        raise BadRequest from None


def name_of(request: HttpRequest, person: str) -> str:
    """The name of who answered, as they gave it; never an address."""
    if person == str(request.user.pk):
        return _("you")
    try:
        name = get_user_model().objects.filter(pk=person).values_list("name", flat=True).first()
    except (ValidationError, ValueError):
        name = None
    return name or _("somebody else")
