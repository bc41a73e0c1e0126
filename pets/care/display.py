"""How care records are shown to people."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pets.life.plans import MOST_PLANS
from pets.weights.units import Unit
from pettracker_site.common.versions import FieldVersions

from .domain import Care
from .facts import FACTS, type_of

Labelled = tuple[str | Promise, str]
"""A label and words."""
_JOINED = {"value": "value_unit", "cost": "currency"}


def too_many_plans() -> str:
    sentence = _(
        "%(most)d things are due for this pet already, which is the most we keep. Leave “next due” empty here, "
        "or note first what is done."
    )
    return sentence % {"most": MOST_PLANS}


def score(record: Care) -> str:
    """A body score with its scale, "4/9"; empty where it has none."""
    if not record.has("score") or not record.has("scale"):
        return ""
    return f"{FACTS['score'].type.display(record.facts['score'], 'kg')}/{record.facts['scale']}"


def shown_facts(record: Care, unit: Unit) -> list[Labelled]:
    """What a record says besides name and day. A score and its scale are one, and so are amounts and their units."""
    beside = {"scale"} if score(record) else set()
    beside |= {other for name, other in _JOINED.items() if record.has(name) and record.has(other)}
    told = [name for name in FACTS if record.has(name) and name not in beside]
    return [(FACTS[name].label, _words(record, name, unit)) for name in told]


def summary(record: Care) -> str:
    """What a list tells of a record besides its name: a score or value, a product, a clinic."""
    names = ("score", "value", "product", "severity", "clinic")
    return next((_words(record, name, "kg") for name in names if record.has(name)), "")


def _words(record: Care, name: str, unit: Unit) -> str:
    """One fact, with the other one that belongs to it."""
    if name == "score" and (both := score(record)):
        return both
    names = (name, _JOINED.get(name, ""))
    said = [FACTS[each].type.display(record.facts[each], unit) for each in names if record.has(each)]
    return "\N{NO-BREAK SPACE}".join(said)


def compare_versions(saved: Care, typed: Care, unit: Unit) -> list[FieldVersions]:
    """All fields that have something to say in one of both."""
    one, other = (dict(_said(each, unit)) for each in (saved, typed))
    labels = {**one, **other}
    rows = [FieldVersions(label, one.get(label, ""), other.get(label, "")) for label in labels]
    return [row for row in rows if row.saved or row.typed]


def own_facts(record: Care, unit: Unit) -> list[tuple[str, str]]:
    """Label and words of all that a record says besides its day and note, which each kind has; empty words included."""
    said = type_of(record.type)
    return [
        (str(said.title or record.type.label), record.title),
        (str(said.next or _("Next due")), record.next_due.isoformat() if record.next_due else ""),
        *((str(label), words) for label, words in shown_facts(record, unit)),
        (_("Note for yourselves"), record.private_note),
    ]


def _said(record: Care, unit: Unit) -> list[tuple[str, str]]:
    *facts, private_note = own_facts(record, unit)
    return [(_("Day"), record.on.isoformat()), *facts, (_("Note"), record.note), private_note]
