"""Anything that people, admins, jobs and failing services may do, in any order, against a model of what was told.

PETTRACKER_SOAK=1 (`make soak`) takes 10,000 steps, else 25; PETTRACKER_SOAK_SEED chooses others.
"""

import os
import time

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tqdm import tqdm

from tests.conftest import logged_in
from tests.faults.machine_of_medicines import MachineOfMedicines

SOAK = bool(os.environ.get("PETTRACKER_SOAK"))
STEPS, STEPS_IN_A_ROW = (10_000, 50) if SOAK else (25, 25)
SEED = os.environ.get("PETTRACKER_SOAK_SEED", "album")

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def _no_rate_limit(settings):
    settings.UPLOADS_PER_HOUR = 10 * STEPS


def test_whatever_happens_in_whatever_order_the_stores_are_as_people_were_told(owner, stranger, tell):
    bar = tqdm(total=STEPS, unit=" steps", disable=not SOAK)

    class Run(MachineOfMedicines):
        people = ((owner.key, logged_in(owner)), (stranger.key, logged_in(stranger)))
        on_progress = staticmethod(bar.update)

    began, rounds = time.monotonic(), 0
    try:
        while Run.steps < STEPS:  # a run may end before its last step
            rounds += 1
            run_state_machine_as_test(
                seed(f"{SEED} {rounds}")(Run),
                settings=settings(
                    max_examples=(STEPS - Run.steps) // STEPS_IN_A_ROW + 1,  # the first is next to nothing
                    stateful_step_count=STEPS_IN_A_ROW,
                    deadline=None,
                    database=None,
                    report_multiple_bugs=False,
                    suppress_health_check=list(HealthCheck),
                ),
            )
    finally:
        seconds = time.monotonic() - began
        tell(
            f"state machine, seed {SEED!r}: {Run.steps} steps in {rounds} rounds and {seconds:.0f} s, "
            f"{Run.unanswered} without an answer"
        )
