"""Hides a photo from everybody but its owner, and shows it again. A hidden photo is never the cover."""

from dataclasses import replace

from pettracker_site.aws.dynamo import Attr, Update, Write, changes
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused, transact

from .domain import Photo, Status
from .repository import AUDITED_FIELDS, PhotoRepository

_ATTEMPTS = 4


def hide(repository: PhotoRepository, photo: Photo, *, hidden: bool) -> Photo:
    """Hide or show the photo. Idempotent: if nothing changes, there is no audit entry.

    Raises: NotFound where it is neither on show nor in the trash, StoreUnavailable.
    """
    refusal: TransactionRefused | None = None
    for _attempt in range(_ATTEMPTS):
        if photo.hidden == hidden:
            return photo
        if photo.status not in (Status.ACTIVE, Status.DELETED):
            break
        changed = replace(photo, hidden=hidden)
        try:
            transact(**_changed(repository, photo, changed), **_cover(repository, changed))
        except TransactionRefused as error:
            refusal = error  # the photo, its pet or the next cover changed under us: look again
        else:
            return changed
        current = repository.find(photo.id)
        if current is None:
            break
        photo = current
    else:
        raise Conflict("photo") from refusal
    raise NotFound("photo") from refusal


def _changed(repository: PhotoRepository, photo: Photo, changed: Photo) -> dict[str, Write]:
    before, after = repository.item(photo), repository.item(changed)
    is_as_read = Attr("StatusTakenAt").eq(photo.list_key)
    action = "hidden" if changed.hidden else "shown"
    return {
        "photo": repository.table.update(photo.id, changes(before, after), is_as_read),
        "entry": repository.audit_log.entry("photo", photo.id, action, AUDITED_FIELDS.differences(before, after)),
    }


def _cover(repository: PhotoRepository, changed: Photo) -> dict[str, Write]:
    """What becomes of the pet's cover."""
    pet = repository.pets.find(changed.pet_id) if changed.status == Status.ACTIVE else None
    if pet is None:
        return {}
    if not changed.hidden:
        first, is_there = Update(if_absent={"CoverPhotoId": changed.id}), Attr("Status").eq(pet.status.value)
        return {"pet": repository.pets.table.update(pet.id, first, is_there)}
    if pet.cover_photo_id == changed.id:
        return repository.replace_cover(changed, pet)
    is_not_cover = Attr("CoverPhotoId").ne(changed.id)  # nor may it become that between this look and the write
    return {"pet": repository.pets.table.check(pet.id, is_not_cover)}
