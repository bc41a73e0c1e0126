"""Addresses of mail as people type and paste them, in the one form that they are kept, looked up and counted by."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_CHARACTERS = 254  # RFC 5321, 4.5.3.1.3: a path has 256 octets with its two brackets
_MOST_TYPED = 4 * MOST_CHARACTERS  # what is longer is not even looked at: normalising is quadratic
# What Unicode calls Default_Ignorable_Code_Point: soft hyphens, zero widths, directions, byte order marks, fillers...
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def normalize(typed: str) -> str:
    """Lower case and NFKC (so a full-width @ is an @), without what nobody sees and without a dot or space at its end.

    What is left is still to be validated. Letters that only look like others stay: they are another domain.

    Raises: ValidationError for one longer than the table keeps, rather than cutting it off.
    """
    if len(typed) > _MOST_TYPED:
        raise _too_long()
    seen = _INVISIBLE.sub("", typed)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).lower())
    address = _INVISIBLE.sub("", folded).replace("\u3002", ".").strip().rstrip(". ")
    if len(address) > MOST_CHARACTERS:
        raise _too_long()
    return address


def looks_like_email(typed: str) -> bool:
    """Whether it was meant for an address, in a field that takes other things too."""
    return any(sign in typed for sign in "@\ufe6b\uff20")


def without_invisible(typed: str) -> str:
    """Of a short text, such as a code that was pasted; wide digits are digits."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", typed))


def _too_long() -> ValidationError:
    return ValidationError(_("An e-mail address has at most %(longest)d characters.") % {"longest": MOST_CHARACTERS})
