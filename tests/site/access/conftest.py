import pytest
from django.db import transaction

from tests import stores

from .world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, _deployed) -> World:
    """One for all tests of a module, none of which may change it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
    stores.empty()


@pytest.fixture
def new_world(db, aws) -> World:
    return make_world()
