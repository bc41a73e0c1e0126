"""Deletes a person with all their data (right to erasure), in steps that may be interrupted anywhere.

First nobody can log in as them any more, then their pets are purged, and the sweeper removes all that hangs on them;
when no pet is left, not even a tombstone, the links, the usage and the account are deleted. The audit log keeps only
their id.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain, islice

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import F, Q

from pets.domain import Pet, Status
from pets.repository import pets
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound
from pettracker_site.links.repository import links
from pettracker_site.models import User

MOST_AT_ONCE = 50  # of the pets, within one request
SETTLED = timedelta(minutes=10)  # longer than a request lives that began before, and than an index lags behind


def start(person: User) -> None:
    """From now on the account is closed for good. Raises: StoreUnavailable."""
    with transaction.atomic():
        User.objects.filter(pk=person.pk).update(
            is_active=False, sessions_ended=F("sessions_ended") + 1, erasing_since=times.now()
        )
        audit_log().write("person", person.key, "erasing")
    person.refresh_from_db()


def resume(person: User, now: datetime, *, most: int | None = None) -> bool:
    """Purge up to `most` of the pets, and end it where nothing is left. Whether the person is gone.

    Raises: StoreUnavailable.
    """
    assert person.erasing_since is not None
    for pet in islice(_pets(person), most):
        with suppress(NotFound):  # it moved meanwhile; the next run looks again
            pets().begin_purge(pet, now)
    if person.erasing_since > now - SETTLED or pets().count_for_owner(person.key):
        return False
    _end(person)
    return True


def unfinished() -> list[User]:
    return list(User.objects.filter(erasing_since__isnull=False).order_by("erasing_since"))


def _pets(person: User) -> Iterator[Pet]:
    return chain.from_iterable(
        pets().all_for_owner(person.key, status=each) for each in (Status.ACTIVE, Status.DELETED)
    )


def _end(person: User) -> None:
    links().end_all(person.key)
    pets().quota.delete(person.key)
    with transaction.atomic():
        # Django's own log of the admin's pages tells names and addresses; what is left of it is in the audit log.
        LogEntry.objects.filter(Q(object_id=person.key) | Q(object_repr__icontains=person.email)).delete()
        key = person.key
        person.delete()
        audit_log().write("person", key, "erased")
