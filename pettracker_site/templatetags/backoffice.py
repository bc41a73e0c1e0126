"""The audit log and the records of everybody, as the admin's templates say them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import number_format

from pets.domain import Pet
from pets.life.records import Record
from pets.life.repository import life
from pets.lists import pet_lists
from pettracker_site.audit import descriptions
from pettracker_site.audit.audit_log import AuditEntry
from pettracker_site.files.storage import file_storage
from pettracker_site.models import User
from photos.keys import derivative_key

register = template.Library()
register.filter(descriptions.describe_action)
register.filter(descriptions.describe_record)
register.filter(descriptions.describe_route)
register.filter(descriptions.field_label)
_THUMBNAIL = 160
_SCREENS = {"pet": "admin:pet", "photo": "admin:photo"}


@register.filter
def grouped(number: int) -> str:
    """A count with its thousands set apart."""
    return number_format(number, force_grouping=True)


@register.filter
def by_key(mapping: Mapping[str, Any] | None, key: str) -> Any:
    return mapping.get(key) if mapping else None


@register.simple_tag
def actor(entry: AuditEntry, people: dict[str, User]) -> str:
    return descriptions.describe_actor(entry.actor_id, people)


@register.simple_tag
def differences(entry: AuditEntry, people: dict[str, User]) -> list[tuple[str, str, str]]:
    return descriptions.differences(entry, people)


@register.simple_tag
def record_url(entry: AuditEntry) -> str:
    """Where the record is shown; empty where it is not one that a screen shows."""
    if entry.pet_id:
        return reverse("admin:record", args=[entry.kind, entry.pet_id, entry.record_id])
    route = _SCREENS.get(entry.kind)
    return reverse(route, args=[entry.record_id]) if route else ""


@register.simple_tag
def record_page(record: Record, page: str = "") -> str:
    """A page of a record of a pet's life: of all that is known, or its `history` or `edit`."""
    name = f"admin:record_{page}" if page else "admin:record"
    return reverse(name, args=[record.KIND, record.pet_id, record.id])


@register.filter
def ends(record: Record) -> datetime:
    """When a record in the trash is due to go for good."""
    return record.due_at(life().trash)


@register.filter
def goes(pet: Pet) -> datetime:
    """When a pet in the trash is due to go for good."""
    return pet_lists().time(pet)


@register.simple_tag
def small_cover_url(pet: Pet) -> str:
    return file_storage().url(derivative_key(pet.id, pet.cover_photo_id, _THUMBNAIL)) if pet.cover_photo_id else ""
