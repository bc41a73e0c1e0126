import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pets.children.integrity import Comparison, findings
from pets.children.registry import Difference
from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.management import progress, reports
from pettracker_site.models import User

_MOST_KEPT = 100
_NOBODY = "nobody"  # after all owners: their ids are UUIDs


class Command(BaseCommand):
    help = (
        "Compares all records, files, counts, covers, claims and quotas with each other, owner by owner. Changes "
        "nothing without --repair, which repairs counts, covers and quotas. Exit status: 0 where nothing differs or "
        "all of it was repaired, 1 otherwise. Where it is cut off it says how to go on; what it named until then is "
        "not kept for the admins."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="repair counts, covers and quotas")
        parser.add_argument("--from", dest="start", default="", metavar="OWNER", help="go on where it was cut off")

    def handle(self, *args: Any, repair: bool, start: str, **options: Any) -> None:
        began = times.now()
        comparison = Comparison(pets(), repair=repair)
        self.at = start
        differences: list[Difference] = []
        try:
            for difference in self._differences(comparison):
                differences.append(difference)
                repaired = " - repaired" if difference.repaired else ""
                line = findings()[difference.problem].line
                text = line.format(of=difference.of, expected=difference.expected, found=difference.found)
                self.stdout.write(text + repaired)
            reports.save("check_integrity", began, _to_report(differences, start))
        except (StoreUnavailable, KeyboardInterrupt) as end:
            way = f"Go on with: --from {self.at}" if self.at else "No owner was compared yet: begin anew."
            loss = f" Differences above, which are not kept: {len(differences)}." if differences else ""
            raise CommandError(f"Cut off: {end or 'stopped by hand'}.{loss} {way}") from end
        left = sum(not each.repaired for each in differences)
        self.stdout.write(f"Differences: {len(differences)}, left: {left}." if differences else "Nothing differs.")
        if left:
            sys.exit(1)

    def _differences(self, comparison: Comparison) -> Iterator[Difference]:
        if self.at != _NOBODY:
            yield from self._of_owners(comparison)
        self.at = _NOBODY
        with progress.bar("looked at", progress.about_all()) as bar:
            comparison.on_progress = bar.update
            yield from comparison.of_nobody()

    def _of_owners(self, comparison: Comparison) -> Iterator[Difference]:
        people = {str(key) for key in User.objects.values_list("pk", flat=True)}  # some may have no pet left
        owners = sorted(each for each in people.union(comparison.owners()) if each >= self.at)
        with progress.bar("owners", len(owners)) as bar:
            for owner_id in owners:
                self.at = owner_id
                yield from comparison.of_owner(owner_id)
                bar.update()


def _to_report(differences: list[Difference], start: str) -> dict[str, Any]:
    return {
        "From": start,  # empty: all owners were compared
        "Found": dict(Counter(str(each.problem) for each in differences)),
        "Mended": dict(Counter(str(each.problem) for each in differences if each.repaired)),
        "Named": [
            {"Problem": str(each.problem), "Of": each.of, "Expected": each.expected, "Found": each.found}
            for each in differences[:_MOST_KEPT]
        ],
    }
