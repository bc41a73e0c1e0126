"""The page of the audit log: by day, person or record. Read-only."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from pettracker_site.accounts import email_addresses
from pettracker_site.audit.audit_log import AuditEntry, audit_log
from pettracker_site.aws.errors import BadCursor
from pettracker_site.aws.paging import Page
from pettracker_site.backoffice.permissions import permission_required
from pettracker_site.backoffice.screens import ANOTHER_LIST, Crumb, page_or_reason, people_in, screen
from pettracker_site.models import User

from .filters import DayField


class AuditLogForm(forms.Form):
    """One of the three; nothing at all is today. Days are those of UTC, as the audit log keeps them."""

    person = forms.CharField(label=gettext_lazy("Person (address or id)"), required=False, max_length=254)
    record = forms.UUIDField(
        label=gettext_lazy("Record (id of a pet, photo or person)"),
        required=False,
        error_messages={"invalid": gettext_lazy("This is not an id.")},
    )
    day = DayField(label=gettext_lazy("Day"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_person(self) -> str:
        typed = str(self.cleaned_data["person"]).strip()
        if email_addresses.looks_like_email(typed):
            person = User.objects.with_address(typed)
            if person is None:
                raise ValidationError(_("Nobody here has the address %(address)s.") % {"address": typed})
            return person.key
        return typed

    def clean(self) -> dict[str, Any]:
        if sum(bool(self.cleaned_data.get(name)) for name in ("person", "record", "day")) > 1:
            raise ValidationError(_("One at a time, please: a person, a record, or a day."))
        return self.cleaned_data


@require_safe
@permission_required("view_trail")
def audit_log_page(request: HttpRequest) -> HttpResponse:
    """By one call for a person or a record, by one for each shard for a day."""
    form = AuditLogForm(request.GET)
    page: Page[AuditEntry] = Page(())
    day: date | None = None
    if form.is_valid():
        try:
            page, day = _asked(form.cleaned_data, request.GET.get("cursor", ""))
        except BadCursor:
            form.add_error(None, ANOTHER_LIST)
    return screen(
        request,
        "audit_log",
        _("Audit log"),
        status=400 if form.errors else 200,
        form=form,
        page=page,
        day=day,
        day_before=day - timedelta(days=1) if day else None,
        day_after=day + timedelta(days=1) if day and day < timezone.now().date() else None,
        people=people_in(page.items),
    )


def history_of(request: HttpRequest, record_id: str, title: str, crumbs: Sequence[Crumb]) -> HttpResponse:
    """The history of this record, by one call. Whoever may view the record may view it."""
    page, cursor_error = page_or_reason(lambda: audit_log().of_record(record_id, cursor=request.GET.get("cursor", "")))
    status = 400 if cursor_error else 200
    people = people_in(page.items)
    return screen(
        request, "history", title, crumbs=crumbs, status=status, page=page, cursor_error=cursor_error, people=people
    )


def _asked(data: dict[str, Any], cursor: str) -> tuple[Page[AuditEntry], date | None]:
    record: uuid.UUID | None = data["record"]
    if record:
        return audit_log().of_record(str(record), cursor=cursor), None
    if data["person"]:
        return audit_log().by_actor(data["person"], cursor=cursor), None
    day: date = data["day"] or timezone.now().date()
    return audit_log().of_day(day, cursor=cursor), day
