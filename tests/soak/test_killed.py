"""A process is killed by SIGKILL at a call of AWS: just before it arrives, or when it is done and not yet answered.

PETTRACKER_SOAK=1 (`make soak`) tries every call of every flow, else 8 of them; PETTRACKER_SOAK_SEED chooses others.
"""

import os
import random
import time
from collections.abc import Iterator

import pytest
from tqdm import tqdm

from tests.faults.aftermath import Stores
from tests.faults.killed_flows import FLOWS, World
from tests.faults.killing import Point, killed_at, number_of_calls
from tests.faults.plan import Trouble
from tests.faults.proxy import Proxy
from tests.faults.site import Site
from tests.faults.sweeps import Sweeps
from tests.local.conftest import AWS_PYTHON, EmbeddedAws

SOAK = bool(os.environ.get("PETTRACKER_SOAK"))
SEED = os.environ.get("PETTRACKER_SOAK_SEED", "kill -9")
COUNT = 8
ROUND = 20  # points that share stores, and the sweeps after them


@pytest.fixture
def world(tmp_path) -> Iterator[World]:
    if not AWS_PYTHON.exists():
        pytest.skip(f"the embedded AWS is not installed ({AWS_PYTHON} is missing; `make test` installs it)")
    aws = EmbeddedAws(tmp_path / "aws")
    try:
        with Proxy(aws.endpoint).serving() as proxy:
            site = Site(tmp_path, proxy.url, settings={"PETTRACKER_UPLOADS_PER_HOUR": "100000"})
            site.prepare()
            stores = Stores(aws.client("dynamodb"), aws.client("s3"), "pettracker-photos")
            with Sweeps(site.environment).serving() as sweeps, site.running():
                robin, keeper = site.robin(), site.keeper()
                robin.token(), keeper.token()
                robin.stays = keeper.stays = True
                yield World(site, proxy, sweeps, stores, robin, keeper)
    finally:
        aws.kill()


def test_whenever_a_process_is_killed_nothing_acknowledged_is_lost_and_once_more_has_one_effect(world, tell):
    began = time.monotonic()
    calls = {flow: number_of_calls(world, flow) for flow in FLOWS}
    every = [
        Point(flow, call, trouble)
        for flow, count in calls.items()
        for call in range(1, count + 1)
        for trouble in (Trouble.KILL_BEFORE, Trouble.KILL_AFTER)
    ]
    points = every if SOAK else some(every)
    rounds = [points[at : at + ROUND] for at in range(0, len(points), ROUND)]
    wrong = [found for each in tqdm(rounds, disable=not SOAK) for found in killed_at(world, each)]
    tell(f"killed at {len(points)} of {len(every)} points, seed {SEED!r}, in {time.monotonic() - began:.0f} s: {calls}")
    if not SOAK:
        tell("; ".join(map(str, points)))
    assert not wrong


def some(every: list[Point]) -> list[Point]:
    """As many of each flow, as far as that goes."""
    rng = random.Random(SEED)
    shuffled = rng.sample(every, len(every))
    turns = {flow: [point for point in shuffled if point.flow == flow] for flow in FLOWS}
    in_turn = [points[turn] for turn in range(COUNT) for points in turns.values() if turn < len(points)]
    return in_turn[:COUNT]
