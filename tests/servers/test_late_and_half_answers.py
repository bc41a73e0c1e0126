"""AWS answers too late or by halves, at gunicorn behind the fault proxy and the embedded AWS: what a person does next
still works, and nothing half-made is left to be seen.

Refusals and lost answers are tried in process (`tests/faults`); these two need real connections and real time-outs.
Halves are DynamoDB's: what S3 answers to a PUT has no body that could end in its middle.
"""

import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.faults.aftermath import Aftermath, Stores
from tests.faults.plan import DYNAMODB, Fault, Trouble
from tests.faults.proxy import Proxy
from tests.faults.site import Answer, Browser, Site
from tests.local.conftest import AWS_PYTHON, EmbeddedAws
from tests.pictures import jpeg

RECOVERY_SECONDS = 10
TRUNCATE = Fault(Trouble.TRUNCATE)
LATE = Fault(Trouble.DELAY, seconds=0.3)
# Than the read time-outs, which are 2 s and 3 s.
TOO_LATE = {"dynamodb": Fault(Trouble.DELAY, seconds=2.5), "s3": Fault(Trouble.DELAY, seconds=3.5)}

numbers = itertools.count(1)


@dataclass
class Town:
    proxy: Proxy
    site: Site
    robin: Browser
    stores: Stores

    def uploads_and_looks(self) -> list[Answer]:
        """A new photo, and then the pet's page."""
        picture = jpeg(64 + next(numbers), 48).getvalue()
        answers = [self.robin.upload(self.site.pet_id, picture), self.robin.get(f"/pets/{self.site.pet_id}/")]
        for answer in answers:
            assert answer.status in (200, 503), answer.text
            assert not re.search("Traceback|botocore|Exception", answer.text)
        return answers

    def is_in_order(self) -> list[str]:
        """What is not, once nothing is on its way any more."""
        return Aftermath(self.stores).wrong()

    def shown(self) -> int:
        return len(Aftermath(self.stores).of_pet(self.site.pet_id))


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Iterator[Town]:
    if not AWS_PYTHON.exists():
        pytest.skip(f"the embedded AWS is not installed ({AWS_PYTHON} is missing; `make test` installs it)")
    aws = EmbeddedAws(tmp_path_factory.mktemp("aws"))
    try:
        with Proxy(aws.endpoint).serving() as proxy:
            site = Site(tmp_path_factory.mktemp("site"), proxy.url)
            site.prepare()
            stores = Stores(aws.client("dynamodb"), aws.client("s3"), "pettracker-photos")
            with site.running():
                robin = site.robin()
                robin.token()
                yield Town(proxy, site, robin, stores)
    finally:
        aws.kill()


@pytest.fixture(autouse=True)
def _good_morning(town):
    town.proxy.plan.clear()


def calls_of_the_flow(town: Town) -> list[str]:
    town.uploads_and_looks()
    seen = list(town.proxy.plan.seen)
    town.proxy.plan.clear()
    return seen


def test_a_flow_in_which_any_one_answer_ends_in_its_middle_succeeds(town, tell):
    calls = [call for call in calls_of_the_flow(town) if call.startswith("dynamodb:")]
    for position, call in enumerate(calls, start=1):
        before = town.shown()
        town.proxy.plan.add(TRUNCATE, DYNAMODB, first=position, last=position)
        assert [answer.status for answer in town.uploads_and_looks()] == [200, 200], call
        assert town.shown() == before + 1, call
        assert town.is_in_order() == [], call
        town.proxy.plan.clear()
    tell(f"{len(calls)} calls of an upload and a look, each answered by half once: all succeed")


def test_a_flow_in_which_every_answer_is_a_little_late_succeeds(town):
    before = town.shown()
    town.proxy.plan.add(LATE)
    assert [answer.status for answer in town.uploads_and_looks()] == [200, 200]
    assert town.shown() == before + 1
    assert town.is_in_order() == []


@pytest.mark.parametrize(
    "operation", ["dynamodb:GetItem", "dynamodb:TransactWriteItems", "dynamodb:Query", "s3:PutObject"]
)
def test_a_flow_with_an_answer_that_comes_after_its_time_out_succeeds_by_another_attempt(town, operation):
    """What was asked for first is done too, after what was asked for again."""
    calls = calls_of_the_flow(town)
    before, fault = town.shown(), TOO_LATE[operation.partition(":")[0]]
    town.proxy.plan.add(fault, operation, first=calls.count(operation), last=calls.count(operation))
    assert [answer.status for answer in town.uploads_and_looks()] == [200, 200]
    time.sleep(fault.seconds)
    assert town.shown() == before + 1
    assert town.is_in_order() == []


def test_where_every_answer_ends_in_its_middle_people_are_told_and_nothing_half_made_is_seen(town):
    before = town.shown()
    town.proxy.plan.add(TRUNCATE, DYNAMODB)
    assert [answer.status for answer in town.uploads_and_looks()] == [503, 503]
    town.proxy.plan.clear()
    assert (town.shown(), town.is_in_order()) == (before, [])
    end = time.monotonic() + RECOVERY_SECONDS
    while [answer.status for answer in town.uploads_and_looks()] != [200, 200]:
        assert time.monotonic() < end
        time.sleep(0.5)
    assert town.shown() == before + 1
    assert town.is_in_order() == []


def test_a_commit_whose_answers_all_end_in_their_middle_is_recognised_as_done(town):
    before = town.shown()
    town.proxy.plan.add(TRUNCATE, "dynamodb:TransactWriteItems", first=2)
    assert [answer.status for answer in town.uploads_and_looks()] == [200, 200]
    assert town.shown() == before + 1
    assert town.is_in_order() == []
