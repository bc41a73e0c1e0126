import copy
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests import stores
from tests.aws import close_breakers

from .world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, _deployed) -> Iterator[World]:
    """One for all tests of a module, none of which may change it."""
    with django_db_blocker.unblock(), transaction.atomic(), stores.files_kept():
        yield make_world()
        transaction.set_rollback(True)
    stores.empty()


@pytest.fixture(scope="module")
def _as_it_was_made(world) -> object:
    return stores.saved()


@pytest.fixture
def new_world(world, _as_it_was_made, db) -> Iterator[World]:
    """As new, which is quicker than a new one: the test may change it, and everything is put back."""
    yield copy.deepcopy(world)
    stores.put_back(_as_it_was_made)
    close_breakers()
