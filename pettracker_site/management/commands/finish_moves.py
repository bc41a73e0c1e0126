from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pets.children.moving import mover
from pettracker_site.audit.audit_log import Actor, acting_as
from pettracker_site.aws.errors import StoreError

MOST = 10_000  # records of each kind, of one pet in one run


class Command(BaseCommand):
    help = "Hands over what hangs on pets that moved to another owner, where that was cut off. Safe at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        finished = waiting = 0
        try:
            with acting_as(Actor("finish_moves")):
                for pet_id in list(mover().unfinished()):
                    done = mover().resume(pet_id, most=MOST)
                    finished, waiting = finished + done, waiting + (not done)
        except StoreError as error:
            raise CommandError(f"Stopped after {finished} moves, the rest waits for the next run: {error}") from error
        self.stdout.write(f"Moves finished: {finished}; left to the next run: {waiting}.")
