"""The form for a person's individual quota."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.common.form_fields import WholeNumber
from pettracker_site.files.quota import Limits

_LIMITS = ("pets", "photos", "megabytes")
_MOST = 1_000_000_000


class QuotaForm(forms.Form):
    """All fields, or none for the default limits."""

    pets = WholeNumber(label=gettext_lazy("Pets at most"), required=False, min_value=0, max_value=_MOST)
    photos = WholeNumber(label=gettext_lazy("Photos at most"), required=False, min_value=0, max_value=_MOST)
    megabytes = WholeNumber(label=gettext_lazy("Megabytes at most"), required=False, min_value=0, max_value=_MOST)

    def __init__(self, data: Any = None, *, own: Limits | None) -> None:
        initial = {name: getattr(own, name) for name in _LIMITS} if own else {}
        super().__init__(data, initial=initial, label_suffix="")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        empty = [name for name in _LIMITS if data.get(name) is None]
        if not self.errors and 0 < len(empty) < len(_LIMITS):
            for name in empty:
                self.add_error(name, ValidationError(_("Fill in all of them, or leave all empty.")))
        return data

    def limits(self) -> Limits | None:
        """Call it on a valid form; None means the default limits."""
        limits = {name: self.cleaned_data[name] for name in _LIMITS}
        return None if limits["photos"] is None else Limits(**limits)
