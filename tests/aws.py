"""The process's AWS clients, as tests need them."""

from typing import Any

from botocore.loaders import Loader

from pets.children.moving import mover
from pets.life.repository import life
from pets.lists import pet_lists
from pets.repository import pets
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import clients, parallel
from pettracker_site.links.repository import links
from photos.documents.repository import documents
from photos.lists import photo_lists
from photos.repository import photos


def reset() -> None:
    """Forget clients and the repositories that hold them."""
    clients.reset()
    pools = (parallel._admins_pool, parallel._owners_pool)
    for made in (audit_log, pets, life, links, photos, documents, pet_lists, photo_lists, mover, *pools):
        made.cache_clear()


def close_breakers() -> None:
    """Both services count as answering, whatever went wrong in a test before."""
    for client in (clients.dynamodb(), clients.s3()):
        client.meta.events.emit(
            f"response-received.{client.meta.service_model.service_id.hyphenize()}.Any",
            context={},
            response_dict={"status_code": 200},
            parsed_response={},
            exception=None,
        )


def read_service_models_once() -> None:
    """A session reads megabytes of JSON that tell it of a service; tests make many sessions."""
    make, read = Loader.__init__, {}

    def with_what_was_read(self: Loader, *arguments: Any, **options: Any) -> None:
        make(self, *arguments, **options)
        self._cache = read

    Loader.__init__ = with_what_was_read
