"""Permissions of the admin pages: each screen and each action asks for its own before it reads anything.

So a refusal is the same page whether the record exists or not.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from pettracker_site.audit.audit_log import Actor, acting_as, current_actor

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def has_permission(request: HttpRequest, permission: str) -> bool:
    """Whether this person has a permission such as `view_pets` (see `pettracker_site.models.Records`)."""
    return request.user.has_perm(f"pettracker_site.{permission}")


def require(request: HttpRequest, permission: str) -> None:
    """Raises: PermissionDenied, which the audit log counts."""
    if not has_permission(request, permission):
        raise PermissionDenied(permission)


def permission_required(permission: str) -> Callable[[View[P]], View[P]]:
    """Only staff with this permission may call the view. The audit log names them as admins."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require(request, permission)
            now = current_actor()
            with acting_as(Actor(now.id, now.request_id, as_admin=True)):
                return view(request, *args, **kwargs)

        return checked

    return decorate
