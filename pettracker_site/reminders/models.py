"""What a person wants to be told of by e-mail, and for which day they were told last."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pettracker_site.common.time_zones import zone_or_utc

LEADS = (0, 1, 3, 7, 14)  # days


class Kind(models.TextChoices):
    HEALTH = "health", _("Health: vaccinations, treatments, visits")
    MEDICINES = "medicines", _("Medicines")
    DOCUMENTS = "documents", _("Documents that end")


def all_kinds() -> list[str]:
    return [str(kind) for kind in Kind]


def usual_leads() -> list[int]:
    return [0, 3]


class Reminders(models.Model):
    """A table of its own: whoever saves a person as a whole writes over nothing that jobs and links in mails write.

    `hour` is one of the day on the person's own calendar. `told_for` is the last day there that is done with, by a mail
    or because there was nothing new; `claimed_at` says since when a run has the next one in hand.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    is_on = models.BooleanField(default=False)
    kinds = models.JSONField(default=all_kinds)
    leads = models.JSONField(default=usual_leads)
    hour = models.PositiveSmallIntegerField(default=8)
    browser_zone = models.CharField(max_length=64, blank=True)
    told_for = models.DateField(null=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = verbose_name_plural = _("reminders")

    @property
    def zone(self) -> ZoneInfo:
        """The one that the person chose, else that of the browser they used last, else the site's."""
        return zone_or_utc(self.person.time_zone or self.browser_zone or settings.TIME_ZONE)

    def has_come(self, now: datetime) -> bool:
        """Whether their hour has come on a day that is not done with."""
        local = now.astimezone(self.zone)
        return local.hour >= self.hour and (self.told_for is None or self.told_for < local.date())

    def since(self, today: date) -> date:
        """The day whose news they were told last. Who never was is told that of today."""
        return self.told_for or today - timedelta(days=1)

    def switch(self, *, on: bool, now: datetime) -> None:
        """What happened while they were off is no news any more."""
        if on and not self.is_on:
            yesterday = now.astimezone(self.zone).date() - timedelta(days=1)
            self.told_for = max(self.told_for or yesterday, yesterday)
        self.is_on = on

    @classmethod
    def of(cls, person: Any) -> "Reminders":
        """A person's; as they begin where nothing was chosen so far, and then not in the database yet."""
        return cls.objects.filter(person=person).select_related("person").first() or cls(person=person)
