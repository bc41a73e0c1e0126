"""Bulk actions on selected rows: confirm, run, report. The same for pets, photos and records of pets' lives, for one
row and many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pettracker_site.backoffice.permissions import has_permission, require
from pettracker_site.backoffice.screens import return_url, screen
from pettracker_site.common import read_your_writes

from .actions import MOST, Action, R, SelectedRow, rows, run_action, tell


@dataclass(frozen=True, slots=True)
class BulkActions(Generic[R]):
    """`kind` is "pet", "photo" or "record"; `listing` and `acting` are the URL names of its list and its bulk action.

    `remembers`: whether lists merge what was changed just now (`read_your_writes`).
    """

    kind: str
    listing: str
    acting: str
    title: Callable[[], str]
    actions: tuple[Action[R], ...]
    find_many: Callable[[list[str]], Iterable[R]]
    name: Callable[[R], str]
    remembers: bool = True

    def possible(self, request: HttpRequest, record: R | None = None) -> list[Action[R]]:
        """The actions that this person may take, on this record if one is given."""
        fitting = (each for each in self.actions if record is None or record.status in each.among)
        return [each for each in fitting if has_permission(request, each.permission)]

    def act(self, request: HttpRequest) -> HttpResponse:
        """Ask for confirmation; then, if `confirmed`, run the action and report each row's result."""
        action = next((each for each in self.actions if each.name == request.POST.get("action")), None)
        back = return_url(request, reverse(self.listing))
        if action is None:
            messages.warning(request, _("Choose what to do first."))
            return redirect(back)
        require(request, action.permission)
        chosen, left_out = rows(request)
        if left_out:
            messages.warning(request, _not_touched(left_out))
        if not chosen:
            messages.warning(request, _("Choose at least one row first."))
            return redirect(back)
        found = {record.id: record for record in self.find_many([row.id for row in chosen])}
        if "confirmed" not in request.POST or not self._is_confirmed(request, action, chosen, found):
            return self._confirmation_page(request, action, chosen, found, back)
        results = run_action(action, chosen, found, self.name)
        tell(request, action, results)
        changed = [each.row.id for each in results if not each.reason and self.remembers]
        return read_your_writes.remember(redirect(back), self.kind, changed, after=request)

    def _confirmation_page(
        self, request: HttpRequest, action: Action[R], chosen: list[SelectedRow], found: dict[str, R], back: str
    ) -> HttpResponse:
        missed = "confirmed" in request.POST
        return screen(
            request,
            "confirm",
            str(action.label),
            crumbs=[(self.title(), reverse(self.listing))],
            action=action,
            rows=[(row, self.name(found[row.id]) if row.id in found else "") for row in chosen],
            back=back,
            address=reverse(self.acting),
            photos=found.values() if self.kind == "photo" else (),
            phrase=self._phrase(chosen, found) if action.final else "",
            missed=missed,
            status=400 if missed else 200,
        )

    def _is_confirmed(
        self, request: HttpRequest, action: Action[R], chosen: list[SelectedRow], found: dict[str, R]
    ) -> bool:
        typed = " ".join(request.POST.get("typed", "").split()).casefold()
        return not action.final or typed == " ".join(self._phrase(chosen, found).split()).casefold()

    def _phrase(self, chosen: list[SelectedRow], found: dict[str, R]) -> str:
        """The text to type to confirm a final action: the pet's name, or the number of records."""
        if self.kind == "pet" and len(chosen) == len(found) == 1:
            return self.name(found[chosen[0].id])
        return _("delete %(count)d") % {"count": len(chosen)}


def _not_touched(count: int) -> str:
    sentence = ngettext(
        "%(count)d row was not touched: it is unreadable, or beyond the limit of %(most)d at a time.",
        "%(count)d rows were not touched: they are unreadable, or beyond the limit of %(most)d at a time.",
        count,
    )
    return sentence % {"count": count, "most": MOST}
