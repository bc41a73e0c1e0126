import pytest
from django.contrib.auth.models import Group, Permission

from pets.children import registry
from tests.conftest import logged_in
from tests.site.conftest import *  # noqa: F403 - the same pets and photos
from tests.site.conftest import _reset_rate_limits  # noqa: F401
from tests.toy_child import WalkChild


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


@pytest.fixture
def as_clerk_with(make_person):
    """Makes somebody from the staff who has these rights and no others."""

    def as_clerk_with(*rights):
        return _with(make_person, _RIGHTS.filter(codename__in=rights))

    return as_clerk_with


@pytest.fixture
def as_clerk_without(make_person):
    """Makes somebody from the staff who has all rights but these."""

    def as_clerk_without(*rights):
        return _with(make_person, _RIGHTS.exclude(codename__in=rights))

    return as_clerk_without


@pytest.fixture
def walks(monkeypatch):
    """A kind of record that only tests have, as admins see it."""
    monkeypatch.setattr(registry, "_children", {**registry._children})
    registry.register(WalkChild())


_RIGHTS = Permission.objects.filter(content_type__app_label="pettracker_site")


def _with(make_person, rights):
    clerk = make_person("clerk@example.com", is_staff=True)
    clerk.user_permissions.add(*rights)
    return logged_in(clerk)
