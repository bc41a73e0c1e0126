"""Hiding a photo from everybody but its owner, and showing it again."""

from dataclasses import replace

from pettracker_site.aws.dynamo import Attr, changes
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import write_with

from .domain import Photo, Status
from .repository import TOLD, PhotoRepository


def hide(repository: PhotoRepository, photo: Photo, *, hidden: bool) -> Photo:
    """The photo, hidden or shown; being so already is success, and is not told to the trail.

    Raises: NotFound where it was deleted or restored meanwhile, StoreUnavailable.
    """
    if photo.hidden == hidden:
        return photo
    if photo.status not in (Status.ACTIVE, Status.DELETED):
        raise NotFound("photo")
    changed = replace(photo, hidden=hidden)
    before, after = repository.item(photo), repository.item(changed)
    is_as_read = Attr("Status").eq(photo.status.value)
    told = "hidden" if hidden else "shown"
    entry = repository.trail.entry("photo", photo.id, told, TOLD.differences(before, after))
    try:
        update = repository.table.update_request(photo.id, changes(before, after), is_as_read)
        write_with(repository.client, {"Update": update}, [entry])
    except Conflict as conflict:
        raise NotFound("photo") from conflict
    return changed
