"""Small words for all templates."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.filter
def undo_url(message: Any) -> str:
    """Where a message's "Undo" posts to: restoring the pet, or the photo, that its `undo <ids>` tag names."""
    verb, _, ids = (message.extra_tags or "").partition(" ")
    if verb != "undo":
        return ""
    found = ids.split()
    return reverse("photos:restore", args=found) if len(found) == 2 else reverse("pets:restore", args=found)


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
