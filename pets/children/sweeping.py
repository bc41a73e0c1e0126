"""Finishes interrupted uploads and purges, empties expired trash, deletes orphaned files; only reports the rest.

Safe at any time, also twice at once and while people write: each record moves under a condition before anything of it
is touched. Every kind of record does its own part; the pets themselves come last.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from typing import Any

from django.utils.translation import gettext_lazy as _

from pets.domain import Pet, Status
from pets.repository import PetRepository
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict, NotFound, Refused, StoreUnavailable

from . import purging
from .registry import Finding, children

MOST_NAMED = 100  # of each finding, and of what was refused, that a report names; it counts all of them
FOREVER = datetime.max.replace(tzinfo=UTC)
TRASH_PET = "trash-pet"
TOMBSTONE = "tombstone"
_OF_PETS: dict[str, Finding] = {
    TRASH_PET: Finding("Expired pets in the trash", _("Expired pets in the trash")),
    TOMBSTONE: Finding("Unfinished purges", _("Unfinished permanent deletions")),
}
"""Purges of every kind of record are counted as TOMBSTONE."""


@dataclass
class Report:
    """How many of each finding there were, and how many of those were repaired; `named` are the first of what is left
    to a person. `unanswered`: where a store did not answer; `refused`: where it said no, of which `denied` names
    some."""

    found: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    named: dict[str, list[str]] = field(default_factory=dict)
    unanswered: int = 0
    refused: int = 0
    denied: list[str] = field(default_factory=list)

    @property
    def left(self) -> Counter[str]:
        return self.found - self.repaired

    @property
    def is_clean(self) -> bool:
        """Whether all is well by now: nothing was found, or all of it was repaired."""
        return not self.left and not self.unanswered and not self.refused


class Sweeper:
    """Only reports, unless it is to `apply`. Calls `on_progress` with the number of records or files just checked."""

    def __init__(
        self,
        pets: PetRepository,
        *,
        apply: bool = False,
        workers: int = 4,
        clock: Callable[[], datetime] = times.now,
        on_progress: Callable[[int], object] = lambda number: None,
    ) -> None:
        self.pets = pets
        self.apply = apply
        self.workers = workers
        self.clock = clock
        self.on_progress = on_progress
        self.report = Report()
        self._lock = Lock()

    def run(self) -> Report:
        for child in children():
            with self.guarded():
                child.sweep(self)
        self.run_guarded(self._due(self.clock()))
        return self.report

    def _due(self, now: datetime) -> Iterator[Callable[[], None]]:
        for shard in range(self.pets.shards):
            trash = self.pets.walk_shard(Status.DELETED, shard, now)
            tombstones = self.pets.walk_shard(Status.PURGING, shard, FOREVER)
            yield partial(self.each, trash, TRASH_PET, self._purge)
            yield partial(self.each, tombstones, TOMBSTONE, self._resume, self._is_waiting)

    def _purge(self, pet: Pet) -> None:
        self._resume(self.pets.begin_purge(pet, self.clock()))

    def _resume(self, tombstone: Pet) -> None:
        purging.resume(self.pets, tombstone, self.clock())

    def _is_waiting(self, tombstone: Pet) -> bool:
        return purging.is_waiting(tombstone, self.clock())

    # --- What every kind of record does its part with ----------------------------------------------------------------

    def each(
        self,
        pages: Iterable[list[Any]],
        finding: str,
        act: Callable[[Any], object],
        is_waiting: Callable[[Any], bool] = lambda record: False,
    ) -> None:
        """Count each of these records, unless only time is missing, and do what is to be done with it."""
        for page in pages:
            for record in page:
                with self.guarded(record.id):
                    if is_waiting(record):
                        continue
                    self.find(finding)
                    if self.apply:
                        with suppress(NotFound, Conflict):  # somebody has changed it in the meantime
                            act(record)
                        self.repair(finding)
            self.on_progress(len(page))

    def find(self, finding: str, number: int = 1, *, name: str = "") -> None:
        """Count what was found; a `name` is that of what is left to a person."""
        with self._lock:
            self.report.found[finding] += number
            if name:
                named = {*self.report.named.get(finding, ()), name}
                self.report.named[finding] = sorted(named)[:MOST_NAMED]

    def repair(self, finding: str, number: int = 1) -> None:
        with self._lock:
            self.report.repaired[finding] += number

    @contextmanager
    def guarded(self, name: str = "") -> Iterator[None]:
        """Count a store that does not answer or refuses (the latter by name), and go on."""
        try:
            yield
        except Refused:
            with self._lock:
                self.report.refused += 1
                self.report.denied = sorted({*self.report.denied, name} - {""})[:MOST_NAMED]
        except StoreUnavailable:
            with self._lock:
                self.report.unanswered += 1

    def run_guarded(self, jobs: Iterable[Callable[[], None]]) -> None:
        """Run all jobs in a thread pool, each guarded."""

        def guarded(job: Callable[[], None]) -> None:
            with self.guarded():
                job()

        with ThreadPoolExecutor(self.workers) as pool:
            # Each in a copy of this context, which tells the audit log who sweeps.
            for begun in [pool.submit(copy_context().run, guarded, job) for job in jobs]:
                begun.result()


def findings() -> Mapping[str, Finding]:
    """All that a sweep may find, by code."""
    return {code: each for child in children() for code, each in child.sweep_findings.items()} | _OF_PETS
