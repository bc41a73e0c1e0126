"""Emptying the trash of one's pets: asked first, of what is shown, and only begun here."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.common import read_your_writes, typed
from pettracker_site.common.errors import NotAllowed

from .access import check_own, permit
from .domain import Pet, Status
from .repository import pets
from .roles import Right
from .views import PAGE_SIZE, page_of_pets


@require_http_methods(["GET", "HEAD", "POST"])
def empty(request: HttpRequest) -> HttpResponse:
    """Shows a page of pets that would go for good; takes out each `pet` that comes back.

    Who sweeps removes their photos and files.
    """
    if request.method != "POST":
        page = page_of_pets(request, status=Status.DELETED)
        items = page.items[:PAGE_SIZE]  # those of just now come on top
        if not items:
            return redirect("pets:trash")
        context = {"pets": items, "are_more": bool(page.next) or len(page.items) > len(items)}
        return render(request, "pets/empty_trash.html", context)
    ids = typed.ids(request.POST.getlist("pet"), PAGE_SIZE)
    if not ids:
        messages.warning(request, _("There was nothing to delete."))
        return redirect("pets:trash")
    gone = _purge(request, ids)
    if gone:
        words = ngettext("%(count)d pet is gone for good.", "%(count)d pets are gone for good.", len(gone))
        messages.success(request, words % {"count": len(gone)})
    if missed := len(ids) - len(gone):
        words = ngettext(
            "%(count)d pet was left alone: it had changed, or could not be deleted just now.",
            "%(count)d pets were left alone: they had changed, or could not be deleted just now.",
            missed,
        )
        messages.warning(request, words % {"count": missed})
    response = redirect("pets:trash")
    return read_your_writes.remember(response, "pet", [pet.id for pet in gone], after=request)


def _purge(request: HttpRequest, ids: Sequence[str]) -> list[Pet]:
    """Those that are tombstones by now. What is not the person's own is left alone like what does not exist.

    Where the store does not answer, those after it are left alone too. Raises: StoreUnavailable before the first.
    """
    now, by = times.now(), permit(request, Right.EMPTY_TRASH)
    gone: list[Pet] = []
    for pet in pets().find_many(list(ids)):
        try:
            if pet.status == Status.PURGING and pet.owner_id == by.user_id:
                gone.append(pet)  # by the same form, sent twice
            else:
                found = check_own(request, pet, Right.EMPTY_TRASH, among=(Status.DELETED,))
                gone.append(pets().begin_purge(found, now, by=by))
        except (NotFound, NotAllowed):
            continue
        except StoreUnavailable:
            break
    return gone
