"""Pictures are decoded by other processes, which may die, hang or lie: that ends one picture, and no other."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from pettracker_site.aws import deadline
from pettracker_site.aws.limiter import TooBusy
from pettracker_site.files.decoding import pool as generic_pools
from pettracker_site.files.decoding.decoder import ROOT, Decoder, NotStarted
from pettracker_site.files.decoding.pool import Pool
from pettracker_site.files.decoding.protocol import BLOCK
from pettracker_site.files.refusals import FileRefused, Reason
from photos.imaging import decoding as pools
from photos.imaging.pipeline import prepare
from photos.limits import MAX_BYTES
from tests import pictures

from .decoding_toys import TASK

linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="told by what Linux says of a process")


@pytest.fixture(scope="module")
def toys() -> Iterator[Pool]:
    made = Pool(TASK, waiting=2, stall_timeout=0.2)
    yield made
    made.close()


def one_that(what: str, after: BytesIO | None = None) -> BytesIO:
    return BytesIO(what.ljust(6).encode() + (after or pictures.jpeg()).getvalue())


def reason(pool: Pool, file: BytesIO) -> Reason:
    with pytest.raises(FileRefused) as refusal:
        pool.prepare(file)
    assert file.tell() == 0
    return refusal.value.reason


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_what_comes_back_is_what_was_made(kind):
    block = pictures.exif(position=True, DateTimeOriginal="2024:05:17 18:03:59", OffsetTimeOriginal="-03:30")
    options = {} if kind == "GIF" else {"exif": block}
    data = pictures.KINDS[kind](1700, 900, **options).getvalue()
    assert pools.prepare(BytesIO(data)) == prepare(BytesIO(data))


def test_a_file_of_many_blocks_comes_whole_and_in_any_order():
    film = os.urandom(3 * BLOCK)
    data = pictures.saved(pictures.Image.effect_noise((1500, 1500), 90), "PNG").getvalue()
    assert len(data) > BLOCK
    assert pools.prepare(BytesIO(data + film)) == prepare(BytesIO(data))


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"", Reason.EMPTY), (b"no picture", Reason.NOT_A_PICTURE), (bytes(MAX_BYTES + 1), Reason.TOO_LARGE)],
)
def test_a_refusal_comes_back_with_its_reason_and_the_process_goes_on(data, expected):
    pools.prepare(pictures.jpeg())
    before = pools.pool().pids
    assert reason(pools.pool(), BytesIO(data)) is expected
    assert pools.pool().pids == before


ENDS = {
    "dies": Reason.DAMAGED,
    "killed": Reason.TOO_COSTLY,
    "spins": Reason.TOO_COSTLY,
    "silent": Reason.DAMAGED,
    "rubbis": Reason.DAMAGED,
    "long": Reason.DAMAGED,
    "asks": Reason.DAMAGED,
}


@pytest.mark.parametrize("what", ENDS)
def test_a_process_that_fails_or_lies_takes_its_picture_along_and_nothing_else(toys, what):
    assert reason(toys, one_that(what)) is ENDS[what]
    assert toys.prepare(pictures.jpeg()).inspection.format == "JPEG"


def test_a_picture_that_hangs_is_ended_at_the_deadline(toys):
    toys.prepare(pictures.jpeg())
    with deadline.within(3):
        assert reason(toys, one_that("hangs")) is Reason.TOO_COSTLY


def test_one_that_takes_too_much_memory_is_refused_and_the_process_goes_on(toys):
    toys.prepare(pictures.jpeg())
    before = toys.pids
    assert reason(toys, one_that("memory")) is Reason.TOO_COSTLY
    assert toys.pids == before


@linux
def test_the_memory_of_a_picture_goes_back_to_the_system_while_the_process_waits(toys):
    toys.prepare(one_that("grows"))
    [pid] = toys.pids
    until = time.monotonic() + 10
    while (megabytes := resident(pid)) > 80 and time.monotonic() < until:
        time.sleep(0.01)
    assert megabytes <= 80


def resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def test_an_error_of_ours_is_in_the_log_without_what_is_in_the_picture(toys, caplog):
    assert reason(toys, one_that("errs", BytesIO(b"the owner's words"))) is Reason.DAMAGED
    assert "ZeroDivisionError" in caplog.text
    assert "decoding_toys.py" in caplog.text
    assert "the owner's words" not in caplog.text


def test_one_that_spoke_unasked_gets_no_further_picture(toys):
    toys._end_idle()
    toys.prepare(pictures.jpeg())
    before = toys.pids
    assert reason(toys, one_that("babble")) is Reason.DAMAGED
    assert toys.prepare(pictures.jpeg())
    assert not before & toys.pids


def test_one_that_was_ended_while_it_was_idle_is_replaced(toys):
    toys.prepare(pictures.jpeg())
    for pid in toys.pids:
        os.kill(pid, 9)
    assert toys.prepare(pictures.jpeg())


def test_it_is_used_again_and_ends_after_a_picture_that_took_much_memory(toys):
    toys.prepare(pictures.jpeg())
    before = toys.pids
    toys.prepare(pictures.jpeg())
    assert toys.pids == before
    toys.prepare(one_that("heavy"))
    assert not toys.pids


def test_of_those_that_take_much_memory_one_is_decoded_at_a_time_and_others_go_on(toys):
    with toys.heavy.slot(), deadline.within(600):
        with pytest.raises(TooBusy):
            toys.prepare(one_that("heavy"))
        assert toys.prepare(pictures.jpeg())
    assert toys.prepare(one_that("heavy"))


def test_two_are_decoded_at_a_time_and_waiting_has_an_end(toys):
    with toys.limiter.slot():
        assert toys.prepare(pictures.jpeg())
        with toys.limiter.slot(), deadline.within(600), pytest.raises(TooBusy):
            toys.prepare(pictures.jpeg())
    assert toys.prepare(pictures.jpeg())


def test_where_no_time_is_left_none_is_begun(toys):
    with deadline.within(0), pytest.raises(TooBusy):
        toys.prepare(pictures.jpeg())


def test_a_process_that_does_not_start_is_told_from_a_bad_picture_and_logged(caplog):
    pool = Pool(replace(TASK, program="import no_such_module"), waiting=0)
    with pytest.raises(TooBusy):
        pool.prepare(pictures.jpeg())
    assert "cannot be started" in caplog.text
    assert "no_such_module" in caplog.text
    assert not pool.pids


@linux
def test_it_has_no_environment_no_descriptors_but_its_pipes_and_knows_no_django(monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "secret")
    looks = "import sys; from photos.imaging import worker; raise SystemExit(' '.join(sys.modules))"
    looking = Decoder(replace(pools.TASK, program=looks))
    with pytest.raises(NotStarted) as told:
        looking.prepare(pictures.jpeg(), lambda: 60.0, Pool(TASK, waiting=0).heavy.slot)
    loaded = set(str(told.value).split())
    modules = {name.split(".")[0] for name in loaded}
    assert "PIL" in modules
    assert not {"django", "boto3", "botocore", "pets"} & modules
    of_the_site = {name for name in loaded if name.startswith("pettracker_site.")}
    assert {name.split(".")[1] for name in of_the_site} == {"files"}

    kept = os.open(__file__, os.O_RDONLY)
    os.set_inheritable(kept, True)
    pool = Pool(pools.TASK, waiting=0)
    try:
        pool.prepare(pictures.jpeg())
        [pid] = pool.pids
        assert Path(f"/proc/{pid}/environ").read_bytes() == b""
        open_ones = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
        assert len(open_ones) == 5
        assert {each.split(":")[0] for each in open_ones} == {"/dev/null", "pipe"}
        limits = [resource.prlimit(pid, which) for which in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)]
        assert limits == [(0, 0)] * 2
        assert resource.prlimit(pid, resource.RLIMIT_AS)[1] == 2 << 30
        assert 10 <= resource.prlimit(pid, resource.RLIMIT_CPU)[0] <= 12
        assert resource.prlimit(pid, resource.RLIMIT_NOFILE)[1] == 16
    finally:
        pool.close()
        os.close(kept)
    assert not Path(f"/proc/{pid}").exists()


@linux
def test_it_ends_with_whoever_started_it_however_that_ended():
    program = """
import os, sys
from tests.unit.test_decoding import Pool, pictures, pools
pool = Pool(pools.TASK, waiting=0)
pool.prepare(pictures.jpeg())
print(*pool.pids, flush=True)
os.kill(os.getpid(), 9)
"""
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    process = Path(f"/proc/{int(told.stdout)}")
    for _ in range(600):
        if not process.exists() or "Z (" in process.joinpath("status").read_text():
            return
        time.sleep(0.1)
    pytest.fail("it is still there")


def test_a_process_that_is_forked_off_has_a_pool_of_its_own():
    pools.prepare(pictures.jpeg())
    before = pools.pool().pids
    child = os.fork()
    if not child:
        try:
            mine = pools.pool()
            os._exit(0 if not mine._all and generic_pools._pools == [mine] else 1)
        finally:
            os._exit(2)  # whatever is raised there, the tests do not go on twice
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    pools.prepare(pictures.jpeg())
    assert pools.pool().pids == before
