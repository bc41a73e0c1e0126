from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.utils import timezone

from pets.domain import Kind, Pet, Profile
from pettracker_site.aws import times
from photos.domain import Photo
from photos.services import uploader
from tests.pictures import jpeg


@pytest.fixture(autouse=True)
def _throttles_forget() -> None:
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
        file = jpeg(64 + shade, 48)
        return uploader().upload(pet, pet.owner_id, file, zone=timezone.get_current_timezone()).photo

    return add_photo
