"""What admins change by Django's own screens (people, groups, addresses, second factors), told to the trail too."""

import json
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models.signals import post_save
from django.dispatch import receiver

from pettracker_site.aws.trail import Actor, acted_by, acting, trail

_ACTIONS = {ADDITION: "added", CHANGE: "edited", DELETION: "removed"}


@receiver(post_save, sender=LogEntry, dispatch_uid="audit")
def tell(instance: LogEntry, created: bool, **_: Any) -> None:
    """Within the change's own SQL transaction: where the trail cannot be written, the change does not take place.

    Raises: StoreUnavailable.
    """
    model = instance.content_type.model if instance.content_type else ""
    is_person = model == "user"
    kind, record_id = ("person", str(instance.object_id)) if is_person else (model, f"{model}#{instance.object_id}")
    fields = _fields(instance.change_message)
    with acted_by(Actor(str(instance.user_id), acting().request_id, as_admin=True)):
        trail().write(kind, record_id, _ACTIONS[instance.action_flag], {"Changed": fields or None})


def _fields(message: str) -> list[str]:
    """The names of the changed fields, without any value."""
    try:
        parts = json.loads(message or "[]")
    except ValueError:
        return []  # a message in words, which may tell values
    changed = [part["changed"] for part in parts if isinstance(part, dict) and "changed" in part]
    return [str(name) for part in changed if "name" not in part for name in part.get("fields", [])]
