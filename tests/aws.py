"""The process's AWS clients, as tests need them."""

from pets.lists import pet_lists
from pets.repository import pets
from pettracker_site.aws import clients
from pettracker_site.aws.trail import trail
from photos.lists import photo_lists
from photos.moving import mover
from photos.repository import photos


def reset() -> None:
    """Forget clients and the repositories that hold them."""
    clients.reset()
    for made in (trail, pets, photos, pet_lists, photo_lists, mover):
        made.cache_clear()
