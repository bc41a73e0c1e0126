"""What the buttons beside what is due have in common: the page they were on, who was first, the form that was sent."""

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pets.domain import Pet
from pettracker_site.common import read_your_writes
from pettracker_site.common.typed import ids

_PAGES = {"health": "care:health", "home": "home", "list": "pets:list", "pet": "pet"}
_MOST_PEOPLE = 100  # who are asked for by their names


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
    return names_of(request, [person])[person]


def names_of(request: HttpRequest, people: Iterable[str], *, on_paper: bool = False) -> dict[str, str]:
    """The names of who answered, as they gave them, by one query; never addresses.

    Who asks is "you"; `on_paper`, which others read, they have a name as well.
    """
    asked, self = {*people}, str(request.user.pk)
    others = ids(sorted(asked - {self}), most=_MOST_PEOPLE)
    named = get_user_model().objects.filter(pk__in=others).values_list("pk", "name") if others else ()
    names = {str(id): name for id, name in named if name}
    names[self] = (on_paper and cast(Any, request.user).name) or _("you")
    return {each: names.get(each, _("somebody else")) for each in asked}
