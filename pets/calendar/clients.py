"""Which program fetches a feed, by what it says of itself: a name of our own. Nothing else of it is kept."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OTHER = "other"
_LONGEST = 500  # signs that are looked at
_SIGNS = (
    ("google", ("Google-Calendar-Importer",)),
    ("apple", ("CalendarAgent", "dataaccessd", "CalendarStore")),
    ("outlook", ("Microsoft.Exchange", "Microsoft Exchange", "Microsoft Outlook", "Microsoft Office")),
    ("thunderbird", ("Thunderbird",)),
    ("icsx5", ("ICSx5",)),
    ("nextcloud", ("Nextcloud",)),
    ("fastmail", ("Fastmail",)),
    ("home-assistant", ("HomeAssistant",)),
    ("browser", ("Mozilla/",)),  # the last one: others say that they are like it
)
_NAMES: dict[str, str | Promise] = {
    "google": "Google Calendar",
    "apple": _("Apple’s calendar"),
    "outlook": "Outlook",
    "thunderbird": "Thunderbird",
    "icsx5": "ICSx5",
    "nextcloud": "Nextcloud",
    "fastmail": "Fastmail",
    "home-assistant": "Home Assistant",
    "browser": _("a browser"),
    OTHER: _("another program"),
}


def known_client(user_agent: str) -> str:
    """The name under which it is kept, of a short list."""
    said = user_agent[:_LONGEST]
    return next((name for name, signs in _SIGNS if any(sign in said for sign in signs)), OTHER)


def client_words(name: str) -> str:
    return str(_NAMES.get(name, _NAMES[OTHER]))
