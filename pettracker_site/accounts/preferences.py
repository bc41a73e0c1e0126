"""What a person chooses for themselves: the form and its page."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pets.repository import pets
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.common.form_fields import PlainText
from pettracker_site.common.time_zones import time_zones, zones_to_choose
from pettracker_site.models import User
from photos.display import format_pets_usage, format_usage

ON_PET_PAGES = ("shows_facts", "shows_weight", "shows_due")


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """How PetTracker talks to this person."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    vet = PlainText(label=gettext_lazy("Your vet"), max_length=80, required=False)
    clinic = PlainText(label=gettext_lazy("Clinic"), max_length=120, required=False)
    vet_phone = PlainText(label=gettext_lazy("Phone of the vet"), max_length=40, required=False)
    emergency_contact = PlainText(label=gettext_lazy("Whom to call in an emergency"), max_length=120, required=False)
    emergency_phone = PlainText(label=gettext_lazy("Phone in an emergency"), max_length=40, required=False)
    contact_fields = ("vet", "clinic", "vet_phone", "emergency_contact", "emergency_phone")

    class Meta:
        model = User
        fields = (
            "name", "weight_unit", "time_zone", "vet", "clinic", "vet_phone", "emergency_contact", "emergency_phone",
            *ON_PET_PAGES,
        )  # fmt: skip
        labels = {
            "name": gettext_lazy("What should we call you?"),
            "weight_unit": gettext_lazy("Show weights in"),
            "shows_facts": gettext_lazy("Breed, sex and colour"),
            "shows_weight": gettext_lazy("The weight"),
            "shows_due": gettext_lazy("What is due"),
        }
        widgets = {"weight_unit": forms.RadioSelect}

    def on_pet_pages(self) -> list[forms.BoundField]:
        """What the page of a pet shows, each to be left out."""
        return [self[name] for name in ON_PET_PAGES]

    def __init__(self, data: Any = None, *, instance: User) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        zones, kept = zones_to_choose(), instance.time_zone
        also = (kept,) if kept in time_zones() and kept not in zones else ()  # an alias, which stays what it is
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", _("As my browser says")),
            *((name, name.replace("_", " ")) for name in (*also, *zones)),
        ]

    def contacts(self) -> list[forms.BoundField]:
        """Whom to call, for all of one's pets."""
        return [self[name] for name in self.contact_fields]


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    form = PreferencesForm(request.POST or None, instance=user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("preferences")
    return render(request, "preferences.html", {"form": form, "usage": _usage(user)})


@require_POST
def hide_checklist(request: HttpRequest) -> HttpResponse:
    """Shows this person the first steps no more."""
    user = request.user
    assert isinstance(user, User)
    user.hides_checklist = True
    user.save(update_fields=["hides_checklist"])
    return redirect("pets:list")


def _usage(user: User) -> str:
    """What the person keeps, in words, by one call; the page does without it where the store does not answer."""
    with suppress(StoreUnavailable):
        status = pets().quota.status(user.key)
        return f"{format_pets_usage(status)}, {format_usage(status)}"
    return ""
