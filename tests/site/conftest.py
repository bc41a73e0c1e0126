from collections.abc import Callable

import pytest
from django.core.cache import cache

from pets.domain import Pet
from pets.profile import Kind, Profile
from pettracker_site.aws import times
from photos.domain import Photo
from tests.uploads import upload


@pytest.fixture(autouse=True)
def _reset_rate_limits() -> None:
    """One test's tries do not count in the next."""
    cache.clear()


@pytest.fixture
def add_pet(pet_records, owner) -> Callable[..., Pet]:
    def add_pet(name: str = "Rex", person=owner, **profile) -> Pet:
        kind = profile.pop("kind", Kind.DOG)
        return pet_records.add(Pet.new(person.key, f"nonce of {name}", Profile(name, kind, **profile), times.now()))

    return add_pet


@pytest.fixture
def pet(add_pet) -> Pet:
    return add_pet()


@pytest.fixture
def add_photo(aws) -> Callable[..., Photo]:
    """Uploads a small picture; another `shade` is another picture."""

    def add_photo(pet: Pet, shade: int = 0) -> Photo:
        return upload(pet, 64 + shade)

    return add_photo
