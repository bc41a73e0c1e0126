"""What pages say of weights."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pets.display import format_weight, format_weight_change
from pets.domain import Pet
from pets.weights import chart
from pets.weights.chart import Chart
from pets.weights.domain import Change, Weight
from pets.weights.forms import default_unit, entered, keyboard
from pets.weights.units import TypedUnit, Unit
from pettracker_site.common.days import format_day

register = template.Library()
SPANS = (("3m", gettext_lazy("3 months")), ("1y", gettext_lazy("1 year")), ("all", gettext_lazy("All")))


@register.simple_tag
def spans() -> Sequence[tuple[str, Any]]:
    """The times of the chart that one chooses from."""
    return SPANS


@register.filter
def weighs(weight: Weight, unit: Unit) -> str:
    words = format_weight(weight.kilograms, unit)
    return _("about %(weight)s") % {"weight": words} if weight.approximate else words


@register.filter
def typed_otherwise(weight: Weight, unit: Unit) -> str:
    """The weight as it was typed, where its reader has another unit; empty where that says nothing new."""
    is_in_pounds = weight.unit in (TypedUnit.LB, TypedUnit.LB_OZ)
    return "" if is_in_pounds == (unit == "lb" and weight.kilograms >= 1) else entered(weight)


@register.simple_tag
def change_in_words(change: Change, weight: Weight, unit: Unit) -> str:
    """ "200 g more than on 3 May 2026, 12 days before (2 %)"."""
    amount = format_weight_change(change.kilograms, unit, of=weight.kilograms)
    words = {"amount": amount, "day": date_format(change.since), "before": _before(change.days)}
    percent = _percent(change)
    if not change.kilograms:
        return _("The same as on %(day)s, %(before)s.") % words
    words["percent"] = f" ({percent}\N{NO-BREAK SPACE}%)" if percent else ""
    if change.kilograms > 0:
        return _("%(amount)s more than on %(day)s, %(before)s%(percent)s.") % words
    return _("%(amount)s less than on %(day)s, %(before)s%(percent)s.") % words


@register.simple_tag
def flag_in_words(change: Change) -> str:
    """Of a change that is worth a word, neutrally: what it means, a vet knows."""
    percent = _percent(change)
    words = {"percent": f"{percent}\N{NO-BREAK SPACE}%", "days": _count_of_days(change.days)}
    return (
        _("%(percent)s more within %(days)s.") if change.kilograms > 0 else _("%(percent)s less within %(days)s.")
    ) % words


@register.inclusion_tag("weights/_chart.html", takes_context=True)
def weight_chart(context: template.Context, drawn: Chart) -> dict[str, Any]:
    places = {"height": chart.HEIGHT, "top": chart.TOP, "bottom": chart.BOTTOM, "foot": chart.HEIGHT - 6}
    sides = {"left": chart.LEFT, "beside": chart.LEFT - 2, "width": chart.RIGHT - chart.LEFT}
    unit = context["user"].weight_unit
    said = [(point, format_day(point.weight.on), weighs(point.weight, unit)) for point in drawn.points]  # shown twice
    return {"chart": drawn, "said": said, "pet": context["pet"], **places, **sides}


def _percent(change: Change) -> int:
    return round(abs(change.share) * 100) if change.share else 0


def _before(days: int) -> str:
    if not days:
        return _("the same day")
    return _("%(days)s before") % {"days": _count_of_days(days)}


def _count_of_days(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@register.inclusion_tag("weights/_quick.html", takes_context=True)
def quick_weight(context: template.Context, pet: Pet) -> dict[str, Any]:
    """The form of one field that stands on each page of a pet."""
    request = context["request"]
    unit: Unit = "lb" if request.user.weight_unit == "lb" else "kg"
    chosen = default_unit(pet, unit)
    return {
        "pet": pet,
        "units": [(value, label, value == chosen) for value, label in TypedUnit.choices],
        "keyboard": keyboard(chosen),
        "nonce": uuid.uuid4(),
        "next": request.path,
        "csrf_token": context.get("csrf_token"),
    }
