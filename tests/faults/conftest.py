from collections.abc import Iterator

import pytest

from tests.faults.injector import Injector


@pytest.fixture
def injector(aws: None) -> Iterator[Injector]:
    """Stands between the application and moto for the length of the test; its plan is empty at first."""
    with Injector().standing() as injector:
        yield injector
