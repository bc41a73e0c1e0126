"""Where a person chooses whether, of what and when they are told by e-mail: the form and its page."""

from datetime import time
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pettracker_site.aws import times
from pettracker_site.common.time_zones import time_zones
from pettracker_site.models import User
from pettracker_site.web.middleware import TIME_ZONE_COOKIE

from .models import LEADS, Kind, Reminders, all_kinds

_LEAD_WORDS = {
    0: gettext_lazy("On the day itself"),
    1: gettext_lazy("The day before"),
    3: gettext_lazy("3 days before"),
    7: gettext_lazy("A week before"),
    14: gettext_lazy("2 weeks before"),
}


class RemindersForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """`is_on` is no field of the model's form: `Reminders.switch` writes it."""

    is_on = forms.BooleanField(label=gettext_lazy("Send me an e-mail when something is due"), required=False)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("About what"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    leads = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On which days"),
        coerce=int,
        choices=[(lead, _LEAD_WORDS[lead]) for lead in LEADS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hour = forms.TypedChoiceField(label=gettext_lazy("At what time"), coerce=int)

    class Meta:
        model = Reminders
        fields = ("kinds", "leads", "hour")

    def __init__(self, data: Any = None, *, instance: Reminders) -> None:
        super().__init__(data, instance=instance, initial={"is_on": instance.is_on}, label_suffix="")
        hours = [(hour, time_format(time(hour))) for hour in range(24)]
        self.fields["hour"].choices = hours  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, known in (("kinds", all_kinds()), ("leads", LEADS)):
            if name in cleaned:
                cleaned[name] = [each for each in known if each in cleaned[name]]
                if cleaned.get("is_on") and not cleaned[name]:
                    self.add_error(name, _("Please choose at least one."))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    person = request.user
    assert isinstance(person, User)
    chosen = Reminders.of(person)
    chosen.browser_zone = _zone_of(request) or chosen.browser_zone
    form = RemindersForm(request.POST or None, instance=chosen)
    if form.is_valid():
        _save(chosen, is_on=form.cleaned_data["is_on"])
        messages.success(request, _("Saved."))
        return redirect("reminders")
    is_verified = EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists()
    context = {"form": form, "is_verified": is_verified, "zone": chosen.zone.key.replace("_", " ")}
    return render(request, "reminders/choose.html", context)


def note_zone(person: User, request: HttpRequest) -> None:
    """Remember the clock of the browser that somebody logs in by, for who has chosen none and gets reminders."""
    if zone := _zone_of(request):
        Reminders.objects.filter(person=person).exclude(browser_zone=zone).update(browser_zone=zone)


def _save(chosen: Reminders, *, is_on: bool) -> None:
    """Only what this page shows: a run may have the person in hand."""
    told_for = chosen.told_for
    chosen.switch(on=is_on, now=times.now())
    fields = ["is_on", "kinds", "leads", "hour", "browser_zone"]
    if chosen.told_for != told_for:
        fields.append("told_for")
    Reminders.objects.update_or_create(person=chosen.person, defaults={name: getattr(chosen, name) for name in fields})


def _zone_of(request: HttpRequest) -> str:
    """As the browser says, if that is one."""
    said = request.COOKIES.get(TIME_ZONE_COOKIE, "")
    return said if said in time_zones() else ""
