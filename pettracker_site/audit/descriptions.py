"""Audit entries described for people: action, actor, record, and values before and after.

Packages above say at start-up how their own fields and routes read (`describe_fields`, `describe_routes`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.audit.audit_log import AuditEntry

from .middleware import NOBODY, VISITOR

ACTIONS: dict[str, Promise] = {
    "added": gettext_lazy("Added"),
    "edited": gettext_lazy("Edited"),
    "removed": gettext_lazy("Removed"),
    "deleted": gettext_lazy("Moved to the trash"),
    "restored": gettext_lazy("Restored"),
    "dose-undone": gettext_lazy("A dose taken back"),
    "purged": gettext_lazy("Permanently deleted"),
    "moved": gettext_lazy("Moved to another owner"),
    "moved-to-pet": gettext_lazy("Moved to another pet"),
    "hidden": gettext_lazy("Hidden from others"),
    "shown": gettext_lazy("Shown to others again"),
    "rederived": gettext_lazy("Small copies regenerated"),
    "reread": gettext_lazy("Read again from the original"),
    "exported": gettext_lazy("Exported as a file"),
    "opened": gettext_lazy("File opened"),
    "deactivated": gettext_lazy("Deactivated, and logged out everywhere"),
    "reactivated": gettext_lazy("Reactivated"),
    "sessions-ended": gettext_lazy("Logged out everywhere"),
    "reset-asked": gettext_lazy("Password reset mail requested"),
    "password-changed": gettext_lazy("Password changed"),
    "quota-changed": gettext_lazy("Limits changed"),
    "erasing": gettext_lazy("Deletion with all data started"),
    "erased": gettext_lazy("Deleted with all data"),
    "refused": gettext_lazy("Asked for what does not exist or is not allowed"),
    "sweep-look-asked": gettext_lazy("Sweep requested, to check only"),
    "sweep-mend-asked": gettext_lazy("Sweep requested, to repair"),
    "upload-refused": gettext_lazy("Photo refused"),
    "login-failed": gettext_lazy("Login failed"),
}
KINDS_OF_RECORDS: dict[str, Promise] = {
    "pet": gettext_lazy("Pet"),
    "photo": gettext_lazy("Photo"),
    "weight": gettext_lazy("Weight"),
    "care": gettext_lazy("Health entry"),
    "medicine": gettext_lazy("Medicine"),
    "milestone": gettext_lazy("Milestone"),
    "document": gettext_lazy("Document"),
    "person": gettext_lazy("Person"),
    "export": gettext_lazy("Export"),
    "sweep": gettext_lazy("Sweep"),
    "group": gettext_lazy("Group"),
    "emailaddress": gettext_lazy("Address"),
    "authenticator": gettext_lazy("Second factor"),
}
_STATUSES: dict[str, Promise] = {
    "active": gettext_lazy("active"),
    "deleted": gettext_lazy("in the trash"),
    "purging": gettext_lazy("being deleted"),
    "pending": gettext_lazy("upload not finished"),
}
_JOBS: dict[str, Promise] = {
    "sweep": gettext_lazy("the sweep"),
    "finish_moves": gettext_lazy("the job that finishes moves"),
    "reread": gettext_lazy("the job that reads originals again"),
    "finish_deletions": gettext_lazy("the job that finishes deletions of people"),
}


class Person(Protocol):
    """Whoever an entry names, as far as the audit log shows them."""

    email: Any


Values = Mapping[str, Any]
"""All values of an entry on one side, before or after, by field."""


def display_plain(value: Any, _values: Values) -> str:
    """A value that needs no words of its own."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)


def display_day(value: Any, _values: Values) -> str:
    """A day, which is kept as a text."""
    return date_format(date.fromisoformat(value), "DATE_FORMAT") if value else "–"


class FieldDescription(NamedTuple):
    """A field's label, and its value (None: there is none) in words, which may depend on the entry's others."""

    label: str | Promise
    display: Callable[[Any, Values], str] = display_plain


_fields: dict[tuple[str, str], FieldDescription] = {
    ("", "Status"): FieldDescription(
        gettext_lazy("Status"), lambda value, _: "–" if value is None else str(_STATUSES.get(value, value))
    ),
    ("", "OwnerId"): FieldDescription(gettext_lazy("Owner")),
}
_routes: dict[str, Callable[[str], str]] = {}


def describe_fields(described: Mapping[str, FieldDescription], *, kind: str = "") -> None:
    """Have these fields, by their names in the audit log, told so: of one kind of record, or of all that have no words
    of their own for them. Called by each package when its app is ready."""
    _fields.update({(kind, name): each for name, each in described.items()})


def describe_routes(words: Callable[[str], str], *, action: str = "") -> None:
    """Have the routes of entries (of all without words of their own, or of one action's) told so."""
    _routes[action] = words


def describe_action(entry: AuditEntry) -> str:
    return str(ACTIONS.get(entry.action, entry.action))


def describe_actor(actor_id: str, people: Mapping[str, Person]) -> str:
    """The name of the actor, if they still exist."""
    if person := people.get(actor_id):
        return str(person.email)
    if actor_id == VISITOR:
        return _("a visitor")
    if len(actor_id) < len("00000000-0000-0000-0000-000000000000"):
        return str(_JOBS.get(actor_id, _("a job")))
    return _("a deleted person")


def describe_route(entry: AuditEntry) -> str:
    """The page where it was denied or failed; for a refused photo, the reason."""
    words = _routes.get(entry.action) or _routes.get("", str)
    return words(entry.route) if entry.route else ""


def describe_record(entry: AuditEntry) -> str:
    if entry.record_id == NOBODY:
        return _("An address that is not known here")
    return str(KINDS_OF_RECORDS.get(entry.kind, entry.kind))


def differences(entry: AuditEntry, people: Mapping[str, Person]) -> list[tuple[str, str, str]]:
    """Field, value before and value after, for people; without fields that only help to read another."""
    changed = [name for name, values in entry.changes.items() if values.get("Before") != values.get("After")]
    before, after = _side(entry, "Before"), _side(entry, "After")
    return [
        (
            field_label(name, entry.kind),
            _value(name, entry.kind, before, people),
            _value(name, entry.kind, after, people),
        )
        for name in changed
    ]


def describe_value(name: str, kind: str, values: Values) -> str:
    """A field's value in words, as the audit log tells it; `values` are those of its record, by field."""
    return _value(name, kind, values, {})


def field_label(name: str, kind: str) -> str:
    described = _described(name, kind)
    return str(described.label) if described else name


def _side(entry: AuditEntry, when: str) -> Values:
    return {name: values.get(when) for name, values in entry.changes.items()}


def _described(name: str, kind: str) -> FieldDescription | None:
    return _fields.get((kind, name)) or _fields.get(("", name))


def _value(name: str, kind: str, values: Values, people: Mapping[str, Person]) -> str:
    value = values.get(name)
    if name == "OwnerId" and value is not None:
        return describe_actor(str(value), people)
    described = _described(name, kind)
    return described.display(value, values) if described else display_plain(value, values)
