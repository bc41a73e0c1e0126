"""The doors to the records of everybody: each screen and each action asks for its own right, before it reads anything.

A refusal therefore says nothing about a record: it is the same page whether there is one of that id or not.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from pettracker_site.aws.trail import Actor, acted_by, acting

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def may(request: HttpRequest, right: str) -> bool:
    """Whether this person has a right such as `view_pets` (see `pettracker_site.models.Records`)."""
    return request.user.has_perm(f"pettracker_site.{right}")


def demand(request: HttpRequest, right: str) -> None:
    """Raises: PermissionDenied, which the trail gathers."""
    if not may(request, right):
        raise PermissionDenied(right)


def needs(right: str) -> Callable[[View[P]], View[P]]:
    """The view is for staff with this right only, and what it does is written down as done by an admin."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            demand(request, right)
            now = acting()
            with acted_by(Actor(now.id, now.request_id, as_admin=True)):
                return view(request, *args, **kwargs)

        return checked

    return decorate
