"""Each call to AWS of each flow, made to fail in each way, or the last of its process: nothing is lost or half-made.

A good run tells which attempts there are. Then, for each of them and each trouble, the family is put back as it was,
the flow meets the trouble, the store is checked, all is well again, the person does the very same once more, and after
one sweep everything is as if nothing had gone wrong.
"""

import math
import os
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import override_settings

from tests import stores
from tests.aws import reset
from tests.faults.flows import FLOWS, Answer, Flow
from tests.faults.injector import Injector
from tests.faults.invariants import Store, check_pages, check_store, check_words, facts, state_of
from tests.faults.plan import GIVEN_UP_AFTER, KILLS, Fault, Trouble
from tests.faults.stage import Stage
from tests.uploads import decoded_once

pytestmark = pytest.mark.django_db
SOAK = bool(os.environ.get("PETTRACKER_SOAK"))
Way = tuple[Trouble, str]
LENGTHS = ("once", "until that call is given up", "for ever")
TRANSACTION = "dynamodb:TransactWriteItems"
READING = ("Get", "BatchGet", "Query", "Scan", "Head", "List")  # what has no effect has none to lose


def ways(*troubles: Trouble) -> tuple[Way, ...]:
    """Each at each length; a process is killed once."""
    return tuple((each, length) for each in troubles for length in (LENGTHS[:1] if each in KILLS else LENGTHS))


WITHOUT_EFFECT = ways(Trouble.ERROR, Trouble.LOST_REQUEST, Trouble.KILL_BEFORE)
DONE = ways(Trouble.ERROR_AFTER_COMMIT, Trouble.LOST_ANSWER, Trouble.KILL_AFTER)
ALL = (*WITHOUT_EFFECT, *DONE)


@dataclass(frozen=True)
class Point:
    """The attempt at place `first` among those to one service, and so many after it."""

    operation: str
    service: str
    first: int
    trouble: Trouble
    length: str

    def __str__(self) -> str:
        return f"{self.operation} (attempt {self.first} to {self.service}): {self.trouble}, {self.length}"

    def set_up(self, injector: Injector) -> None:
        lengths = {"once": 1, "until that call is given up": GIVEN_UP_AFTER.get(self.trouble, 1), "for ever": math.inf}
        last = self.first + lengths[self.length] - 1
        injector.plan.add(Fault(self.trouble), f"{self.service}:*", first=self.first, last=last)


def points(seen: list[str], number: int) -> Iterator[Point]:
    """Of the flow of this number. Where PETTRACKER_SOAK is set each call meets each trouble at each length."""
    for place, operation in enumerate(seen):
        service = operation.partition(":")[0]
        first = sum(each.startswith(service) for each in seen[: place + 1])
        for trouble, length in ALL if SOAK else chosen(seen, place, number):
            yield Point(operation, service, first, trouble, length)


def is_reading(operation: str) -> bool:
    return operation.partition(":")[2].startswith(READING)


def chosen(seen: list[str], place: int, number: int) -> Iterator[Way]:
    """Of calls of one kind the first meets one way to go wrong and the last another, one of them without its effect and
    one with it. Of transactions, which are most of the writes, one meets one: the first or the last (such as a
    reservation or its commit), with its effect or without, by turns from flow to flow. Of calls that only read the
    first meets one, before a write in every other flow. Which way, changes from call to call and from flow to flow, so
    that the flows together meet all.
    """
    operation = seen[place]
    first, last = seen.index(operation), max(at for at, each in enumerate(seen) if each == operation)
    if is_reading(operation):
        met = {first: [ALL]} if number % 2 or all(map(is_reading, seen)) else {}
    elif operation == TRANSACTION:
        met = {(first, last)[number % 2]: [(WITHOUT_EFFECT, DONE)[number // 2 % 2]]}
    else:
        one, other = (WITHOUT_EFFECT, DONE) if first % 2 else (DONE, WITHOUT_EFFECT)
        met = {first: [one, other]} if first == last else {first: [one], last: [other]}
    for among in met.get(place, ()):
        yield among[(place + number) % len(among)]


@pytest.fixture(scope="module")
def _stage(django_db_setup, django_db_blocker, _deployed) -> Iterator[Stage]:
    """Made once: that took half of the time. One shard instead of eight spares a sweep most of its calls. What comes of
    a picture is found out once: that asks nothing of AWS."""
    with (
        override_settings(ADMIN_SHARDS=1),
        stores.files_kept(),
        decoded_once(),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        reset()
        try:
            yield Stage()
        finally:
            transaction.set_rollback(True)
            stores.empty()
            reset()


@pytest.fixture
def stage(_stage, aws) -> Stage:
    _stage.put_back()
    return _stage


class Trial:
    """One flow on its stage, and what it leads to where nothing goes wrong.

    Many points lead to the same state, but for the ids that are new each time: its pages are looked at once, and it is
    swept once.
    """

    def __init__(self, stage: Stage, flow: Flow, injector: Injector) -> None:
        self.stage, self.flow, self.injector = stage, flow, injector
        before = Store.read()
        self.known = {*before.pets, *before.photos}
        self.before = facts(before, self.known)
        self.looked_at: set[object] = set()
        self.swept: dict[object, dict] = {}
        injector.heal()
        answer = flow.do(stage)
        self.seen = list(injector.plan.seen)
        assert answer.is_success
        self.after = facts(Store.read(), self.known)
        self.in_the_end = self.end()

    def try_out(self, point: Point) -> None:
        self.stage.put_back()
        self.injector.heal()
        point.set_up(self.injector)
        answer = self.do(point)
        self.injector.heal()
        for page in answer.pages:
            check_words(page)
        store = Store.read()
        check_store(store, strict=False)
        self.look_at_pages(store)
        self.check_answer(answer.is_success, facts(store, self.known))
        self.check_end(self.end())

    def do(self, point: Point) -> Answer:
        """What the person is told; whoever is killed tells nothing."""
        if point.trouble in KILLS:
            assert self.injector.kills(lambda: self.flow.do(self.stage)), "nobody was killed"
            return Answer((), is_success=False)
        answer = self.flow.do(self.stage)
        assert answer.is_success or point.length != "once", "what is tried again at once is a success"
        return answer

    def end(self) -> dict:
        """The person, who has read what was told, does it again; then all is swept, and has to be right."""
        self.stage.as_robin.cookies.pop("messages", None)
        again = self.flow.do(self.stage)
        assert again.is_success or not self.flow.is_repeatable, "the same once more was no success"
        for page in again.pages:
            check_words(page)
        store = Store.read()
        check_store(store, strict=False)
        state = state_of(store)
        if state not in self.swept:
            self.stage.sweep(self.flow.swept_after)
            store = Store.read()
            check_store(store, strict=True)
            self.look_at_pages(store)
            self.swept[state] = facts(store, self.known)
        return self.swept[state]

    def look_at_pages(self, store: Store) -> None:
        told = sorted(name.rpartition("-")[0] for name in self.stage.as_robin.cookies)
        state = (state_of(store), tuple(told))
        if state not in self.looked_at:
            check_pages(self.stage, store)
            self.looked_at.add(state)

    def check_answer(self, is_success: bool, now: dict) -> None:
        """Success is told only of what is done; what is not done is as it was."""
        if is_success:
            assert now == self.after, f"success was told, but {difference(self.after, now)}"
        elif not self.flow.in_parts:
            assert now in (self.before, self.after), f"half done: {difference(self.before, now)}"
        for name in {*self.before, *self.after, *now}:
            before, after, is_now = self.before.get(name), self.after.get(name), now.get(name)
            assert is_now in (before, after) or (self.flow.in_parts and name in self.stage_pets), f"{name}: {is_now}"

    @property
    def stage_pets(self) -> set[str]:
        """Whose counts may stand in between, where several photos are done one by one."""
        return {self.stage.rex.id, self.stage.max.id, self.stage.luna.id}

    def check_end(self, now: dict) -> None:
        assert now == self.in_the_end, f"in the end {difference(self.in_the_end, now)}"


def difference(expected: dict, found: dict) -> str:
    names = {*expected, *found}
    return "; ".join(
        f"{name}: {expected.get(name)} expected, {found.get(name)} found"
        for name in names
        if expected.get(name) != found.get(name)
    )


@pytest.mark.parametrize("name", FLOWS)
def test_whichever_call_fails_nothing_is_lost_and_the_same_once_more_is_enough(stage, injector, tell, name):
    trial = Trial(stage, FLOWS[name], injector)
    tried, failures = 0, []
    for point in points(trial.seen, [*FLOWS].index(name)):
        tried += 1
        try:
            trial.try_out(point)
        except Exception:
            failures.append(f"{point}\n{traceback.format_exc(limit=-4)}")
    tell(f"{name}: {tried} points tried ({len(trial.seen)} calls)")
    assert tried
    assert not failures, f"{len(failures)} of {tried} points failed, such as\n" + "\n".join(failures[:6])
