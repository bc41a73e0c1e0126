"""The feed itself, as calendar programs fetch it by its secret link, without a login."""

import hashlib
from contextlib import suppress
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from pets.domain import Pet
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable
from pettracker_site.common.time_zones import zone_or_utc
from pettracker_site.links.domain import Link, LinkKind
from pettracker_site.links.opening import opened_by
from pettracker_site.links.repository import links

from . import ics
from .clients import known_client
from .events import events_of
from .feeds import Feed, window

NOTED_EVERY = timedelta(hours=1)


@require_safe
@opened_by(LinkKind.FEED)
def feed(request: HttpRequest, link: Link) -> HttpResponse:
    """The calendar, by two calls, and by one more where that was not noted within the hour; 304 where the program has
    it already. Whoever made the link and is active no more, or is being deleted: 404.

    Raises: StoreUnavailable: a calendar that lacks what could not be read would be taken for one that lost it.
    """
    person = get_user_model().objects.filter(pk=link.by, is_active=True).first()
    if person is None:
        raise NotFound("link")
    with timezone.override(zone_or_utc(person.time_zone)):
        body = _calendar(request, link)
    _note_use(request, link)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="pets.ics"'
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _calendar(request: HttpRequest, link: Link) -> bytes:
    shows = Feed.from_plain(link.opens)
    pets = shows.pets(link.by)

    def address(pet: Pet) -> str:
        return request.build_absolute_uri(reverse("pet", args=[pet.id]))

    return ics.write(link.title, events_of(pets, shows.shown, *window(timezone.localdate()), address))


def _note_use(request: HttpRequest, link: Link) -> None:
    """At most once an hour; a feed that was read is sent all the same where that cannot be noted."""
    if link.used_at is None or times.now() - link.used_at >= NOTED_EVERY:
        with suppress(Conflict, StoreUnavailable):
            links().note_use(link, known_client(request.headers.get("User-Agent", "")))
