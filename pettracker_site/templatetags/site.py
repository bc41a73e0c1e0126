"""Small words for all templates."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def undo_url(message: Any) -> str:
    """Where a message's "Undo" posts to. Its tag `undo <pet> [<photo> ...]` names what is restored there,
    `move <pet> <other pet> <photo> ...` what is moved from there to the other pet."""
    verb, ids = _undone(message)
    if verb == "move":
        return reverse("photos:move", args=ids[:1])
    if len(ids) > 2:
        return reverse("photos:selected", args=ids[:1])
    return reverse(("pets:restore", "photos:restore")[len(ids) - 1], args=ids) if ids else ""


@register.filter
def undo_fields(message: Any) -> list[tuple[str, str]]:
    """What "Undo" sends there, by names."""
    verb, ids = _undone(message)
    first = [("pet", each) for each in ids[1:2]] if verb == "move" else [("action", "restore")]
    photos = ids[2:] if verb == "move" else ids[1:]
    return [*first, *(("photo", each) for each in photos)] if verb == "move" or len(photos) > 1 else []


def _undone(message: Any) -> tuple[str, list[str]]:
    verb, *ids = (message.extra_tags or "").split() or [""]
    return (verb, ids) if verb in ("undo", "move") and ids else ("", [])


@register.filter
def goes_for_good(deleted_at: datetime) -> str:
    """When what is in the trash since then goes for good, in words, on the reader's calendar."""
    day, today = timezone.localdate(deleted_at + timedelta(days=settings.TRASH_DAYS)), timezone.localdate()
    if day <= today:
        return _("Goes for good any day now")
    form = "MONTH_DAY_FORMAT" if day - today < timedelta(days=365) else "DATE_FORMAT"
    return _("Goes for good on %(day)s") % {"day": date_format(day, form)}


@register.simple_tag
def most_megabytes() -> int:
    """How much one form may send."""
    return int(settings.MAX_REQUEST_BYTES // (1024 * 1024))


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: str) -> str:
    """The page's own query string with some values changed; empty ones are left out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    return f"?{query.urlencode()}" if query else "?"
