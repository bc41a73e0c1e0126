"""The forms of an import: what is brought, and how it is read. Between them the file travels with the form."""

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .reading import Reading
from .sheet import Sheet
from .sheets import SHEETS
from .table import Separator
from .text import MOST_BYTES, Encoding, Unreadable, too_much
from .values import DateOrder, DecimalSign

MOST_PASTED = 10_000  # characters, which is what any field of the site takes
_PIECE = 9_000  # characters of one field
_MOST_SENT = 900_000  # characters in all, which is less than a form may have
_SAID = ("", gettext_lazy("Each row says it"))
_CHOOSE = ("", gettext_lazy("Choose …"))


class ImportForm(forms.Form):
    """The file, or what was pasted; `content` are its bytes, on a valid form."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is in it"),
        choices=[(sheet.name, sheet.title) for sheet in SHEETS.values()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what is in it.")},
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("A CSV file of at most 1 MB and 5,000 rows. Spreadsheets save one by “Save as”."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste the rows here"),
        required=False,
        strip=False,
        max_length=MOST_PASTED,
        help_text=gettext_lazy("At most 10,000 characters. The first row may say what the columns are."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )

    content: bytes = b""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(str(too_much()), code="too_much")
        return file

    def clean(self) -> dict[str, Any]:
        file, pasted = self.cleaned_data.get("file"), self.cleaned_data.get("pasted", "")
        if file:
            self.content = file.read()
        elif pasted.strip():
            self.content = pasted.encode()
        elif not self.errors:
            self.add_error("file", _("Please choose a file, or paste some rows."))
        return self.cleaned_data


class SettingsForm(forms.Form):
    """How a file is read: as it was found out or chosen, with a sentence beside each thing to choose first."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=Encoding.choices)
    separator = forms.ChoiceField(label=gettext_lazy("Between columns"), choices=Separator.choices)
    names = forms.ChoiceField(
        label=gettext_lazy("First line"),
        choices=[
            ("yes", gettext_lazy("Says what the columns are")),
            ("no", gettext_lazy("Is an entry like the others")),
        ],
    )
    dates = forms.ChoiceField(
        label=gettext_lazy("Dates such as 1/2/2025"), choices=[_CHOOSE, *DateOrder.choices], required=False
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimal sign"), choices=[_CHOOSE, *DecimalSign.choices], required=False
    )
    rest = forms.ChoiceField(required=False)

    def __init__(self, reading: Reading, sheet: Sheet[Any]) -> None:
        settings = reading.settings
        said: dict[str, str] = {
            "encoding": settings.encoding,
            "separator": settings.separator,
            "names": "yes" if settings.has_names else "no",
            "dates": settings.dates or "",
            "decimal": settings.decimal or "",
            "rest": settings.rest,
        }
        super().__init__(said | {f"column-{at}": field for at, field in enumerate(settings.columns)}, label_suffix="")
        rest = self.fields["rest"]
        assert isinstance(rest, forms.ChoiceField)
        rest.label, rest.choices = (
            str(sheet.rest_label),
            [_CHOOSE if "rest" in reading.asks else _SAID, *sheet.rest_choices],
        )
        fields = [("", _("(leave out)")), *((field, sheet.label(field)) for field in sheet.columns)]
        for at, column in enumerate(reading.columns):
            self.fields[f"column-{at}"] = forms.ChoiceField(label=column.name, choices=fields, required=False)
        self.samples = [column.sample for column in reading.columns]
        self.full_clean()
        for name, sentence in reading.asks.items():
            self.add_error(name if name in self.fields else None, sentence)

    def setting_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    def column_fields(self) -> list[tuple[forms.BoundField, str]]:
        """Each with the first thing that stands in it."""
        return [(self[f"column-{at}"], sample) for at, sample in enumerate(self.samples)]


def pack(data: bytes) -> list[str]:
    """A file as texts of hidden fields: compressed, in pieces that no field is too short for. Raises: Unreadable."""
    text = base64.urlsafe_b64encode(zlib.compress(data)).decode()
    if len(text) > _MOST_SENT:
        raise too_much()
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def unpack(pieces: Sequence[str]) -> bytes:
    """The file again, at most one byte longer than may be. Raises: Unreadable for anything else."""
    try:
        packed = base64.b64decode("".join(pieces), altchars=b"-_", validate=True)
        data = zlib.decompressobj().decompress(packed, MOST_BYTES + 1)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise Unreadable(_("The file got lost on the way. Please choose it again.")) from error
    if not data:
        raise Unreadable(_("The file got lost on the way. Please choose it again."))
    return data
