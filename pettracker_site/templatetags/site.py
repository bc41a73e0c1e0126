"""Small words for all templates."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pettracker_site.common import undo
from pettracker_site.common.days import format_day

register = template.Library()
register.filter("day", format_day)


@register.filter
def undo_url(message: Any) -> str:
    """Where a message's "Undo" posts to; empty where it has none."""
    return undo.address(message.extra_tags or "")


@register.filter
def undo_fields(message: Any) -> undo.Fields:
    return undo.fields(message.extra_tags or "")


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
