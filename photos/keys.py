"""Names of what is kept of a photo: its objects in the bucket, and the item that claims its bytes."""

import re

_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(rf"(?:photos|thumbs)/(?P<pet>{_ID})/(?P<photo>{_ID})(?:\.[a-z0-9]+|/\d+\.webp)")


def derivative_key(pet_id: str, photo_id: str, size: int) -> str:
    return f"thumbs/{pet_id}/{photo_id}/{size}.webp"


def named_by(key: str) -> tuple[str, str] | None:
    """The ids of the pet and the photo that an object's key names; None for a key that was never made here."""
    found = _KEY.fullmatch(key)
    return (found["pet"], found["photo"]) if found else None


def pet_prefixes(pet_id: str) -> tuple[str, str]:
    """What the keys of all objects of a pet's photos begin with."""
    return f"photos/{pet_id}/", f"thumbs/{pet_id}/"


def claim_id(pet_id: str, sha256: str) -> str:
    """The key of the item that says "this pet has these bytes already", which stands beside the photos."""
    return f"same#{pet_id}#{sha256}"
