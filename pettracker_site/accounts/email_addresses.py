"""E-mail addresses: the normal form in which they are stored, looked up and rate-limited."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_CHARACTERS = 254  # RFC 5321, 4.5.3.1.3: a path has 256 octets with its two brackets
_MOST_TYPED = 4 * MOST_CHARACTERS  # anything longer is refused unread: normalising is quadratic
# What Unicode calls Default_Ignorable_Code_Point: soft hyphens, zero widths, directions, byte order marks, fillers...
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def normalize(typed: str) -> str:
    """Lower case and NFKC (so a full-width @ is an @), without what nobody sees and without a dot or space at its end.

    The result must still be validated. Look-alike letters stay: they make another domain.

    Raises: ValidationError for an address longer than the column, instead of cutting it off.
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
    """Whether the input is meant as an e-mail address, in a field that takes other things too."""
    return any(sign in typed for sign in "@\ufe6b\uff20")


def without_invisible(typed: str) -> str:
    """A short text, such as a pasted code, without invisible characters; full-width digits become digits."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", typed))


def _too_long() -> ValidationError:
    return ValidationError(_("An e-mail address has at most %(longest)d characters.") % {"longest": MOST_CHARACTERS})
