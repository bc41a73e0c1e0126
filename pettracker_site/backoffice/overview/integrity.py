"""Integrity of records and files: the last results, and a new sweep on request.

The web processes only store the request: `manage.py sweep --requested`, with the sweeper's rights, runs it.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict
from pettracker_site.backoffice.records.permissions import has_permission, permission_required
from pettracker_site.backoffice.records.screens import is_id, people, screen
from photos import reports, requests
from photos.integrity import Problem

from .labels import COMPARED, SWEPT, lines

PAGE = "admin:integrity"


@require_safe
@permission_required("view_integrity")
def integrity(request: HttpRequest) -> HttpResponse:
    """By two calls."""
    latest = reports.latest_of("sweep", "check_integrity")
    asked = requests.current()
    return screen(
        request,
        "overview/integrity",
        _("Integrity"),
        asked=asked,
        asked_by=people([asked.by]).get(asked.by) if asked else None,
        is_cut_off=asked is not None
        and asked.state == requests.RUNNING
        and asked.alive_at < times.now() - requests.STALE,
        sweep=_sweep(latest["sweep"]),
        check=_check(latest["check_integrity"]),
        may_look=has_permission(request, "request_sweeps"),
        may_mend=has_permission(request, "apply_sweeps"),
    )


@require_POST
@permission_required("request_sweeps")
def look(request: HttpRequest) -> HttpResponse:
    return _ask(request, apply=False)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("apply_sweeps")
def mend(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _ask(request, apply=True)
    return screen(
        request,
        "overview/mend",
        _("Repair what is found"),
        crumbs=[(_("Integrity"), reverse(PAGE))],
        sweep=_sweep(reports.latest("sweep")),
        back=reverse(PAGE),
    )


def _ask(request: HttpRequest, *, apply: bool) -> HttpResponse:
    try:
        requests.ask(str(request.user.pk), times.now(), apply=apply)
    except Conflict:
        messages.warning(request, _("A sweep is already running. Please wait until it is done."))
    else:
        messages.success(request, _("Requested. It starts within a minute; reload this page to see its progress."))
    return redirect(PAGE)


def _sweep(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {
        "at": times.from_text(item["At"]),
        "applied": item["Applied"],
        "lines": lines(SWEPT, item),
        "missing": item["Missing"],
        "unanswered": item["Unanswered"],
        "denied": item.get("Denied", []),  # not there in results of versions before
    }


def _check(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {
        "at": times.from_text(item["At"]),
        "is_whole": not item["From"],
        "lines": lines(COMPARED, item),
        "named": [{**each, "words": COMPARED[Problem(each["Problem"])], **_record(each)} for each in item["Named"]],
    }


def _record(named: dict[str, Any]) -> dict[str, str]:
    """A link to the record of a difference; claims and files have none."""
    of = named["Of"]
    match Problem(named["Problem"]):
        case Problem.COUNT | Problem.COVER | Problem.OWNER:
            return {"url": reverse("admin:pet", args=[of]), "name": _("pet %(id)s") % {"id": of}}
        case Problem.NO_PET:
            return {"url": reverse("admin:photo", args=[of]), "name": _("photo %(id)s") % {"id": of}}
        case Problem.USAGE | Problem.PETS if is_id(of):
            return {
                "url": reverse("admin:pettracker_site_user_change", args=[of]),
                "name": _("person %(id)s") % {"id": of},
            }
    return {}
