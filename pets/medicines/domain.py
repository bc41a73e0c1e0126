"""A medicine that a pet is given: plain values in, plain values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from pets.life.records import Record, kind
from pettracker_site.audit.audit_log import AuditedFields
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Item
from pettracker_site.common.later_values import LaterChoices

from .days import Repeat
from .schedule import Schedule

GIVEN, SKIPPED = "given", "skipped"  # what people answer to a dose
MOST_DOSE, MOST_STOCK, MOST_DOSES = 1_000_000, 10_000_000, 10_000


class Unit(LaterChoices):
    TABLET = "tablet", _("tablets")
    MG = "mg", _("mg")
    ML = "ml", _("ml")
    G = "g", _("g")
    DROP = "drop", _("drops")
    PUFF = "puff", _("puffs")
    IU = "IU", _("IU")
    OTHER = "other", _("portions")


class Route(LaterChoices):
    MOUTH = "mouth", _("By mouth")
    SKIN = "skin", _("On the skin")
    EYE = "eye", _("Into the eye")
    EAR = "ear", _("Into the ear")
    NOSE = "nose", _("To breathe in")
    INJECTION = "injection", _("By injection")
    OTHER = "other", _("In another way")


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine(Record):
    """`on` is the day on which its schedule began, `dose` how much is given each time, in its unit, as `stock` is.

    `later_schedule` is one that only a later release knows, as it is stored: here `schedule` stands for it, as needed.
    `planned_since` is when its schedule became another one, None where it is still the first.
    `most_doses` is after how many doses it ends, None where their number says nothing of that. `given` counts them, and
    `stock` and `refill_on` have a form of their own: no edit of a medicine writes these three.
    """

    KIND: ClassVar[str] = "medicine"
    ENDS_BY_TTL: ClassVar[bool] = False  # its doses go with it
    AUDITED: ClassVar[AuditedFields] = AuditedFields(
        values=("Status", "On", "Dose", "Unit", "Route", "MostDoses", "Given", "Stock", "RefillOn"),
        texts=("Name", "Schedule", "Note", "Documents"),
    )

    name: str
    dose: Decimal
    unit: Unit
    schedule: Schedule
    route: Route | None = None
    planned_since: datetime | None = None
    most_doses: int | None = None
    given: int = 0
    stock: Decimal | None = None
    refill_on: date | None = None
    later_schedule: Mapping[str, Any] = field(default_factory=dict)

    @property
    def planned_at(self) -> datetime:
        """When its schedule was written down."""
        return self.planned_since or self.created_at

    def own_item(self) -> Item:
        return {
            "Name": self.name,
            "Dose": self.dose,
            "Unit": str(self.unit),
            "Route": str(self.route) if self.route else None,
            "Schedule": dict(self.later_schedule) or self.schedule.to_plain(),
            "MostDoses": self.most_doses,
            "PlannedSince": times.to_text(self.planned_since) if self.planned_since else None,
            **self.counted(),
        }

    def counted(self) -> Item:
        """The attributes that change with doses, and not with an edit."""
        refill_on = self.refill_on.isoformat() if self.refill_on else None
        return {"Given": self.given or None, "Stock": self.stock, "RefillOn": refill_on}

    @classmethod
    def own_fields(cls, item: Item) -> dict[str, Any]:
        try:
            schedule, later = Schedule.from_plain(item["Schedule"]), {}
        except (KeyError, ValueError):
            later, anchor = item["Schedule"], date.fromisoformat(item["On"])
            schedule = Schedule(repeat=Repeat.AS_NEEDED, anchor=anchor, zone="UTC")
        return {
            "name": item["Name"],
            "dose": Decimal(item["Dose"]),
            "unit": Unit(item["Unit"]),
            "schedule": schedule,
            "later_schedule": later,
            "route": Route(item["Route"]) if "Route" in item else None,
            "planned_since": times.from_text(item["PlannedSince"]) if "PlannedSince" in item else None,
            "most_doses": int(item["MostDoses"]) if "MostDoses" in item else None,
            "given": int(item.get("Given", 0)),
            "stock": Decimal(item["Stock"]) if "Stock" in item else None,
            "refill_on": date.fromisoformat(item["RefillOn"]) if "RefillOn" in item else None,
        }

    def _content(self) -> tuple[Any, ...]:
        besides = {*self.counted(), "PlannedSince"}
        own = {name: said for name, said in self.own_item().items() if name not in besides}
        return self.on, self.note, dict(self.documents), own
