"""From the bytes of a file to lines of text: its encoding, and whether it is a table of text at all.

Four encodings cover what spreadsheets write. A byte order mark, zero bytes and strict UTF-8 tell them apart exactly,
where a guess by frequencies goes wrong on the few words of a short file.
"""

import io
import re

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES = 1_000_000
MOST_ROWS = 5_000
MOST_LINES = 30_000  # a note may have several
MOST_LINE = 20_000  # characters
_LOOKED_AT = 4_000  # bytes, for zero bytes
_OTHERS = {
    b"%PDF": gettext_lazy("This is a PDF. Save the table as CSV, and choose that file."),
    b"PK\x03\x04": gettext_lazy("This is a workbook (such as .xlsx) or an archive. Save the sheet as CSV first."),
    b"\xd0\xcf\x11\xe0": gettext_lazy("This is a workbook (.xls). Save the sheet as CSV first."),
    b"SQLite format 3": gettext_lazy("This is a database. Save its table as CSV first."),
}
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f]")


class Encoding(TextChoices):
    UTF_8 = "utf-8", "UTF-8"
    UTF_16_LE = "utf-16-le", "UTF-16 LE"
    UTF_16_BE = "utf-16-be", "UTF-16 BE"
    WINDOWS_1252 = "cp1252", gettext_lazy("Windows-1252 (Western Europe)")


_MARKS = {b"\xef\xbb\xbf": Encoding.UTF_8, b"\xff\xfe": Encoding.UTF_16_LE, b"\xfe\xff": Encoding.UTF_16_BE}


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message is a sentence for people."""


def detect_encoding(data: bytes) -> Encoding:
    """Which of the four it is; anything at all is Windows-1252 in the end, and `decode` refuses what is no text."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    even, odd = data[:_LOOKED_AT:2].count(0), data[1:_LOOKED_AT:2].count(0)
    if abs(even - odd) > len(data[:_LOOKED_AT]) // 8:
        return Encoding.UTF_16_LE if odd > even else Encoding.UTF_16_BE
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return Encoding.WINDOWS_1252
    return Encoding.UTF_8


def decode(data: bytes, encoding: Encoding) -> list[str]:
    """The lines of a file, each with its end. Raises: Unreadable."""
    if len(data) > MOST_BYTES:
        raise too_much()
    for beginning, said in _OTHERS.items():
        if data.startswith(beginning):
            raise Unreadable(str(said))
    try:
        text = data.decode(encoding.value).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise Unreadable(_("This file is not written in the encoding %(name)s.") % {"name": encoding.label}) from None
    if _NO_TEXT.search(text):
        raise Unreadable(_("This is not a file of text: it holds signs that no table has. Save it as CSV first."))
    if not text.strip():
        raise Unreadable(_("This file is empty."))
    if text.count("\n") + text.count("\r") > 2 * MOST_LINES:
        raise too_much()
    lines = io.StringIO(text, newline="").readlines()
    if len(lines) > MOST_LINES:
        raise too_much()
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_LINE:
            sentence = _("Line %(number)d is longer than %(most)d characters. This does not look like a table.")
            raise Unreadable(sentence % {"number": number, "most": MOST_LINE})
    return lines


def too_much() -> Unreadable:
    sentence = _("This is more than can be taken at a time: at most %(rows)s rows, and 1 MB. Please split it in parts.")
    return Unreadable(sentence % {"rows": f"{MOST_ROWS:,}"})
