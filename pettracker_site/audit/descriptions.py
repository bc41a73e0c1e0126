"""Audit entries described for people: action, actor, record, and values before and after."""

from datetime import tzinfo
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.profile import PROFILE_FIELDS
from pettracker_site.aws import times
from pettracker_site.aws.trail import Entry
from pettracker_site.backoffice.overview.labels import REFUSED
from pettracker_site.models import User
from photos.taken import TakenFrom, zone_named
from photos.totals import UPLOAD_REFUSED
from photos.words import FOUND, TAKEN_FROM

from .logins import NOBODY
from .middleware import VISITOR
from .page_names import page_name

ACTIONS: dict[str, Promise] = {
    "added": gettext_lazy("Added"),
    "edited": gettext_lazy("Edited"),
    "removed": gettext_lazy("Removed"),
    "deleted": gettext_lazy("Moved to the trash"),
    "restored": gettext_lazy("Restored"),
    "purged": gettext_lazy("Permanently deleted"),
    "moved": gettext_lazy("Moved to another owner"),
    "hidden": gettext_lazy("Hidden from others"),
    "shown": gettext_lazy("Shown to others again"),
    "rederived": gettext_lazy("Small copies regenerated"),
    "reread": gettext_lazy("Read again from the original"),
    "exported": gettext_lazy("Exported as a file"),
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
    "person": gettext_lazy("Person"),
    "export": gettext_lazy("Export"),
    "sweep": gettext_lazy("Sweep"),
    "group": gettext_lazy("Group"),
    "emailaddress": gettext_lazy("Address"),
    "authenticator": gettext_lazy("Second factor"),
}
_PROFILE_FIELDS = {field.stored_as: field for field in PROFILE_FIELDS}
_FIELDS: dict[str, Promise] = {
    "Status": gettext_lazy("Status"),
    "OwnerId": gettext_lazy("Owner"),
    **{name: field.label for name, field in _PROFILE_FIELDS.items()},
    "Caption": gettext_lazy("Caption"),
    "TakenAt": gettext_lazy("Taken"),
    "TakenFrom": gettext_lazy("Date comes from"),
    "TakenZone": gettext_lazy("Time zone"),
    "Found": gettext_lazy("Also contains"),
    "PetId": gettext_lazy("Pet"),
    "Hidden": gettext_lazy("Hidden from others"),
    "DerivedAt": gettext_lazy("Small copies made"),
    "MostPets": gettext_lazy("Pets at most"),
    "MostPhotos": gettext_lazy("Photos at most"),
    "MostMegabytes": gettext_lazy("Megabytes at most"),
    "Email": gettext_lazy("E-mail address"),
    "Password": gettext_lazy("Password"),
    "TimeZone": gettext_lazy("Time zone"),
    "WeightUnit": gettext_lazy("Weights in"),
    "IsActive": gettext_lazy("Active"),
    "IsStaff": gettext_lazy("May use the admin pages"),
    "IsSuperuser": gettext_lazy("Superuser"),
    "Groups": gettext_lazy("Groups"),
    "Rights": gettext_lazy("Rights"),
    "Factor": gettext_lazy("Kind of factor"),
    "Primary": gettext_lazy("Primary"),
    "Verified": gettext_lazy("Verified"),
}
_STATUSES: dict[str, Promise] = {
    "active": gettext_lazy("active"),
    "deleted": gettext_lazy("in the trash"),
    "purging": gettext_lazy("being deleted"),
    "pending": gettext_lazy("upload not finished"),
}
_CHOICES = {"WeightUnit": User.WeightUnit, "Factor": Authenticator.Type}
_JOBS: dict[str, Promise] = {
    "sweep": gettext_lazy("the sweep"),
    "finish_moves": gettext_lazy("the job that finishes moves"),
    "reread": gettext_lazy("the job that reads originals again"),
    "finish_deletions": gettext_lazy("the job that finishes deletions of people"),
}


def describe_action(entry: Entry) -> str:
    return str(ACTIONS.get(entry.action, entry.action))


def describe_actor(actor_id: str, people: dict[str, User]) -> str:
    """The name of the actor, if they still exist."""
    if person := people.get(actor_id):
        return person.email
    if actor_id == VISITOR:
        return _("a visitor")
    if len(actor_id) < len("00000000-0000-0000-0000-000000000000"):
        return str(_JOBS.get(actor_id, _("a job")))
    return _("a deleted person")


def describe_route(entry: Entry) -> str:
    """The page where it was denied or failed; for a refused photo, the reason."""
    if entry.action == UPLOAD_REFUSED:
        return str(REFUSED.get(entry.route, entry.route))
    return page_name(entry.route) if entry.route else ""


def describe_record(entry: Entry) -> str:
    if entry.record_id == NOBODY:
        return _("An address that is not known here")
    return str(KINDS_OF_RECORDS.get(entry.kind, entry.kind))


def differences(entry: Entry, people: dict[str, User]) -> list[tuple[str, str, str]]:
    """Field, value before and value after, for people; without fields that only help to read another."""
    changed = {name: values for name, values in entry.changes.items() if values.get("Before") != values.get("After")}
    before, after = _clock(entry, "Before"), _clock(entry, "After")
    return [
        (
            field_label(name),
            _value(name, values.get("Before"), people, before),
            _value(name, values.get("After"), people, after),
        )
        for name, values in changed.items()
    ]


def _clock(entry: Entry, when: str) -> tzinfo | None:
    """The time zone where a photo was taken, as the record had it then; None if unknown."""
    name = entry.changes.get("TakenZone", {}).get(when)
    return zone_named(name) if name else None


def field_label(name: str) -> str:
    return str(_FIELDS.get(name, name))


def _value(name: str, value: Any, people: dict[str, User], clock: tzinfo | None = None) -> str:
    if value is None and name in ("MostPets", "MostPhotos", "MostMegabytes"):
        return _("default")
    if name in _PROFILE_FIELDS:
        return _PROFILE_FIELDS[name].audit_words(value) or "–"
    if value is None:
        return _("No") if name == "Hidden" else "–"
    if name == "OwnerId":
        return describe_actor(str(value), people)
    if name == "Status":
        return str(_STATUSES.get(value, value))
    if name == "TakenFrom":
        source = TakenFrom.known(value)
        return str(TAKEN_FROM[source]) if source else value
    if name == "Found":
        return ", ".join(str(words) for kind, words in FOUND.items() if kind in value)
    if name in ("TakenAt", "DerivedAt"):
        at = times.from_text(value).astimezone(clock or timezone.get_current_timezone())
        return date_format(at, "DATETIME_FORMAT")
    if name in ("MostPets", "MostPhotos", "MostMegabytes"):
        return number_format(value, force_grouping=True) if value else _("no limit")
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)
