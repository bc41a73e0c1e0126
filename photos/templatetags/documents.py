"""Template filters for documents."""

from django import template
from django.utils import timezone

from pettracker_site.files.storage import file_storage
from photos.documents import display
from photos.documents import expiry as expiries
from photos.documents.domain import Document

register = template.Library()
register.filter("document_title", display.title)
register.filter("document_file", display.format_file)


@register.filter
def document_type(document: Document) -> str:
    return display.type_label(document.type)


@register.filter
def expiry(document: Document) -> str:
    """When it expires, on the reader's calendar; empty where it does not."""
    return expiries.format_expiry(document, timezone.localdate())


@register.filter
def stands_out(document: Document) -> bool:
    """Whether it has expired or will do so soon."""
    return expiries.stands_out(document, timezone.localdate())


@register.simple_tag
def copy_url(document: Document) -> str:
    """Of a picture's clean copy: from S3 itself and never by the edge, so that it is gone when it is deleted."""
    return file_storage().url(document.copy_key, parameters={"response-content-type": "image/webp"})
