"""Another date for several photos at once: all later or earlier by as much, or all on one day."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from pets.access import own_pet, permit
from pets.roles import Right
from pettracker_site.common.editing import MOST_EDITS
from photos.domain import Photo
from photos.forms import TIME_FORMAT, TakenField, check_taken
from photos.limits import MAX_CHOSEN

from .choosing import bulk, chosen_ids, refuse_count, respond

_SHIFT, _DAY = "shift", "day"


class DatesForm(forms.Form):
    """When the first of the photos was taken, and what becomes of the others.

    After `is_valid()`, `times` has the new time of each photo.
    """

    taken = TakenField(
        label=gettext_lazy("The first of them was taken"),
        help_text=gettext_lazy("As clocks showed it where the photo was taken."),
    )
    others = forms.ChoiceField(
        label=gettext_lazy("The others"),
        choices=(
            (_SHIFT, gettext_lazy("Move them by as much: the time between them stays")),
            (_DAY, gettext_lazy("Put them on the same day, each at its own time")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("What is to become of the others?")},
    )

    def __init__(self, data: Any = None, *, photos: Sequence[Photo]) -> None:
        self.photos = sorted(photos, key=lambda photo: photo.list_key)
        self.first, *others = self.photos
        self.reader = timezone.get_current_timezone()
        self.times: dict[str, datetime] = {}
        initial = {"taken": self.first.taken_at.replace(microsecond=0), "others": _SHIFT}
        super().__init__(data, initial=initial, label_suffix="")
        field = cast(TakenField, self.fields["taken"])
        field.known, field.clock = self.first.taken_at, self.first.clock(self.reader)
        if not others:
            del self.fields["others"]

    def clean(self) -> None:
        if self.errors:
            return
        taken, others = self.cleaned_data["taken"], self.cleaned_data.get("others", _SHIFT)
        still_to_come = _("Then one of these photos would be of a day that is still to come.")
        try:
            check_taken(taken, still_to_come)  # before the others are reckoned from it
            self.times = {photo.id: self._time(photo, taken, others) for photo in self.photos}
            for at in self.times.values():
                check_taken(at, still_to_come)
        except ValidationError as error:
            self.add_error("taken", error)

    def _time(self, photo: Photo, taken: datetime, others: str) -> datetime:
        if photo is self.first:
            return taken
        if others == _SHIFT:
            return photo.taken_at + (taken - self.first.taken_at)
        day = taken.astimezone(self.first.clock(self.reader)).date()
        clock = photo.clock(self.reader)
        return datetime.combine(day, photo.taken_at.astimezone(clock).time(), clock)


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Asks when each chosen `photo` was taken; writes it where its `version` is still that of then."""
    pet = own_pet(request, pet_id, Right.EDIT_PHOTOS)
    is_sent = request.method == "POST"
    ids = chosen_ids(request.POST if is_sent else request.GET)
    if is_sent and (answer := refuse_count(request, pet, ids)):
        return answer
    photos = bulk(request, pet).chosen(ids)
    form = DatesForm(request.POST if is_sent else None, photos=photos) if photos else None
    if not is_sent or (form and not form.is_valid()):
        seen = _versions(request) if is_sent else {photo.id: photo.version for photo in photos}
        return render(request, "photos/dates.html", {"pet": pet, "form": form, "seen": seen, "most": MAX_CHOSEN})
    seen = _versions(request)
    moved = {id: (seen[id], at) for id, at in form.times.items() if id in seen} if form else {}
    outcome = bulk(request, pet).redate(ids, moved, by=permit(request, Right.EDIT_PHOTOS))
    count = len(outcome.done)
    words = ngettext("%(count)d photo has another date now.", "%(count)d photos have other dates now.", count)
    undo = _undo(form, outcome.done) if form and form.cleaned_data.get("others", _SHIFT) == _SHIFT else ""
    return respond(request, pet, outcome, words % {"count": count}, undo=undo, stays=True)


def _undo(form: DatesForm, done: Mapping[str, Photo]) -> str:
    """What moves them back by as much; nothing where the first, by which they moved, was left alone."""
    if form.first.id not in done:
        return ""
    before = form.first.taken_at.astimezone(form.first.clock(form.reader)).strftime(TIME_FORMAT)
    seen = [f"{id}:{photo.version}" for id, photo in done.items()]
    return " ".join(["dates", form.first.pet_id, before, *seen])


def _versions(request: HttpRequest) -> dict[str, int]:
    """The versions that the form was made from, each beside its photo; what is no version is left out."""
    pairs = zip(request.POST.getlist("photo"), request.POST.getlist("version"), strict=False)
    digits = {id: version for id, version in pairs if version.isascii() and version.isdigit() and len(version) < 17}
    return {id: int(version) for id, version in digits.items() if int(version) <= MOST_EDITS}
