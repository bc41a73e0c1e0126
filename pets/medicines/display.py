"""How medicines and their doses are told to people."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pets.life.plans import MOST_PLANS
from pettracker_site.aws import times
from pettracker_site.common.time_zones import zone_or_utc
from pettracker_site.common.versions import FieldVersions

from .domain import Medicine, Unit
from .schedule import Schedule, Step

LABELS: Mapping[str, Promise] = {
    "name": gettext_lazy("Medicine"),
    "dose": gettext_lazy("Dose"),
    "schedule": gettext_lazy("How often"),
    "on": gettext_lazy("From"),
    "until": gettext_lazy("Last day"),
    "most_doses": gettext_lazy("Ends after"),
    "route": gettext_lazy("How"),
    "note": gettext_lazy("Note"),
    "stock": gettext_lazy("In stock"),
    "refill_on": gettext_lazy("New pack by"),
}
_COUNTED: Mapping[str, Callable[[Decimal], str]] = {
    Unit.TABLET: lambda n: ngettext("%(amount)s tablet", "%(amount)s tablets", _plural(n)),
    Unit.DROP: lambda n: ngettext("%(amount)s drop", "%(amount)s drops", _plural(n)),
    Unit.PUFF: lambda n: ngettext("%(amount)s puff", "%(amount)s puffs", _plural(n)),
    Unit.OTHER: lambda n: ngettext("%(amount)s portion", "%(amount)s portions", _plural(n)),
}


def plain_number(number: Decimal) -> str:
    """Without zeros at its end."""
    return format(number.normalize(), "f")


def amount(number: Decimal, unit: Unit) -> str:
    """ "1 tablet", "0.5 ml" """
    said = number_format(plain_number(number))
    if unit in _COUNTED:
        return _COUNTED[unit](number) % {"amount": said}
    return f"{said}\N{NO-BREAK SPACE}{unit.label}"


def dose_of(medicine: Medicine) -> str:
    """ "1 tablet", and of a dose that changes "2 tablets for 5 days, then 1 tablet" """
    said = [_step(each, medicine.unit) for each in medicine.schedule.steps]
    return _(", then ").join(said) or amount(medicine.dose, medicine.unit)


def how_often(medicine: Medicine) -> str:
    """ "2 times a day at 08:00 and 20:00"; what only a later release knows is named as it calls it."""
    later: str = medicine.later_schedule.get("Repeat", "")
    return later or schedule_words(medicine.schedule)


def schedule_words(schedule: Schedule) -> str:
    """ "once a day at 08:00", "once a day at 08:00 (Berlin time)" """
    return schedule.words() + (other_clock(schedule, times.now()) if schedule.times else "")


def other_clock(schedule: Schedule, moment: datetime) -> str:
    """ " (Berlin time)", where the reader's clock shows another time then than the one on the medicine's wall."""
    on_wall = moment.astimezone(zone_or_utc(schedule.zone))
    if on_wall.utcoffset() == timezone.localtime(moment).utcoffset():
        return ""
    place = schedule.zone.rpartition("/")[2].replace("_", " ")
    return " " + _("(%(place)s time)") % {"place": place}


def doses(count: int) -> str:
    return ngettext("%(count)d dose", "%(count)d doses", count) % {"count": count}


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def day_and_time(wall: datetime, today: date) -> str:
    """ "today at 08:00", "yesterday at 20:00", "on 3 May 2027 at 08:00" """
    days = (wall.date() - today).days
    near = {-1: _("yesterday at %(time)s"), 0: _("today at %(time)s"), 1: _("tomorrow at %(time)s")}
    sentence = near.get(days, _("on %(day)s at %(time)s"))
    return sentence % {"day": date_format(wall, "DATE_FORMAT"), "time": clock(wall)}


def when_said(at: datetime) -> str:
    """When somebody answered, on the reader's clock: "at 08:12", and the day where that was not today."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return _("at %(time)s") % {"time": clock(local)}
    return day_and_time(local, timezone.localdate())


def length(late: timedelta) -> str:
    """ "25 min", "2 h", "3 days" """
    minutes = int(late.total_seconds() // 60)
    if minutes < 60:
        return _("%(count)d\N{NO-BREAK SPACE}min") % {"count": minutes}
    if minutes < 24 * 60:
        return _("%(count)d\N{NO-BREAK SPACE}h") % {"count": minutes // 60}
    return ngettext("%(count)d day", "%(count)d days", minutes // 1440) % {"count": minutes // 1440}


def too_many_plans() -> str:
    sentence = _(
        "%(most)d things are due for this pet already, which is the most we keep. End a medicine or note what is done "
        "before you add another one."
    )
    return sentence % {"most": MOST_PLANS}


def facts(medicine: Medicine) -> list[tuple[str | Promise, str]]:
    """Label and words of what a medicine says besides its name and note; empty words are left out."""
    said = _said(medicine)
    names = ("dose", "schedule", "on", "until", "most_doses", "route")
    return [(LABELS[name], said[name]) for name in names if said[name]]


def compare_versions(saved: Medicine, typed: Medicine) -> list[FieldVersions]:
    """All fields that have something to say in one of both."""
    one, other = _said(saved), _said(typed)
    return [FieldVersions(str(LABELS[name]), one[name], other[name]) for name in one if one[name] or other[name]]


def _said(medicine: Medicine) -> dict[str, str]:
    schedule = medicine.schedule
    return {
        "name": medicine.name,
        "dose": dose_of(medicine),
        "schedule": how_often(medicine),
        "on": date_format(medicine.on, "DATE_FORMAT"),
        "until": date_format(schedule.until, "DATE_FORMAT") if schedule.until else "",
        "most_doses": doses(medicine.most_doses) if medicine.most_doses else "",
        "route": str(medicine.route.label) if medicine.route else "",
        "note": medicine.note,
    }


def _step(step: Step, unit: Unit) -> str:
    dose = amount(step.dose, unit)
    if not step.days:
        return dose
    words = {"dose": dose, "count": step.days}
    return ngettext("%(dose)s for %(count)d day", "%(dose)s for %(count)d days", step.days) % words


def _plural(number: Decimal) -> int:
    return 1 if number == 1 else 2
