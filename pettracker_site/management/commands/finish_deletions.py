from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pettracker_site.accounts import deletion
from pettracker_site.audit.audit_log import Actor, acting_as
from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreError


class Command(BaseCommand):
    help = (
        "Goes on with people who are being deleted: purges what is left of their pets, and takes the account away when "
        "the sweeper has removed the last of them. Safe at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        gone = waiting = 0
        try:
            with acting_as(Actor("finish_deletions")):
                for person in deletion.unfinished():
                    ended = deletion.resume(person, times.now())
                    gone, waiting = gone + ended, waiting + (not ended)
        except StoreError as error:
            raise CommandError(f"Stopped after {gone} people, the rest waits for the next run: {error}") from error
        self.stdout.write(f"People gone: {gone}; waiting for their files to go: {waiting}.")
