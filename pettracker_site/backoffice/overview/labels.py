"""Labels for the findings of sweeps, integrity checks and counts."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from photos.formats import Reason
from photos.integrity import Problem
from photos.signals import FULL
from photos.sweeping import Kind

SWEPT: dict[Kind, Promise] = {
    Kind.CUT_OFF: _("Interrupted uploads"),
    Kind.TRASH_PHOTO: _("Expired photos in the trash"),
    Kind.TRASH_PET: _("Expired pets in the trash"),
    Kind.TOMBSTONE: _("Unfinished permanent deletions"),
    Kind.STRAY: _("Orphaned files, without a photo"),
    Kind.FOREIGN: _("Files with unknown names (not touched)"),
    Kind.MISSING: _("Photos whose files are missing (not touched)"),
}
COMPARED: dict[Problem, Promise] = {
    Problem.COUNT: _("Pets with a wrong number of photos"),
    Problem.COVER: _("Pets with a wrong cover"),
    Problem.USAGE: _("Owners with wrong storage usage"),
    Problem.PETS: _("Owners with a wrong number of pets"),
    Problem.OWNER: _("Pets whose owner lacks the owner role"),
    Problem.CLAIM: _("Wrong duplicate markers"),
    Problem.FILE: _("Files that differ from their photo"),
    Problem.NO_PET: _("Photos without a pet"),
    Problem.NO_RECORD: _("Orphaned files, without a photo"),
}
REFUSED: dict[str, Promise] = {
    Reason.EMPTY: _("Empty files"),
    Reason.TOO_LARGE: _("Too large"),
    Reason.NOT_A_PICTURE: _("Not a picture"),
    Reason.UNSUPPORTED: _("Unsupported format"),
    Reason.DAMAGED: _("Damaged"),
    Reason.TOO_MANY_PIXELS: _("Too many pixels"),
    Reason.TOO_LONG_SIDE: _("Side too long"),
    Reason.TOO_COSTLY: _("Needs too much time or memory to open"),
    FULL: _("Album full"),
}


class Line(NamedTuple):
    words: str | Promise
    found: int
    mended: int


def lines(words: Mapping[Any, Promise], report: Mapping[str, Any]) -> list[Line]:
    """The findings of a report, without those of which there are none."""
    found, mended = report.get("Found", {}), report.get("Mended", {})
    return [Line(said, int(found[kind]), int(mended.get(kind, 0))) for kind, said in words.items() if found.get(kind)]
