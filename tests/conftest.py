"""AWS as moto plays it, three people, and a count of what is asked of AWS."""

import gc
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.test import Client
from moto import mock_aws

from pets.repository import PetRepository, pets
from pettracker_site.aws import clients, times
from pettracker_site.aws.stack import deploy, parameters
from photos.repository import PhotoRepository, photos
from tests import order, processes, quick_moto, stores
from tests.aws import close_breakers, read_service_models_once, reset
from tests.once import made_once
from tests.production import collect_static_files

# Properties are tried with fewer examples than hypothesis' own 100; new ones each time, and `make soak` takes more.
hypothesis.settings.register_profile("short", max_examples=40)


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("PETTRACKER_SOAK"):
        hypothesis.settings.load_profile("short")
    if not config.getoption("numprocesses", None):  # tests run in this process: it alone, or one of xdist's
        processes.let_started_ones_hear_signals()
        read_service_models_once()
        gc.set_threshold(100_000, 20, 100)  # moto makes much that is plain; looking through it took a tenth of the time


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    order.keep_together(items)  # before xdist looks
    yield
    order.name_groups(config, items)
    order.put_in_order(items)  # after everybody else's order


def deploy_storage() -> None:
    reset()
    template = settings.STORAGE_TEMPLATE.read_text()
    deploy(clients.cloudformation(), clients.dynamodb(), settings.STORAGE_STACK, template, parameters())
    # moto's CloudFormation leaves the bucket without versions, which the template asks for.
    clients.s3().put_bucket_versioning(Bucket=settings.FILE_BUCKET, VersioningConfiguration={"Status": "Enabled"})


@pytest.fixture
def still_clock(monkeypatch) -> None:
    """No minute and no day turns while the test counts what belongs to one."""
    now = times.now()
    monkeypatch.setattr(times, "now", lambda: now)


@pytest.fixture
def tell(record_property) -> Callable[[str], None]:
    """Puts a line, such as a measured number, below the run's summary (the reports carry it, from any process)."""
    return lambda line: record_property("told", line)


def pytest_terminal_summary(terminalreporter) -> None:
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    told = [
        line for report in reports if report.when == "call" for name, line in report.user_properties if name == "told"
    ]
    if told:
        terminalreporter.section("measured")
        for line in told:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def _deployed() -> Iterator[None]:
    """The tables and the bucket of infra/storage.yaml, deployed once for all tests of this process."""
    with quick_moto.installed(), mock_aws():
        deploy_storage()
        yield
    reset()


@pytest.fixture(scope="session")
def static_files(tmp_path_factory) -> Path:
    """As production collects them: small, compressed, named by what is in them, without which it renders no page."""
    return made_once(tmp_path_factory, "static-files", collect_static_files)


@pytest.fixture
def aws(_deployed: None) -> Iterator[None]:
    """Empty tables and an empty bucket, of services that answer."""
    yield
    stores.empty()
    close_breakers()


@pytest.fixture
def pet_records(aws: None) -> PetRepository:
    return pets()


@pytest.fixture
def photo_records(aws: None) -> PhotoRepository:
    return photos()


class AwsCalls(Counter[str]):
    """How often each operation was asked for, such as `GetItem` or `PutObject`."""


@pytest.fixture
def aws_calls(aws: None) -> Iterator[AwsCalls]:
    """Counts from the moment the test begins; `.clear()` starts anew."""
    calls, lock = AwsCalls(), threading.Lock()  # some pages ask side by side

    def count(model, **_):
        with lock:
            calls[model.name] += 1

    made = [clients.dynamodb(), clients.s3()]
    for client in made:
        client.meta.events.register("before-call.*.*", count, unique_id="count")
    yield calls
    for client in made:
        client.meta.events.unregister("before-call.*.*", unique_id="count")


@pytest.fixture
def make_person(db):
    from tests.people import make_person

    return make_person


@pytest.fixture
def owner(make_person):
    return make_person("owner@example.com", name="Robin")


@pytest.fixture
def stranger(make_person):
    return make_person("stranger@example.com", name="Kim")


def logged_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_owner(owner) -> Client:
    return logged_in(owner)


@pytest.fixture
def as_stranger(stranger) -> Client:
    return logged_in(stranger)


@pytest.fixture
def as_admin(make_person) -> Client:
    return logged_in(make_person("admin@example.com", is_staff=True, is_superuser=True))
