"""A person's calendar feeds: those there are, a new one, its link, which is shown once, and its end."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict
from pettracker_site.links.domain import Link, LinkKind, MadeLink
from pettracker_site.links.repository import MadeBefore, links

from .clients import client_words
from .feeds import MOST_EVENTS, MOST_FEEDS, MOST_PETS, Feed
from .forms import FeedForm

_KIND = LinkKind.FEED
_HOURS_UNTIL_DAYS = 48


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed as its person sees it: without its address, which nobody knows any more."""

    link: Link
    feed: Feed
    pets: list[str]  # the names of those that were chosen and are still there

    @property
    def kinds(self) -> list[str | Promise]:
        return self.feed.kinds()

    @property
    def fetched(self) -> str:
        """When it was last fetched, and by what, in words."""
        if self.link.used_at is None:
            return _("Not fetched yet")
        hours = (times.now() - self.link.used_at) // timedelta(hours=1)
        said = {"hours": hours, "days": hours // 24, "program": client_words(self.link.used_by)}
        if hours < 1:
            return _("Fetched within the last hour by %(program)s") % said
        if hours < _HOURS_UNTIL_DAYS:
            words = ngettext(
                "Last fetched %(hours)d hour ago by %(program)s",
                "Last fetched %(hours)d hours ago by %(program)s",
                hours,
            )
            return words % said
        return _("Last fetched %(days)d days ago by %(program)s") % said


@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """The feeds that there are, and the form for one more; by three calls."""
    person = str(request.user.pk)
    own = pets().list_for_owner(person, size=MOST_PETS).items
    made = links().of(person, _KIND)
    form = FeedForm(request.POST or None, pets=own)
    if form.is_valid():
        nonce = str(form.cleaned_data["nonce"])
        if Link.id_for(_KIND, person, nonce) in {link.id for link in made}:
            return _made_before(request)
        if len(made) >= MOST_FEEDS:
            sentence = _("You have %(most)d feeds, which is the most there can be. End one that you do not need first.")
            form.add_error(None, sentence % {"most": MOST_FEEDS})
        else:
            title, opens = form.cleaned_data["title"], form.feed().to_plain()
            try:
                return _show(request, links().make(_KIND, person, nonce, title=title, opens=opens))
            except MadeBefore:
                return _made_before(request)
    names = {pet.id: pet.name for pet in own}
    context = {"form": form, "feeds": [_listed(link, names) for link in made], "can_make": len(made) < MOST_FEEDS}
    return render(request, "calendar/feeds.html", context | {"most_pets": MOST_PETS, "most_events": MOST_EVENTS})


@require_safe
def one(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Asks whether a feed is to have another link, or to end."""
    return render(request, "calendar/feed.html", {"link": _own(request, link_id)})


@require_POST
def renew(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Sent twice, the second finds another version than it names, and takes nobody's new link away again."""
    link = _own(request, link_id)
    try:
        if request.POST.get("version") != str(link.version):
            raise Conflict("link")
        return _show(request, links().renew(link))
    except Conflict:
        messages.info(request, _("This feed has got a new link already, which was shown once. You can make another."))
        return redirect("calendar:feeds")


@require_POST
def end(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Idempotent: one that has ended already is a success."""
    links().end(str(request.user.pk), _KIND, str(link_id))
    messages.success(request, _("The feed has ended. Its link opens nothing any more."))
    return redirect("calendar:feeds")


def _own(request: HttpRequest, link_id: uuid.UUID) -> Link:
    """Raises: NotFound, also for one that is somebody else's."""
    return links().get(str(request.user.pk), _KIND, str(link_id))


def _listed(link: Link, names: dict[str, str]) -> Listed:
    feed = Feed.from_plain(link.opens)
    return Listed(link, feed, [names[id] for id in feed.pet_ids if id in names])


def _made_before(request: HttpRequest) -> HttpResponse:
    messages.info(
        request, _("This feed is made already. Its link was shown once: where you do not have it, make a new one.")
    )
    return redirect("calendar:feeds")


def _show(request: HttpRequest, made: MadeLink) -> HttpResponse:
    """The page with the link, this once: it is kept nowhere, so the answer is not a redirect to it."""
    address = request.build_absolute_uri(reverse("calendar:feed", args=[made.token]))
    subscribe = "webcal:" + address.partition(":")[2]
    context: dict[str, Any] = {"link": made.link, "address": address, "subscribe": subscribe, "qr": qr_code(subscribe)}
    return render(request, "calendar/made.html", context, status=201)


def qr_code(text: str) -> SafeString:
    """As inline SVG, dark on white under every colour scheme, with the margin that readers need."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - made of numbers alone
