"""The fields of forms that people type into: text, numbers and days. Each looks at the length before anything else."""

import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import typed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_LONGEST_DECOMPOSITION = 4  # of one sign into canonical parts, and a line break may be sent as two
_BLANKS = frozenset("\u3164\u2800\uffa0\u115f\u1160")  # letters by name, empty to the eye
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class PlainText(forms.CharField):
    """Text without the invisible signs that upset lists and reading direction; line breaks only where wanted.

    Its length is that of the composed form (NFC). Composing takes the square of the length where marks follow marks,
    so what cannot come down to `max_length` by it is refused before.
    """

    def __init__(self, *, max_length: int, lines: bool = False, **options: Any) -> None:
        self.lines = lines
        super().__init__(max_length=max_length, **options)
        self._most = MaxLengthValidator(max_length)
        self._most_composed_of = max_length * _LONGEST_DECOMPOSITION

    def to_python(self, value: Any) -> str:
        if len(str(value or "")) > self._most_composed_of:
            self._most(str(value))
        text = str(super().to_python(value) or "").replace("\r\n", "\n")
        allowed = "\n\t" if self.lines else ""
        if any((unicodedata.category(each) == "Cc" and each not in allowed) or each in _BIDI_CONTROLS for each in text):
            raise ValidationError(
                _("There are invisible control characters in this text. Please type it anew."), code="control"
            )
        if self.required and text and not any(map(_is_visible, text)):
            raise ValidationError(self.error_messages["required"], code="required")
        return unicodedata.normalize("NFC", text)


class Number(forms.DecimalField):
    """A number with a decimal comma or point, typed as text: a browser's own field for numbers drops the comma."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django's own
        if isinstance(value, Decimal):
            return value
        if _is_blank(value):
            return None
        try:
            return typed.number(str(value))
        except ValueError as mistake:
            raise mistake_in_number(mistake, self.error_messages["invalid"]) from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


def mistake_in_number(mistake: ValueError, otherwise: "str | _StrPromise") -> ValidationError:
    """What is said of it, by what `typed.number` raised."""
    if isinstance(mistake, typed.TwoReadings):
        one, other = mistake.readings
        sentence = _("This can be read in two ways. Please write %(one)s or %(other)s.")
        return ValidationError(sentence % {"one": one, "other": other}, code="two_readings")
    if isinstance(mistake, typed.ManyMarks):
        return ValidationError(
            _("There is more than one point or comma in this number. Please write it with one, such as 1234.5."),
            code="many_marks",
        )
    return ValidationError(otherwise, code="invalid")


class WholeNumber(forms.IntegerField):
    """A number in digits alone, typed as text."""

    widget = forms.TextInput
    default_error_messages = {"invalid": gettext_lazy("Write a whole number in digits alone, such as 1200.")}

    def to_python(self, value: Any) -> int | None:
        if _is_blank(value):
            return None
        try:
            return typed.whole_number(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes = super().widget_attrs(widget)
        return attributes if widget.is_hidden else {**attributes, "inputmode": "numeric", "autocomplete": "off"}


class Day(forms.DateField):
    """A day by the browser's picker, or typed as 2025-06-01; "06/05/2025" is two days to two people."""

    widget = forms.DateInput
    default_error_messages = {"invalid": gettext_lazy("This is not a date. Write it like 2025-06-01.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        if _is_blank(value):
            return None
        try:
            return typed.day(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def _is_blank(value: Any) -> bool:
    return value is None or not str(value).strip()


def _is_visible(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "ZCM" and sign not in _BLANKS


def offer_kept(field: forms.Field, kept: str | None, label: str = "") -> None:
    """Let a form show and send back what its record says already, where that is no choice of this release."""
    assert isinstance(field, forms.ChoiceField)
    choices: list[Any] = list(field.choices)  # type: ignore[arg-type]  # never a callable, once it is in a field
    if kept and str(kept) not in {str(value) for value, _ in choices}:
        field.choices = [*choices, (str(kept), label or str(kept))]
