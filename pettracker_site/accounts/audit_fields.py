"""How the audit log tells the fields of people, their groups, addresses, second factors and limits."""

from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.audit.descriptions import FieldDescription, Values, display_plain
from pettracker_site.models import User


def _limit(value: Any, _values: Values) -> str:
    if value is None:
        return _("default")
    return number_format(value, force_grouping=True) if value else _("no limit")


def _weight_unit(value: Any, values: Values) -> str:
    return _choice(User.WeightUnit, value, values)


def _factor(value: Any, values: Values) -> str:
    return _choice(Authenticator.Type, value, values)


def _choice(choices: type[TextChoices], value: Any, values: Values) -> str:
    return display_plain(value, values) if value is None else str(choices(value).label)


FIELDS: Final = {
    "MostPets": FieldDescription(gettext_lazy("Pets at most"), _limit),
    "MostPhotos": FieldDescription(gettext_lazy("Photos at most"), _limit),
    "MostMegabytes": FieldDescription(gettext_lazy("Megabytes at most"), _limit),
    "Email": FieldDescription(gettext_lazy("E-mail address")),
    "Password": FieldDescription(gettext_lazy("Password")),
    "TimeZone": FieldDescription(gettext_lazy("Time zone")),
    "WeightUnit": FieldDescription(gettext_lazy("Weights in"), _weight_unit),
    "Factor": FieldDescription(gettext_lazy("Kind of factor"), _factor),
    "IsActive": FieldDescription(gettext_lazy("Active")),
    "IsStaff": FieldDescription(gettext_lazy("May use the admin pages")),
    "IsSuperuser": FieldDescription(gettext_lazy("Superuser")),
    "Groups": FieldDescription(gettext_lazy("Groups")),
    "Rights": FieldDescription(gettext_lazy("Rights")),
    "Primary": FieldDescription(gettext_lazy("Primary")),
    "Verified": FieldDescription(gettext_lazy("Verified")),
}
