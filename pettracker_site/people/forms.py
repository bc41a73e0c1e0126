"""How much a person may keep, as an admin types it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.fields import WholeNumber
from photos.quota import Limits

_MOST = 1_000_000_000


class QuotaForm(forms.Form):
    """Both, or neither for everybody's limits."""

    photos = WholeNumber(label=gettext_lazy("Photos at most"), required=False, min_value=0, max_value=_MOST)
    megabytes = WholeNumber(label=gettext_lazy("Megabytes at most"), required=False, min_value=0, max_value=_MOST)

    def __init__(self, data: Any = None, *, own: Limits | None) -> None:
        initial = {"photos": own.photos, "megabytes": own.megabytes} if own else {}
        super().__init__(data, initial=initial, label_suffix="")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and (data["photos"] is None) != (data["megabytes"] is None):
            empty = "photos" if data["photos"] is None else "megabytes"
            self.add_error(empty, ValidationError(_("Fill in both, or leave both empty.")))
        return data

    def limits(self) -> Limits | None:
        """Of a form that is valid; None stands for everybody's."""
        photos, megabytes = self.cleaned_data["photos"], self.cleaned_data["megabytes"]
        return None if photos is None else Limits(photos, megabytes)
