"""How a record is edited, on whichever page: it is saved, or the form comes back with all that was typed.

Where somebody else saved first, the answer is 409 with both versions side by side, and a form that is made from the
newer one: sent once more, it is a decision and not an accident. Where the store does not answer, it is 503.
"""

from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from django import forms
from django.utils.translation import gettext as _

from pettracker_site.aws.errors import Conflict, StoreUnavailable

from .form_fields import WholeNumber
from .versions import FieldVersions

MOST_EDITS = 2**53  # DynamoDB keeps 38 digits; nobody edits that often

R = TypeVar("R")


class EditConflict(Conflict, Generic[R]):
    """The record was edited since the form was opened. `record` is the record as it is now."""

    def __init__(self, record: R) -> None:
        super().__init__("edited meanwhile")
        self.record = record


class EditForm(forms.Form, Generic[R]):
    """A form that edits a record. Hidden: the version that it was made from; a form without one is older than all."""

    version = WholeNumber(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_EDITS)

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 0

    def save(self, *, by: Any = None) -> None:
        """Write what was typed; call it on a valid form. `by` is whose right is asked for in the write, and which.

        Raises: EditConflict where the record is newer than the form; StoreUnavailable.
        """
        raise NotImplementedError

    def made_from(self, record: R) -> Self:
        """The form with what was typed, made from another version of the record."""
        raise NotImplementedError

    def compare(self, saved: R) -> list[FieldVersions]:
        """What is saved and what was typed; call it on a valid form."""
        raise NotImplementedError

    def data_with(self, **values: object) -> Any:
        """What was sent, with some of it replaced."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict or dict
        for name, value in values.items():
            data[name] = str(value)
        return data


F = TypeVar("F", bound=EditForm[Any])


@dataclass(frozen=True, slots=True)
class Edit(Generic[F]):
    """What came of a form: saved, or `form` to show again with that `status`; `newer` and `versions` for a 409."""

    form: F
    status: int = 200
    is_saved: bool = False
    newer: Any = None
    versions: tuple[FieldVersions, ...] = ()


def submit(form: F, *, by: Any = None) -> Edit[F]:
    """Save what a form holds, where it is bound and valid, by the right `by`."""
    if not form.is_valid():
        return Edit(form)
    try:
        form.save(by=by)
    except EditConflict as conflict:
        newer = conflict.record
        return Edit(form.made_from(newer), 409, newer=newer, versions=tuple(form.compare(newer)))
    except StoreUnavailable:
        return not_saved(form)
    return Edit(form, is_saved=True)


def not_saved(form: F) -> Edit[F]:
    """For a store that does not answer: what was typed, with a word on it."""
    return refused(form, why_not_saved(), status=503)


def why_not_saved() -> str:
    return _("We could not save this just now. What you typed is still here: please try again.")


def refused(form: F, sentence: str, *, field: str | None = None, status: int = 409) -> Edit[F]:
    """For what cannot be saved as it is: what was typed, with the reason, beside its `field` where it is of one."""
    form.is_valid()
    form.add_error(field, sentence)
    return Edit(form, status)
