"""The mail that tells what is due: subject, text and HTML, and how its reader is rid of it."""

import uuid
from datetime import date, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pets.life.due import words_of_day
from pettracker_site.models import User

from .gathering import Gathered, Line
from .models import Reminders
from .unsubscribing import token_of

_SPACE = uuid.UUID("3d5a3f0e-93a1-4c4b-8a6f-0f0e6f0b7a52")
_MOST_OF_A_NAME = 40
_MOST_NAMES = 3


def message_for(reminders: Reminders, gathered: Gathered) -> EmailMultiAlternatives:
    """The one mail of that day: written again, it has the same Message-ID, by which mail programs know it."""
    person = reminders.person
    stop = site_url("stop-reminders", token_of(person))
    words = subject(gathered)
    context = {
        "person": person,
        "day": gathered.day,
        "coming": _by_day([line for line in gathered.lines if not line.is_overdue]),
        "overdue": _by_day([line for line in gathered.lines if line.is_overdue]),
        "more": gathered.more,
        "site": settings.SITE_URL,
        "all_url": site_url("pets:list") + "?due=all",
        "settings_url": site_url("reminders"),
        "stop_url": stop,
        "subject": words,
    }
    with timezone.override(reminders.zone):
        message = EmailMultiAlternatives(
            subject=words,
            body=render_to_string("mail/reminder.txt", context),
            to=[person.email],
            headers={
                "Message-ID": message_id(person, gathered.day),
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
                "Auto-Submitted": "auto-generated",  # RFC 3834: no "I am on holiday" comes back
            },
        )
        message.attach_alternative(render_to_string("mail/reminder.html", context), "text/html")
    return message


def subject(gathered: Gathered) -> str:
    """What is new, in words that may stand on a locked screen: names of pets, and types, never what people wrote."""
    new = gathered.new
    names = list(dict.fromkeys(_name(line) for line in new))
    if len(new) == 1:
        when = words_of_day(new[0].days, gathered.day + timedelta(days=new[0].days))
        return _("%(pet)s: %(what)s, %(when)s") % {"pet": names[0], "what": new[0].what, "when": when}
    if len(names) == 1:
        return ngettext("%(pet)s: %(count)d thing is due", "%(pet)s: %(count)d things are due", len(new)) % {
            "pet": names[0],
            "count": len(new),
        }
    shown, more = names[:_MOST_NAMES], len(names) - _MOST_NAMES
    if more <= 0:
        return _("Something is due for %(pets)s and %(last)s") % {"pets": ", ".join(shown[:-1]), "last": shown[-1]}
    words = ngettext(
        "Something is due for %(pets)s and %(count)d more pet",
        "Something is due for %(pets)s and %(count)d more pets",
        more,
    )
    return words % {"pets": ", ".join(shown), "count": more}


def message_id(person: User, day: date) -> str:
    """The same for the same person and day, whoever sends it and however often."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "pettracker"
    return f"<{uuid.uuid5(_SPACE, f'{person.key}/{day.isoformat()}')}@{domain}>"


def site_url(name: str, *arguments: str) -> str:
    """The whole address of a page: a job has no request to take the host from."""
    return settings.SITE_URL + reverse(name, args=arguments)


def _by_day(lines: list[Line]) -> list[tuple[Line, str]]:
    """Each with the address of its pet's page."""
    ordered = sorted(lines, key=lambda line: (line.days, line.pet, line.title))
    return [(line, site_url("pet", line.pet_id)) for line in ordered]


def _name(line: Line) -> str:
    return Truncator(line.pet).chars(_MOST_OF_A_NAME)
