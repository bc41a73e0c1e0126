"""How much a person may keep, as an admin types it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.quota import Limits
from pettracker_site.common.form_fields import WholeNumber

_LIMITS = ("pets", "photos", "megabytes")
_MOST = 1_000_000_000


class QuotaForm(forms.Form):
    """All of them, or none for everybody's limits."""

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
        """Of a form that is valid; None stands for everybody's."""
        limits = {name: self.cleaned_data[name] for name in _LIMITS}
        return None if limits["photos"] is None else Limits(**limits)
