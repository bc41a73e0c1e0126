"""The fields of a care record's form: all that any type has, of which a form keeps those of its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.common.form_fields import Day, Number, PlainText, WholeNumber

from .facts import FACTS, TYPES, Against, CareType, Scale, Severity, type_of

_LABELS: dict[str, Any] = {name: fact.label for name, fact in FACTS.items()}
_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "JPY")


def _text(name: str, length: int = 120, **more: Any) -> PlainText:
    return PlainText(label=_LABELS[name], required=False, max_length=length, **more)


def _lines(label: Any, help_text: Any = "") -> PlainText:
    widget = forms.Textarea(attrs={"rows": 3})
    return PlainText(label=label, help_text=help_text, required=False, max_length=2000, lines=True, widget=widget)


def _number(name: str, most: int, *, places: int = 2, digits: int = 9) -> Number:
    return Number(label=_LABELS[name], required=False, max_digits=digits, decimal_places=places, max_value=most)


def _choice(name: str, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=_LABELS[name], choices=[("", gettext_lazy("Choose …")), *choices], required=False)


class CareFields(forms.Form):
    """Each is optional but the day; `fit` says which a type needs."""

    on = Day(label=gettext_lazy("Day"))
    title = PlainText(max_length=120, required=False)
    next_due = Day(required=False)
    again = WholeNumber(label=gettext_lazy("or again after"), required=False, min_value=1, max_value=400)
    again_unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=[
            ("days", gettext_lazy("days")),
            ("weeks", gettext_lazy("weeks")),
            ("months", gettext_lazy("months")),
            ("years", gettext_lazy("years")),
        ],
        required=False,
    )
    against = _choice("against", Against.choices)
    product = _text("product")
    batch = _text("batch", 60)
    maker = _text("maker")
    expires = Day(label=_LABELS["expires"], required=False)
    valid_from = Day(label=_LABELS["valid_from"], required=False)
    dose = WholeNumber(label=_LABELS["dose"], required=False, min_value=1, max_value=20)
    site = _text("site", 60)
    score = _number("score", 9, places=1, digits=3)
    scale = _choice("scale", Scale.choices)
    value = _number("value", 1_000_000, places=3)
    value_unit = _text("value_unit", 40)
    weight = _number("weight", 20_000, places=4)
    notes_weight = forms.BooleanField(label=gettext_lazy("Also note this in the weight log"), required=False)
    temperature = _number("temperature", 60, digits=4)
    severity = _choice("severity", Severity.choices)
    reaction = _lines(_LABELS["reaction"])
    findings = _lines(_LABELS["findings"])
    diagnosis = _lines(_LABELS["diagnosis"])
    treatment = _lines(_LABELS["treatment"])
    vet = _text("vet", 80)
    clinic = _text("clinic")
    cost = _number("cost", 1_000_000)
    currency = _text("currency", 3, widget=forms.TextInput(attrs={"list": "currencies", "autocomplete": "off"}))
    note = _lines(gettext_lazy("Note"))
    private_note = _lines(gettext_lazy("Note for yourselves"), gettext_lazy("Left out of what you print for the vet."))

    currencies = _CURRENCIES

    def fit(self, type: CareType) -> None:
        """Only the fields of the type, each as the type calls it."""
        said = type_of(type)
        for name in [name for name in self.fields if name in FACTS and name not in said.facts]:
            del self.fields[name]
        if "weight" not in self.fields:
            del self.fields["notes_weight"]
        if said.title:
            self.fields["title"].label = str(said.title)
            self.fields["title"].required = type in TYPES and type != CareType.PARASITES
            self.fields["title"].error_messages["required"] = _("Please write down what it was.")
            self.fields["title"].widget.attrs |= {"list": "titles", "autocomplete": "off"}
        else:
            del self.fields["title"]
        if said.next:
            self.fields["next_due"].label = str(said.next)
        else:
            for name in ("next_due", "again", "again_unit"):
                del self.fields[name]
        for name in ("against", "score", "scale"):
            if name in self.fields:
                self.fields[name].required = type in TYPES
