"""What is promised for days on which AWS hangs, measured on gunicorn behind the fault proxy and the embedded AWS.

Most of it is waiting for promises that are absolute numbers, so each bad day has a server and a proxy of its own and
all of them pass at the same time, in the process that runs these tests (one, by their group).
"""

import itertools
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

import pytest

from tests.faults.plan import DYNAMODB, S3, Fault, Trouble
from tests.faults.proxy import Proxy
from tests.faults.site import EMAIL, Answer, Browser, Site
from tests.local.conftest import AWS_PYTHON, EmbeddedAws
from tests.people import PASSWORD
from tests.pictures import jpeg

PAGE_SECONDS, UPLOAD_SECONDS, RECOVERY_SECONDS = 5, 15, 10
QUICK_SECONDS = 3  # what waits for AWS takes four at least, what does not a hundredth, or a second on a busy machine
HOLD, DRIP = Fault(Trouble.HOLD), Fault(Trouble.DRIP)

pytestmark = pytest.mark.xdist_group("hanging AWS")


@dataclass
class Day:
    """A site that is well in the morning, and must be well again in the evening without a restart."""

    proxy: Proxy
    site: Site
    robin: Browser

    def hangs(self, service: str, fault: Fault) -> None:
        self.proxy.plan.add(fault, service)

    def is_over(self) -> None:
        self.proxy.plan.clear()
        seconds = seconds_until(lambda: self.robin.get(f"/pets/{self.site.pet_id}/").status == 200)
        assert seconds < RECOVERY_SECONDS, seconds
        seconds = seconds_until(lambda: self.robin.upload(self.site.pet_id, picture()).status == 200)
        assert seconds < RECOVERY_SECONDS, seconds


Scenario = Callable[[Day, Fault], Iterable[str]]
DAYS: dict[str, tuple[Scenario, Fault]] = {}
ALONE: set[str] = set()  # what keeps the processor busy comes after the days that mostly wait


def bad_day(*faults: Fault, alone: bool = False) -> Callable[[Scenario], Callable[..., None]]:
    """Makes a test of what happens on a day for each fault; what it yields is told below the run's summary."""

    def decorate(scenario: Scenario) -> Callable[..., None]:
        @pytest.mark.parametrize("fault", faults, ids=lambda fault: fault.trouble.value)
        def test(days: dict[str, Future[list[str]]], fault: Fault, request: pytest.FixtureRequest, tell) -> None:
            for line in days[request.node.name].result():
                tell(line)

        for fault in faults:
            name = f"{scenario.__name__}[{fault.trouble.value}]"
            DAYS[name] = (scenario, fault)
            if alone:
                ALONE.add(name)
        test.__name__ = scenario.__name__
        return test

    return decorate


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[dict]:
    """Those that were asked for, on their way."""
    if not AWS_PYTHON.exists():
        pytest.skip(f"the embedded AWS is not installed ({AWS_PYTHON} is missing; `make test` installs it)")
    aws = EmbeddedAws(tmp_path_factory.mktemp("aws"))
    try:
        prepared = Site(tmp_path_factory.mktemp("site"), aws.endpoint)
        prepared.prepare()
        wanted = [item.name for item in request.session.items if item.module is request.module and item.name in DAYS]
        together = [name for name in wanted if name not in ALONE]
        morning = Barrier(len(together) or 1, timeout=90)  # nobody's start takes the processor from others' day
        with ThreadPoolExecutor(len(wanted)) as pool:

            def begin(name: str, morning: Barrier, before: Iterable[Future[list[str]]] = ()) -> Future[list[str]]:
                folder = tmp_path_factory.mktemp("day")
                return pool.submit(passed, *DAYS[name], morning, prepared, folder, before)

            on_their_way = {name: begin(name, morning) for name in together}
            for name in wanted:
                if name in ALONE:
                    on_their_way[name] = begin(name, Barrier(1), list(on_their_way.values()))
            yield on_their_way
    finally:
        aws.kill()


def passed(
    scenario: Scenario,
    fault: Fault,
    morning: Barrier,
    prepared: Site,
    folder: Path,
    before: Iterable[Future[list[str]]],
) -> list[str]:
    """One day from morning to evening, after those `before` it; gives what it tells."""
    wait(before)
    with ExitStack() as stack:
        proxy = stack.enter_context(Proxy(prepared.aws_url).serving())
        site = Site(folder, proxy.url, pet_id=prepared.pet_id)
        for accounts in prepared.folder.glob("accounts.sqlite3*"):
            shutil.copy(accounts, folder)
        stack.enter_context(site.running())
        day = Day(proxy, site, site.robin())
        day.robin.token()
        morning.wait()
        told = list(scenario(day, fault))
        day.is_over()
        return told


def seconds_until(is_well: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not is_well() and time.monotonic() < began + 2 * RECOVERY_SECONDS:
        time.sleep(0.25)
    return time.monotonic() - began


numbers = itertools.count(1)


def picture() -> bytes:
    """A picture unlike all others."""
    return jpeg(64 + next(numbers), 48).getvalue()


def is_told(answer: Answer) -> None:
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Traceback" not in answer.text


@bad_day(HOLD, DRIP)
def test_a_page_is_answered_within_5_seconds_while_dynamodb_hangs(day, fault):
    day.hangs(DYNAMODB, fault)
    first = day.robin.get("/pets/")
    is_told(first)
    assert first.seconds < PAGE_SECONDS
    for _ in range(3):
        later = day.robin.get("/pets/")
        is_told(later)
        assert later.seconds < PAGE_SECONDS
    assert later.seconds < QUICK_SECONDS  # by now DynamoDB is left alone
    yield f"page while DynamoDB {fault.trouble}s: {first.seconds:.1f} s, left alone: {later.seconds:.2f} s"


@bad_day(HOLD)
def test_login_static_files_and_health_work_while_dynamodb_hangs(day, fault):
    """With twice as many pages waiting as there are threads, and before DynamoDB is left alone."""
    waiting_pages, visitor = 2 * day.site.threads, day.site.visitor()
    visitor.stays = True
    visitor.token()
    day.hangs(DYNAMODB, fault)
    with ThreadPoolExecutor(waiting_pages) as pool:
        waiting = [pool.submit(day.robin.get, "/pets/") for _ in range(waiting_pages)]
        time.sleep(0.2)
        answers = [visitor.get(path) for path in ("/healthz", "/static/css/base.css", "/accounts/login/")]
        login = visitor.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
        assert not all(each.done() for each in waiting)
        assert day.site.visitor().get("/readyz").status == 503
        pages = [each.result() for each in waiting]
    assert {answer.status for answer in answers} == {200}
    assert login.status == 302
    slowest = max(answer.seconds for answer in (*answers, login))
    assert slowest < QUICK_SECONDS
    for page in pages:
        is_told(page)
    yield f"{waiting_pages} pages at a hanging DynamoDB: login, a static file and /healthz within {slowest:.2f} s"


@bad_day(HOLD)
def test_an_upload_is_answered_within_15_seconds_while_dynamodb_hangs(day, fault):
    """From its first call on, and from the commit on, with the files stored."""
    for calls in ("dynamodb:*", "dynamodb:TransactWriteItems"):
        first = 1 if calls == DYNAMODB else 2
        day.proxy.plan.add(fault, calls, first=first)
        answer = day.robin.upload(day.site.pet_id, picture())
        is_told(answer)
        assert answer.seconds < UPLOAD_SECONDS
        yield f"upload while DynamoDB {fault.trouble}s, from {calls} {first} on: {answer.seconds:.1f} s"
        day.proxy.plan.clear()
        assert seconds_until(lambda: day.robin.get("/pets/").status == 200) < RECOVERY_SECONDS


@bad_day(HOLD)
def test_an_admin_list_over_all_shards_is_answered_within_5_seconds_while_dynamodb_hangs(day, fault):
    """One, and more of them than there are threads, which also wait for each other."""
    keeper = day.site.keeper()
    assert keeper.get("/admin/pets/").status == 200
    day.hangs(DYNAMODB, fault)
    with ThreadPoolExecutor(16) as pool:
        waiting = [pool.submit(keeper.get, "/admin/pets/") for _ in range(16)]
        time.sleep(0.2)
        health = day.site.visitor().get("/healthz")
        lists = [each.result() for each in waiting]
    for each in lists:
        is_told(each)
    slowest = max(each.seconds for each in lists)
    assert slowest < PAGE_SECONDS
    assert health.seconds < QUICK_SECONDS
    yield f"16 admin lists at a hanging DynamoDB: within {slowest:.1f} s, /healthz {health.seconds:.2f} s"


@bad_day(HOLD, DRIP)
def test_an_upload_is_answered_within_15_seconds_while_s3_hangs(day, fault):
    day.hangs(S3, fault)
    answer = day.robin.upload(day.site.pet_id, picture(), picture())
    is_told(answer)
    assert "1.jpg" in answer.text
    assert answer.seconds < UPLOAD_SECONDS
    yield f"upload while S3 {fault.trouble}s: {answer.seconds:.1f} s"


@bad_day(HOLD, alone=True)
def test_pages_that_need_only_dynamodb_stay_quick_while_uploads_pile_up_at_s3(day, fault):
    day.hangs(S3, fault)
    with ThreadPoolExecutor(16) as pool:
        uploads = [pool.submit(day.robin.upload, day.site.pet_id, picture()) for _ in range(16)]
        pages = []
        while not all(each.done() for each in uploads):
            pages.append(day.robin.get(f"/pets/{day.site.pet_id}/"))
            time.sleep(0.1)
    answers = [each.result() for each in uploads]
    assert {answer.status for answer in answers} == {503}
    assert max(answer.seconds for answer in answers) < UPLOAD_SECONDS
    assert {page.status for page in pages} == {200}
    slowest = max(page.seconds for page in pages)
    assert slowest < QUICK_SECONDS
    yield f"16 uploads at a hanging S3: {len(pages)} pages meanwhile, the slowest {slowest:.2f} s"
