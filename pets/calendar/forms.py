"""The form of a new calendar feed."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.domain import Pet
from pettracker_site.common.form_fields import PlainText

from .feeds import Feed, Shown

ALL, CHOSEN = "all", "chosen"
MAX_TITLE = 60


class FeedForm(forms.Form):
    """`pets` are those to choose from. Hidden: the nonce of this form as it was opened."""

    title = PlainText(
        label=gettext_lazy("Name of the calendar"),
        max_length=MAX_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give it a name, by which you find it among your calendars.")},
    )
    which = forms.ChoiceField(
        label=gettext_lazy("Which pets?"),
        choices=[
            (ALL, gettext_lazy("All my pets, also those I add later")),
            (CHOSEN, gettext_lazy("Only those I choose")),
        ],
        widget=forms.RadioSelect,
    )
    pets = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("One of these pets is not on this list any more.")},
    )
    shown = forms.MultipleChoiceField(
        label=gettext_lazy("What should be in it?"),
        choices=Shown.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one."),
            "invalid_choice": gettext_lazy("Choose from this list."),
        },
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, pets: Sequence[Pet]) -> None:
        usual = {"title": _("Pets"), "which": ALL, "shown": Shown.values, "nonce": uuid.uuid4()}
        super().__init__(data, initial=usual, label_suffix="")
        self.fields["pets"].choices = [(pet.id, pet.name) for pet in pets]  # type: ignore[attr-defined]

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("which") == CHOSEN and not data.get("pets") and "pets" not in self.errors:
            self.add_error("pets", _("Choose at least one pet, or all of them."))

    def feed(self) -> Feed:
        """What was chosen; call it on a valid form."""
        data = self.cleaned_data
        ids = data["pets"] if data["which"] == CHOSEN else ()
        return Feed(frozenset(map(Shown, data["shown"])), tuple(ids))
