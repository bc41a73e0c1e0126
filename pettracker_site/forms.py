from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import User
from .zones import time_zones


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """How PetTracker talks to this person."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = User
        fields = ("name", "weight_unit", "time_zone")
        labels = {"name": _("What should we call you?"), "weight_unit": _("Show weights in")}
        widgets = {"weight_unit": forms.RadioSelect}

    def __init__(self, data: Any = None, *, instance: User) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        zones = sorted(
            name for name in time_zones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
        )
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", _("As my browser says")),
            *((name, name.replace("_", " ")) for name in (*zones, "UTC")),
        ]
