"""The process's AWS clients, as tests need them."""

from pets.repository import pets
from pettracker_site.aws import clients
from photos.repository import photos


def reset() -> None:
    """Forget clients and the repositories that hold them."""
    clients.reset()
    pets.cache_clear()
    photos.cache_clear()
