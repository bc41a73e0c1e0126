"""What the forms of all kinds of record have in common."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pets.age import age
from pets.domain import Pet
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Write
from pettracker_site.common.editing import Edit, EditForm, submit

from .attachments import Attached, AttachForm, NotAttached
from .records import R, Record

OLDEST_YEARS = 200  # a tortoise's


def past_day(pet: Pet, day: date, today: date) -> date:
    """The day that a record is of. Raises: ValidationError for one to come, before the pet's birth, or long ago."""
    born, is_guess = pet.profile.birth_date, pet.profile.birth_approximate
    if day > today:
        raise ValidationError(_("This day is still to come. When was it?"), code="to_come")
    if born and not is_guess and day < born:
        sentence = _("%(name)s was born on %(day)s, after this day. Please check the date.")
        raise ValidationError(sentence % {"name": pet.name, "day": date_format(born)}, code="unborn")
    if (found := age(day, today)) and found.unit == "years" and found.count > OLDEST_YEARS:
        sentence = _("That is more than %(years)d years ago. Is the year right?")
        raise ValidationError(sentence % {"years": OLDEST_YEARS}, code="long_ago")
    return day


class RecordForm(EditForm[R]):
    """The form of a record on which files may hang. `record` is the one being edited, None for a new one.

    `attached` is what it is to have of documents; None leaves that as it is. Hidden: the nonce of this form.
    """

    nonce = forms.UUIDField(widget=forms.HiddenInput)

    pet: Pet
    person: str
    record: R | None
    attached: Attached | None = None

    @property
    def called(self) -> str:
        """What is typed as the record's name, and a new document's on it; of a valid form."""
        raise NotImplementedError

    def typed(self) -> dict[str, Any]:
        """The fields of a record; call it on a valid form."""
        raise NotImplementedError

    @property
    def sent_nonce(self) -> str:
        """Of a valid form."""
        return str(self.cleaned_data["nonce"])

    def all_typed(self) -> dict[str, Any]:
        """With its documents, where files were sent along."""
        return self.typed() | ({"documents": dict(self.attached.links)} if self.attached else {})

    def versions(self) -> tuple[R, R]:
        """The record that the form was made from, and as it was edited; call it on a valid form."""
        assert self.record, "only records that are there are edited"
        made_from = replace(self.record, version=self.cleaned_data["version"])
        return made_from, made_from.edited(self.person, times.now(), self.sent_nonce, **self.all_typed())

    def attached_parts(self, pet: Pet, record: Record) -> Mapping[str, Write]:
        """Of the transaction that writes the record."""
        return self.attached.parts(pet, record) if self.attached else {}


F = TypeVar("F", bound=RecordForm[Any])


def submit_with_files(form: F, files: AttachForm, *, by: Permit) -> Edit[F]:
    """As `submit`, with the files that are sent below the form. One that came with an edit which met another is let
    go, since it is asked for anew."""
    if not all([form.is_valid(), files.is_valid()]):
        return Edit(form)
    try:
        with files.taken(form.sent_nonce, by=by, name=form.called) as form.attached:
            edit = submit(form, by=by)
            if edit.newer:
                form.attached.release()
            return edit
    except NotAttached as refusal:
        return Edit(form, refusal.status)
