"""Filters of the lists: status, dates, and at most one more, since each has its own index."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.domain import Status as PetStatus
from pets.domain import sort_name
from pets.forms import searched
from pets.life.child import record_children
from pets.profile import Kind
from pettracker_site.accounts import email_addresses
from pettracker_site.common.form_fields import Day
from pettracker_site.models import User
from photos.domain import Status as PhotoStatus

_DIGITS_OF_A_CHIP = 4  # at least: "Biscuit22" has as many signs as an old chip
_CHIP = re.compile(r"[0-9A-Za-z]{9,10}|[0-9A-Za-z]{15}")

FIRST_YEAR, LAST_YEAR = 2000, 2999
KEPT = (PetStatus.ACTIVE, PetStatus.DELETED)  # records of lives have no other status

STATUSES = {
    "active": gettext_lazy("Active"),
    "deleted": gettext_lazy("In the trash"),
    "purging": gettext_lazy("Being deleted"),
    "pending": gettext_lazy("Upload not finished"),
}


@dataclass(frozen=True, slots=True)
class PetFilter:
    """At most one of kind, owner, prefix, chip and id; `since` and `until` (exclusive) with kind or owner, or alone."""

    status: PetStatus = PetStatus.ACTIVE
    kind: Kind | None = None
    owner_id: str = ""
    prefix: str = ""
    microchip: str = ""
    pet_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhotoFilter:
    """At most one of pet and owner; for an owner, only active photos."""

    status: PhotoStatus = PhotoStatus.ACTIVE
    pet_id: str = ""
    owner_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Records of a kind, of all pets or of one; `since` and `until` only for those of all."""

    kind: str
    status: PetStatus = PetStatus.ACTIVE
    pet_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


class DayField(Day):
    """A day within the years that records can have."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValidationError(_("There are no records of that year. Is the year right?"))


class ChoiceOf(forms.ChoiceField):
    def __init__(self, otherwise: Any, words: Mapping[Any, Any]) -> None:
        choices = [(str(value), label) for value, label in words.items()]
        super().__init__(required=False, choices=choices, error_messages={"invalid_choice": otherwise})


class DatesForm(forms.Form):
    """Days in the admin's own time zone, both of them included."""

    since = DayField(label=gettext_lazy("From"))
    until = DayField(label=gettext_lazy("To"))
    owner = forms.UUIDField(required=False, error_messages={"invalid": gettext_lazy("Nobody here has this id.")})

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The second day comes before the first."))
        return data

    def _refuse_days_of_purging(self, whose: str) -> None:
        """The index of an owner or a pet has no date for records that are being purged."""
        data = self.cleaned_data
        has_days = data.get("since") or data.get("until")
        if data.get(whose) and has_days and data.get("status") == PetStatus.PURGING:
            raise ValidationError(
                _("What is being deleted of one owner or pet cannot be filtered by date. Show all of it.")
            )

    def _moments(self) -> tuple[datetime | None, datetime | None]:
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return _begin(since) if since else None, _begin(until + timedelta(days=1)) if until else None


class PetFilterForm(DatesForm):
    """The search is one of: an id, an e-mail address, a chip number, or the beginning of a name."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=254)
    status = ChoiceOf(gettext_lazy("There is no such status."), {each: STATUSES[each] for each in PetStatus})
    kind = ChoiceOf(gettext_lazy("There is no such kind."), dict(Kind.choices))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if sum(bool(data.get(name)) for name in ("q", "kind", "owner")) > 1:
            raise ValidationError(_("One at a time, please: a search, a kind, or an owner."))
        if data.get("q") and (data.get("since") or data.get("until")):
            raise ValidationError(_("Dates go with a status, a kind or an owner, not with a search."))
        self._refuse_days_of_purging("owner")
        return data

    def filter(self) -> PetFilter:
        """Call it on a valid form. Raises: ValidationError where an address is nobody's."""
        data = self.cleaned_data
        since, until = self._moments()
        sought = self._sought() if data["q"] else {"owner_id": str(data["owner"] or "")}
        status = PetStatus(data["status"] or PetStatus.ACTIVE)
        kind = Kind(data["kind"]) if data["kind"] else None
        return PetFilter(status, kind, since=since, until=until, **sought)

    def _sought(self) -> dict[str, str]:
        typed = searched(self.cleaned_data["q"])
        if email_addresses.looks_like_email(typed):
            return {"owner_id": _owner(typed)}
        try:
            return {"pet_id": str(uuid.UUID(typed))}
        except ValueError:
            pass
        chip = re.sub(r"[ .-]", "", typed).upper()
        if _CHIP.fullmatch(chip) and sum(sign.isdigit() for sign in chip) >= _DIGITS_OF_A_CHIP:
            return {"microchip": chip}
        if not sort_name(typed):
            raise ValidationError(_("No name begins like this."))
        return {"prefix": typed}


class PhotoFilterForm(DatesForm):
    status = ChoiceOf(gettext_lazy("There is no such status."), {each: STATUSES[each] for each in PhotoStatus})
    pet = forms.UUIDField(required=False, error_messages={"invalid": gettext_lazy("No pet has this id.")})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("pet") and data.get("owner"):
            raise ValidationError(_("One at a time, please: a pet or an owner."))
        self._refuse_days_of_purging("pet")
        if data.get("owner") and data.get("status", "") not in ("", PhotoStatus.ACTIVE):
            raise ValidationError(
                _("For an owner, only active photos can be listed. Find the others through their pet.")
            )
        return data

    def filter(self) -> PhotoFilter:
        """Call it on a valid form."""
        data = self.cleaned_data
        since, until = self._moments()
        return PhotoFilter(
            status=PhotoStatus(data["status"] or PhotoStatus.ACTIVE),
            pet_id=str(data["pet"] or ""),
            owner_id=str(data["owner"] or ""),
            since=since,
            until=until,
        )


class RecordFilterForm(DatesForm):
    """One kind at a time: each has partitions of its own."""

    status = ChoiceOf(gettext_lazy("There is no such status."), {each: STATUSES[each] for each in KEPT})
    pet = forms.UUIDField(required=False, error_messages={"invalid": gettext_lazy("No pet has this id.")})

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        kinds = {kind: child.label for kind, child in record_children().items()}
        self.fields["kind"] = ChoiceOf(gettext_lazy("There is no such kind."), kinds)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("pet") and (data.get("since") or data.get("until")):
            raise ValidationError(_("Dates go with the records of all pets, not with those of one."))
        return data

    def filter(self) -> RecordFilter:
        """Call it on a valid form."""
        data = self.cleaned_data
        since, until = self._moments()
        return RecordFilter(
            kind=data["kind"] or next(iter(record_children())),
            status=PetStatus(data["status"] or PetStatus.ACTIVE),
            pet_id=str(data["pet"] or ""),
            since=since,
            until=until,
        )


def _owner(address: str) -> str:
    found = User.objects.with_address(address)
    if found is None:
        raise ValidationError(_("Nobody here has the address %(address)s.") % {"address": address})
    return found.key


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())
