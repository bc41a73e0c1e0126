from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pettracker_site.accounts.encryption import UndecryptableSecret
from pettracker_site.accounts.mfa import reencrypted


class Command(BaseCommand):
    help = (
        "Encrypts the secrets of all second factors by the first key of PETTRACKER_MFA_KEYS, also those in plain text. "
        "Afterwards the other keys are not needed any more. Names by their ids those that no key opens, and then "
        "ends with 1. Safe at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        renewed = 0
        unreadable = []
        for id in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
            try:
                renewed += _renew(id)
            except UndecryptableSecret:
                unreadable.append(str(id))
        self.stdout.write(f"Second factors encrypted anew: {renewed}.")
        if unreadable:
            raise CommandError(f"No key opens the second factors of these ids: {', '.join(unreadable)}.")


def _renew(id: int) -> bool:
    """Whether there was something to do."""
    with transaction.atomic():
        factor = Authenticator.objects.select_for_update().filter(pk=id).first()
        if factor is None:  # taken away meanwhile
            return False
        data = reencrypted(factor.data)
        if data == factor.data:
            return False
        factor.data = data
        factor.save(update_fields=["data"])
        return True
