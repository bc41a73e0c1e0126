"""The form of a milestone."""

import uuid
from dataclasses import replace
from datetime import date
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from pets.domain import Pet
from pets.life.forms import past_day
from pets.life.repository import life
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.common.editing import EditForm
from pettracker_site.common.form_fields import Day, PlainText
from pettracker_site.common.versions import FieldVersions

from .domain import MAX_NOTE, MAX_TITLE, Milestone


class MilestoneForm(EditForm[Milestone]):
    """`record` is the milestone that is edited, None for a new one; `by` the person."""

    title = PlainText(
        label=_("What was it?"),
        max_length=MAX_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give it a few words, such as “First walk in the snow”.")},
    )
    on = Day(label=_("Day"), error_messages={"required": _("When was it?")})
    note = PlainText(
        label=_("Note"),
        max_length=MAX_NOTE,
        required=False,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, pet: Pet, by: str, record: Milestone | None = None) -> None:
        self.pet, self.person, self.record = pet, by, record
        self.today = timezone.localdate()
        kept = {name: getattr(record, name) for name in ("title", "on", "note", "version")} if record else {}
        super().__init__(data, initial={"nonce": uuid.uuid4(), "on": self.today} | kept, label_suffix="")
        self.fields["on"].widget.attrs["max"] = self.today.isoformat()

    def clean_on(self) -> date:
        return past_day(self.pet, self.cleaned_data["on"], self.today)

    def milestone(self) -> Milestone:
        """The one that was typed; call it on a valid form."""
        data = self.cleaned_data
        typed = {name: data[name] for name in ("title", "on", "note")}
        nonce = str(data["nonce"])
        if self.record:
            return replace(self.record, version=data["version"]).edited(self.person, times.now(), nonce, **typed)
        return Milestone.new(self.pet.id, self.person, nonce, **typed)

    def save(self, *, by: Permit | None = None) -> None:
        """Raises: as `Life.add` and `Life.edit`."""
        if self.record is None:
            self.record = life().add(self.pet, self.milestone(), by=by)
        else:
            made_from = replace(self.record, version=self.cleaned_data["version"])
            self.record = life().edit(self.pet, made_from, self.milestone(), by=by)

    def made_anew(self) -> Self:
        """The form with what was typed, as another one that adds a milestone."""
        return type(self)(self.data_with(nonce=uuid.uuid4()), pet=self.pet, by=self.person)

    def made_from(self, record: Milestone) -> Self:
        data = self.data_with(version=record.version, nonce=uuid.uuid4())
        return type(self)(data, pet=self.pet, by=self.person, record=record)

    def compare(self, saved: Milestone) -> list[FieldVersions]:
        typed, fields = self.milestone(), self.fields
        return [
            FieldVersions(str(fields["title"].label), saved.title, typed.title),
            FieldVersions(str(fields["on"].label), date_format(saved.on), date_format(typed.on)),
            FieldVersions(str(fields["note"].label), saved.note, typed.note),
        ]
