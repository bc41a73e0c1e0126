"""Pages that a link opens: the view gets the link, and who has none sees what does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from pettracker_site.aws.errors import NotFound

from .domain import LinkKind
from .repository import links


def opened_by(kind: LinkKind) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For a view whose address has a `token` of that kind in it, and which takes the link in its place.

    No login is asked for. A token that is wrong, renewed, ended, malformed or of another kind is the same 404, by one
    call. What else all such pages have in common, `web/secret_links.py` sees to.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest, token: str, **path: Any) -> HttpResponse:
            link = links().find(kind, token)
            if link is None:
                raise NotFound("link")
            return view(request, link, **path)

        opened.is_opened_by_link = True  # type: ignore[attr-defined]
        return login_not_required(opened)

    return decorate


def is_opened_by_link(view: object) -> bool:
    return getattr(view, "is_opened_by_link", False)
