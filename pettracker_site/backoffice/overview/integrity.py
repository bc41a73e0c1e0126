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

from pets.children import integrity as comparing
from pets.children import sweep_requests, sweeping
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict
from pettracker_site.backoffice.permissions import has_permission, permission_required
from pettracker_site.backoffice.screens import people, screen
from pettracker_site.management import reports

from .labels import lines, link

PAGE = "admin:integrity"


@require_safe
@permission_required("view_integrity")
def integrity(request: HttpRequest) -> HttpResponse:
    """By two calls."""
    latest = reports.latest_of("sweep", "check_integrity")
    asked = sweep_requests.current()
    return screen(
        request,
        "overview/integrity",
        _("Integrity"),
        asked=asked,
        asked_by=people([asked.by]).get(asked.by) if asked else None,
        is_cut_off=asked is not None
        and asked.state == sweep_requests.RUNNING
        and asked.alive_at < times.now() - sweep_requests.STALE,
        sweep=_sweep(latest["sweep"]),
        check=_check(latest["check_integrity"]),
        may_check=has_permission(request, "request_sweeps"),
        may_repair=has_permission(request, "apply_sweeps"),
    )


@require_POST
@permission_required("request_sweeps")
def check(request: HttpRequest) -> HttpResponse:
    return _ask(request, apply=False)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("apply_sweeps")
def repair(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _ask(request, apply=True)
    return screen(
        request,
        "overview/repair",
        _("Repair what is found"),
        crumbs=[(_("Integrity"), reverse(PAGE))],
        sweep=_sweep(reports.latest("sweep")),
        back=reverse(PAGE),
    )


def _ask(request: HttpRequest, *, apply: bool) -> HttpResponse:
    try:
        sweep_requests.create(str(request.user.pk), times.now(), apply=apply)
    except Conflict:
        messages.warning(request, _("A sweep is already running. Please wait until it is done."))
    else:
        messages.success(request, _("Requested. It starts within a minute; reload this page to see its progress."))
    return redirect(PAGE)


def _sweep(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    findings = sweeping.findings()
    return {
        "at": times.from_text(item["At"]),
        "applied": item["Applied"],
        "lines": lines(findings, item),
        "named": [
            (finding.label, [{"of": of, **link(finding, of)} for of in item["Named"][code]])
            for code, finding in findings.items()
            if item.get("Named", {}).get(code)
        ],
        "unanswered": item["Unanswered"],
        "denied": item.get("Denied", []),  # not there in results of versions before
    }


def _check(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    findings = comparing.findings()
    named = [(each, findings[each["Problem"]]) for each in item["Named"] if each["Problem"] in findings]
    return {
        "at": times.from_text(item["At"]),
        "is_whole": not item["From"],
        "lines": lines(findings, item),
        "named": [{**each, "label": finding.label, **link(finding, each["Of"])} for each, finding in named],
    }
