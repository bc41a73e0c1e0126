"""Mutated pictures through the form: each goes in or is refused in words, soon, and memory stays flat.

PETTRACKER_SOAK=1 (`make soak`) sends 5,000, else some 100; PETTRACKER_SOAK_SEED chooses others.
"""

import gc
import os
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from tqdm import tqdm

from pets.domain import Pet
from pets.profile import Kind, Profile
from pets.repository import pets
from pettracker_site.aws import times
from photos.imaging.decoding import pool
from tests.conftest import deploy_storage
from tests.site.forms import file

from .mutations import mutated

SOAK = bool(os.environ.get("PETTRACKER_SOAK"))
COUNT = 5_000 if SOAK else 105
SEED = os.environ.get("PETTRACKER_SOAK_SEED", "pictures")
MOST_SECONDS = 2.0
WARM_UP = 500
MOST_GROWTH_KB = 40_000
CLEARED_EVERY = 250

pytestmark = pytest.mark.usefixtures("aws")


def test_whatever_was_done_to_a_picture_it_goes_in_or_is_refused_in_words_and_soon(as_owner, owner, settings):
    settings.UPLOADS_PER_HOUR = 10 * COUNT
    statuses: Counter[int] = Counter()
    slowest, warm, now = (0.0, ""), 0, 0
    pet = None
    for number, (what, data) in enumerate(tqdm(mutated(COUNT, SEED), total=COUNT, disable=not SOAK)):
        if number % CLEARED_EVERY == 0:
            _begin_anew()
            pet = pets().add(Pet.new(owner.key, f"nonce {number}", Profile("Rex", Kind.DOG), times.now()))
            gc.collect()
            now = _resident_kb()
            warm = warm or (now if number >= WARM_UP else 0)
        before = _processor_seconds()
        response = as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": file("a.jpg", data)})
        slowest = max(slowest, (_spent(before, _processor_seconds()), what))
        statuses[response.status_code] += 1
        assert response.status_code in (200, 302), what
    print(f"{COUNT} pictures of seed {SEED!r}: {dict(statuses)} (302 went in, 200 refused)")
    print(f"slowest {slowest[0]:.2f} s of processor time ({slowest[1]})")
    print(f"memory {warm} kB after {WARM_UP}, {now} kB at the end")
    assert set(statuses) == {200, 302}  # both ways out were taken
    assert slowest[0] < MOST_SECONDS, slowest
    if warm:
        assert now - warm < MOST_GROWTH_KB


def _begin_anew() -> None:
    """Moto keeps all that it was ever told, in this process; what is measured here is not its memory."""
    requests.post("http://motoapi.amazonaws.com/moto-api/reset", timeout=5)
    deploy_storage()


def _processor_seconds() -> dict[int, float]:
    """What this process and those that decode have used; others on the machine do not count."""
    used = {0: time.process_time()}
    for pid in pool().pids:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def _spent(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def _resident_kb() -> int:
    """What Linux says this process holds; 0 elsewhere, where memory is then not looked at."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return int(next(line for line in status.read_text().splitlines() if line.startswith("VmRSS")).split()[1])
