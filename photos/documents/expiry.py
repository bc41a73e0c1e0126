"""When a document expires: in words, and as what falls due for its pet."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pets.domain import Pet, Status
from pets.life.plans import MOST_PLANS, Plan, plan_of, with_plan, without_plan
from pets.life.repository import Outcome

from .display import title
from .domain import Document

SOON_DAYS = 30
"""Before a document expires, its day stands out."""


def format_expiry(document: Document, today: date) -> str:
    """When it expires, or expired, in words; empty where it does not."""
    if not document.expires_on:
        return ""
    day, days = {"day": date_format(document.expires_on)}, (document.expires_on - today).days
    if days < 0:
        return _("Expired on %(day)s") % day
    if days == 0:
        return _("Expires today")
    if days <= SOON_DAYS:
        return ngettext("Expires in %(count)d day", "Expires in %(count)d days", days) % {"count": days}
    return _("Expires on %(day)s") % day


def stands_out(document: Document, today: date) -> bool:
    """Whether it has expired or will do so soon."""
    return document.expires_on is not None and (document.expires_on - today).days <= SOON_DAYS


def follow(pet: Pet, document: Document) -> Outcome:
    """What is due for the pet where the document becomes that: its expiry, while it is on show.

    What was put off or skipped stays so while the day is the same. Raises: TooManyPlans.
    """
    becomes = _with_expiry(pet, document, document.expires_on if document.status == Status.ACTIVE else None)
    return becomes, {}


def gone(pet: Pet, document: Document) -> Outcome:
    """The same where it goes for good."""
    becomes = without_plan(pet, document.id)
    return becomes, {}


def made_right(pet: Pet, documents: Iterable[Document]) -> Outcome:
    """What should be due by all its documents, where something else is; the words of a plan stay as they are.

    Raises: TooManyPlans.
    """
    days = {each.id: each for each in documents if each.expires_on and each.status == Status.ACTIVE}
    becomes = pet
    for id, entry in pet.plans.items():
        if entry.get("Kind") == Document.KIND and id not in days:
            becomes = without_plan(becomes, id)
    for id, document in days.items():
        plan = plan_of(pet, id)
        if document.expires_on and (plan is None or plan.base != document.expires_on.isoformat()):
            becomes = _with_expiry(becomes, document, document.expires_on)
    return becomes, {}


def too_many() -> str:
    """Why there can be no day on which one more document expires."""
    words = _("%(most)d things are due for this pet already, which is the most we keep. Leave this empty, ")
    return (words + _("or note first what is done.")) % {"most": MOST_PLANS}


def _with_expiry(pet: Pet, document: Document, day: date | None) -> Pet:
    if day is None:
        return without_plan(pet, document.id)
    words = _("%(title)s expires") % {"title": title(document)}
    plan = Plan.of(document.id, kind=Document.KIND, type=str(document.type), title=words, due=day, newest=document.id)
    kept = plan_of(pet, document.id)
    if kept and kept.base == plan.base:
        plan = replace(kept, title=words, type=plan.type)
    return with_plan(pet, plan)
