"""Dates in file names, as phones, messengers and screenshots write them.

"IMG-20240203-WA0001", "Screenshot 2024-02-03 at 12.34.56", "signal-2024-02-03-123456", "PXL_20240203_123456789",
"photo_1@03-02-2024_12-34-56" (Telegram's export). Year, month and day in this order or, behind a Telegram's @, in the
other; an order that two readers take for two days is none. Digits that are part of a number or an id are no date.
"""

import re
from datetime import datetime
from typing import Final

from photos.imaging.metadata.moments import MIDDAY, Moment
from photos.taken import TakenAt, TakenFrom

_LONGEST: Final = 255
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_PREFIXES: Final = (
    "IMG|VID|MVIMG|PXL|DSC|PANO|BURST|SAVE|Screenshot|Screen|Photo|Picture|Pic|Image|Camera|Scan|P|截屏|微信图片"
)
_HALVES: Final = "上午|下午|午前|午後|오전|오후"
_AFTERNOONS: Final = frozenset({"p", "P", "下午", "午後", "오후"})
_DAY: Final = re.compile(
    rf"""
    (?<![0-9A-Za-z]) (?P<prefix>(?i:{_PREFIXES}))?  # at the beginning of a word, or behind one of these
    (?: (?P<year>[0-9]{{4}})(?P<mark>[-_.]?)(?P<month>[0-9]{{2}})(?P=mark)(?P<day>[0-9]{{2}})
      | (?<=@)(?P<day_first>[0-9]{{2}})-(?P<month_second>[0-9]{{2}})-(?P<year_last>[0-9]{{4}}) )
    # "2024-02-03 at 12.34.56", in any language
    (?: (?P<gap> [-_.,T ]{{1,3}} | [ _](?P<half_first>{_HALVES})[ ]? | [-_ ](?:[^\W0-9]{{1,6}}[.]?[-_ ]){{1,2}} )?
        (?P<hour>[0-9]{{2}}|[0-9](?=[.:]))(?P<mark_of_time>[-_.: ]?)(?P<minute>[0-9]{{2}})(?P=mark_of_time)
        (?P<second>[0-9]{{2}}) (?(gap)(?:[-_.]?[0-9]{{3}}(?![0-9]))?|(?(prefix)(?:[0-9]{{3}})?)) (?![0-9])
        (?:[ _]?(?P<half>[AaPp])[.]?[ ]?[Mm]\b)? (?P<zulu>Z|_UTC(?![A-Za-z]))?
      | (?![0-9A-Za-z]) )
    """,
    re.VERBOSE,
)
_PART_OF_ID: Final = re.compile(r"[0-9]{10,}[-_]?$")
_ID_GOES_ON: Final = re.compile(r"[-_][0-9]{10,}")
"""Beside eight digits in names such as "12345678_20240203_1012345678901_n"."""


def taken(name: str, now: datetime) -> TakenAt | None:
    """The first day of the name that can be: not before photography, not to come; Pixel phones tell it in UTC."""
    if len(name) > _LONGEST:
        return None
    plain = _ID.sub(" ", name.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " "))
    for found in _DAY.finditer(plain):
        before = plain[: found.start()]
        moment = _moment(found)
        if moment is None or not moment.is_believable(now):
            continue
        if not moment.has_time and (_PART_OF_ID.search(before) or _ID_GOES_ON.match(plain, found.end())):
            continue
        in_utc = moment.has_time and (bool(found["zulu"]) or before.upper().endswith("PXL_"))
        return TakenAt(moment.local, None, TakenFrom.FILE_NAME, in_utc=in_utc)
    return None


def _moment(found: re.Match[str]) -> Moment | None:
    year, month, day = found["year"], found["month"], found["day"]
    if not year:
        year, month, day = found["year_last"], found["month_second"], found["day_first"]
    try:
        at = datetime(int(year), int(month), int(day))  # noqa: DTZ001, what a wall clock shows
    except ValueError:
        return None
    try:
        hour, minute, second = (int(found[part]) for part in ("hour", "minute", "second"))
        half = found["half_first"] or found["half"]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half in _AFTERNOONS else 0)
        return Moment(at.replace(hour=hour, minute=minute, second=second))
    except (TypeError, ValueError):  # no time, or one that cannot be
        return Moment(datetime.combine(at, MIDDAY), has_time=False)
