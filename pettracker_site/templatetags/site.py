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
    """Where a message's "Undo" posts to: what its tag `undo <pet> [<photo> ...]` names is restored there."""
    pet, *photos = _undone(message) or [""]
    if not pet:
        return ""
    if len(photos) > 1:
        return reverse("photos:selected", args=[pet])
    return reverse("photos:restore", args=[pet, *photos]) if photos else reverse("pets:restore", args=[pet])


@register.filter
def undo_photos(message: Any) -> list[str]:
    """The photos that "Undo" restores where they are several."""
    photos = _undone(message)[1:]
    return photos if len(photos) > 1 else []


def _undone(message: Any) -> list[str]:
    verb, _space, ids = (message.extra_tags or "").partition(" ")
    return ids.split() if verb == "undo" else []


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
