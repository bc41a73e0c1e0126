import pytest
from django.contrib.auth.models import Group

from tests.conftest import logged_in
from tests.site.conftest import *  # noqa: F403 - the same pets and photos


@pytest.fixture
def keeper(make_person):
    person = make_person("keeper@example.com", is_staff=True)
    person.groups.add(Group.objects.get(name="Record keepers"))
    return person


@pytest.fixture
def viewer(make_person):
    person = make_person("viewer@example.com", is_staff=True)
    person.groups.add(Group.objects.get(name="Viewers"))
    return person


@pytest.fixture
def as_keeper(keeper):
    return logged_in(keeper)


@pytest.fixture
def as_viewer(viewer):
    return logged_in(viewer)


@pytest.fixture
def as_clerk(make_person):
    """Somebody from the staff, without any right."""
    return logged_in(make_person("clerk@example.com", is_staff=True))
