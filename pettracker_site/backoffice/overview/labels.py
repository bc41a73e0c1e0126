"""Labels for the findings of sweeps, integrity checks and counts."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pets.children.registry import Finding
from pettracker_site.backoffice.screens import is_id
from pettracker_site.files.refusals import Reason
from photos.upload.views import ALBUM_FULL

REFUSED: dict[str, Promise] = {
    Reason.EMPTY: _("Empty files"),
    Reason.TOO_LARGE: _("Too large"),
    Reason.NOT_A_PICTURE: _("Not a picture"),
    Reason.UNSUPPORTED: _("Unsupported format"),
    Reason.DAMAGED: _("Damaged"),
    Reason.TOO_MANY_PIXELS: _("Too many pixels"),
    Reason.TOO_LONG_SIDE: _("Side too long"),
    Reason.TOO_COSTLY: _("Needs too much time or memory to open"),
    ALBUM_FULL: _("Album full"),
}


def refused_label(reason: str) -> str:
    """Why an upload was refused; a reason that only another release knows as it is."""
    return str(REFUSED.get(reason, reason))


class Line(NamedTuple):
    label: str | Promise
    found: int
    repaired: int


def lines(findings: Mapping[str, Finding], report: Mapping[str, Any]) -> list[Line]:
    """The findings of a report, without those of which there are none."""
    found, repaired = report.get("Found", {}), report.get("Mended", {})
    return [
        Line(finding.label, int(found[code]), int(repaired.get(code, 0)))
        for code, finding in findings.items()
        if found.get(code)
    ]


def link(finding: Finding, of: str) -> dict[str, str]:
    """The admin's page of what a finding is about, where there is one."""
    if not finding.page or not is_id(of):
        return {}
    return {"url": reverse(finding.page, args=[of]), "name": str(finding.link) % {"id": of}}
