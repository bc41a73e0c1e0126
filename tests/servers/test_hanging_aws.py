"""What is promised for days on which AWS hangs, measured on gunicorn behind the fault proxy and the embedded AWS."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.plan import DYNAMODB, S3, Fault, Trouble
from tests.faults.proxy import Proxy
from tests.faults.site import Answer, Browser, Site
from tests.local.conftest import AWS_PYTHON, EmbeddedAws
from tests.pictures import jpeg

PAGE_SECONDS, UPLOAD_SECONDS, QUICK_SECONDS, RECOVERY_SECONDS = 5, 15, 1, 10
HOLD, DRIP = Fault(Trouble.HOLD), Fault(Trouble.DRIP)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    if not AWS_PYTHON.exists():
        pytest.skip(f"the embedded AWS is not installed ({AWS_PYTHON} is missing; `make test` installs it)")
    aws = EmbeddedAws(tmp_path_factory.mktemp("aws"))
    try:
        with Proxy(aws.endpoint).serving() as proxy:
            yield proxy
    finally:
        aws.kill()


@pytest.fixture(scope="module")
def prepared(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("site"), proxy.url)
    site.prepare()
    return site


@pytest.fixture(scope="module")
def site(prepared: Site) -> Iterator[Site]:
    with prepared.running():
        yield prepared


@pytest.fixture(scope="module")
def robin(site: Site) -> Browser:
    return site.robin()


@pytest.fixture
def hangs(proxy: Proxy, robin: Browser, site: Site) -> Iterator[Callable[..., None]]:
    """Lets a service hang for one test; after it, the site must be well again without a restart."""
    yield lambda service, fault=HOLD: proxy.plan.add(fault, service)
    proxy.plan.clear()
    seconds = seconds_until(lambda: robin.get(f"/pets/{site.pet_id}/").status == 200)
    assert seconds < RECOVERY_SECONDS, seconds
    seconds = seconds_until(lambda: robin.upload(site.pet_id, picture()).status == 200)
    assert seconds < RECOVERY_SECONDS, seconds


def seconds_until(is_well: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not is_well() and time.monotonic() < began + 2 * RECOVERY_SECONDS:
        time.sleep(0.25)
    return time.monotonic() - began


numbers = iter(range(1, 10_000))


def picture() -> bytes:
    """A picture unlike all others."""
    return jpeg(64 + next(numbers), 48).getvalue()


def is_told(answer: Answer) -> None:
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("fault", [HOLD, DRIP], ids=lambda fault: fault.trouble.value)
def test_a_page_is_answered_within_5_seconds_while_dynamodb_hangs(hangs, robin, fault, tell):
    hangs(DYNAMODB, fault)
    first = robin.get("/pets/")
    is_told(first)
    assert first.seconds < PAGE_SECONDS
    for _ in range(3):
        later = robin.get("/pets/")
        is_told(later)
        assert later.seconds < PAGE_SECONDS
    assert later.seconds < QUICK_SECONDS  # by now DynamoDB is left alone
    tell(f"page while DynamoDB {fault.trouble}s: {first.seconds:.1f} s, left alone: {later.seconds:.2f} s")


def test_login_static_files_and_health_work_while_dynamodb_hangs(hangs, robin, site):
    hangs(DYNAMODB)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(robin.get, "/pets/") for _ in range(4)]
        time.sleep(0.2)
        for path in ("/accounts/login/", "/static/css/base.css", "/healthz"):
            answer = site.visitor().get(path)
            assert answer.status == 200, path
            assert answer.seconds < QUICK_SECONDS, path
        assert site.visitor().get("/readyz").status == 503
        assert all(each.result().status == 503 for each in waiting)


@pytest.mark.parametrize("fault", [HOLD, DRIP], ids=lambda fault: fault.trouble.value)
def test_an_upload_is_answered_within_15_seconds_while_s3_hangs(hangs, robin, site, fault, tell):
    hangs(S3, fault)
    answer = robin.upload(site.pet_id, picture(), picture())
    is_told(answer)
    assert "1.jpg" in answer.text
    assert answer.seconds < UPLOAD_SECONDS
    tell(f"upload while S3 {fault.trouble}s: {answer.seconds:.1f} s")


def test_pages_that_need_only_dynamodb_stay_quick_while_uploads_pile_up_at_s3(hangs, robin, site, tell):
    hangs(S3)
    with ThreadPoolExecutor(16) as pool:
        uploads = [pool.submit(robin.upload, site.pet_id, picture()) for _ in range(16)]
        pages = []
        while not all(each.done() for each in uploads):
            pages.append(robin.get(f"/pets/{site.pet_id}/"))
            time.sleep(0.1)
    answers = [each.result() for each in uploads]
    assert {answer.status for answer in answers} == {503}
    assert max(answer.seconds for answer in answers) < UPLOAD_SECONDS
    assert {page.status for page in pages} == {200}
    slowest = max(page.seconds for page in pages)
    assert slowest < QUICK_SECONDS
    tell(f"16 uploads at a hanging S3: {len(pages)} pages meanwhile, the slowest {slowest:.2f} s")
