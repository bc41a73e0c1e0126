"""The confirmation pages of actions on people."""

import uuid
from collections.abc import Callable
from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pets.repository import pets
from pettracker_site.accounts.mail import MailNotSent
from pettracker_site.accounts.usage import usage_of
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.backoffice.permissions import permission_required
from pettracker_site.backoffice.screens import Crumb, screen
from pettracker_site.files.quota import Limits
from pettracker_site.models import User
from photos.display import format_limits, format_pets_usage, format_usage

from .forms import QuotaForm
from .user_actions import UserAction

_VERBS = ["GET", "HEAD", "POST"]
LIST, PERSON = "admin:pettracker_site_user_changelist", "admin:pettracker_site_user_change"


def may_act_on(request: HttpRequest, person: User) -> bool:
    """Only superusers act on staff, so that nobody gains permissions through somebody else's account."""
    me = request.user
    assert isinstance(me, User)
    return me.is_superuser or not (person.is_staff or person.is_superuser)


def view_of(action: UserAction) -> Callable[..., HttpResponseBase]:
    @require_http_methods(_VERBS)
    @permission_required(action.permission)
    def view(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
        person = _person(request, person_id)
        if person == request.user and not action.allow_self:
            messages.warning(request, _("This is your own account: somebody else has to do that."))
            return redirect(_page_of(request, person))
        if not action.is_available(person):
            messages.warning(
                request, _("%(person)s’s account is in a state that does not allow this.") % {"person": person.email}
            )
            return redirect(_page_of(request, person))
        if request.method != "POST" or not _is_confirmed(request, action, person):
            return _confirmation_page(request, action, person)
        try:
            action.act(request, person)
        except MailNotSent as lost:
            messages.error(request, lost.words)
        else:
            messages.success(request, action.done % {"person": person.email})
        return redirect(_page_of(request, person))

    return view


@require_http_methods(_VERBS)
@permission_required("change_quotas")
def quota(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The person's quota. One call to show it, two to save it with its audit entry."""
    person = _person(request, person_id)
    status = pets().quota.status(person.key)
    form = QuotaForm(request.POST if request.method == "POST" else None, own=status.limits if status.own else None)
    if form.is_valid():
        own = form.limits()
        before = status.limits if status.own else None
        if own != before:
            entry = audit_log().entry("person", person.key, "quota-changed", {"Changes": _differences(before, own)})
            pets().quota.limit(person.key, own, entry=entry)
        messages.success(request, _("Saved."))
        return redirect(_page_of(request, person))
    return screen(
        request,
        "people/quota",
        _("Limits of %(person)s") % {"person": person.email},
        crumbs=_crumbs(request, person),
        status=400 if form.errors else 200,
        form=form,
        back=_page_of(request, person),
        usage=f"{format_pets_usage(status)}, {format_usage(status)}",
        default_limits=format_limits(pets().quota.default_limits),
    )


def _confirmation_page(request: HttpRequest, action: UserAction, person: User) -> HttpResponse:
    missed = request.method == "POST"
    usage = None
    with suppress(StoreUnavailable):
        usage = usage_of(person) if action.final else None
    return screen(
        request,
        "people/confirm",
        f"{action.label}: {person.email}",
        crumbs=_crumbs(request, person),
        status=400 if missed else 200,
        action=action,
        person=person,
        usage=usage,
        missed=missed,
        back=_page_of(request, person),
    )


def _is_confirmed(request: HttpRequest, action: UserAction, person: User) -> bool:
    return not action.final or User.objects.with_address(request.POST.get("typed", "")) == person


def _person(request: HttpRequest, person_id: uuid.UUID) -> User:
    """Raises: NotFound; PermissionDenied where only a superuser may act on them."""
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("person")
    if not may_act_on(request, person):
        raise PermissionDenied("staff")
    return person


def _page_of(request: HttpRequest, person: User) -> str:
    may_look = request.user.has_perm("pettracker_site.view_user") or request.user.has_perm(
        "pettracker_site.change_user"
    )
    return reverse(PERSON, args=[person.pk]) if may_look else reverse("admin:index")


def _crumbs(request: HttpRequest, person: User) -> list[Crumb]:
    page = _page_of(request, person)
    return [(_("People"), reverse(LIST)), (person.email, page)] if page != reverse("admin:index") else []


def _differences(before: Limits | None, after: Limits | None) -> dict[str, dict[str, int | None]]:
    former, new = before.to_item() if before else {}, after.to_item() if after else {}
    return {name: {"Before": former.get(name), "After": new.get(name)} for name in former | new}
