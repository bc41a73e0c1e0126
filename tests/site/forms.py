"""What a browser sends."""

import uuid
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pets.domain import Pet
from pets.forms import PetForm


def pet_form(**typed) -> dict:
    return {"name": "Rex", "kind": "dog", "nonce": str(uuid.uuid4()), "weight_unit": "kg", **typed}


def edit_form(pet: Pet, **typed) -> dict:
    """The edit form as it was opened for this pet, with some fields typed over."""
    form = PetForm(unit="kg", pet=pet)
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: "" if value is None else str(value) for name, value in values.items()} | typed


def care_form(type: str = "vaccination", **typed) -> dict:
    """A care record as it is typed."""
    needed = {"parasites": {"against": "worms"}, "body-score": {"score": "4.5", "scale": "9"}}.get(type, {})
    title = {} if type == "body-score" else {"title": "Rabies"}
    today = timezone.localdate().isoformat()
    return {"type": type, "on": today, "nonce": str(uuid.uuid4()), **title, **needed, **typed}


def file(name: str, content: bytes | BytesIO, content_type: str = "image/jpeg") -> SimpleUploadedFile:
    data = content if isinstance(content, bytes) else content.getvalue()
    return SimpleUploadedFile(name, data, content_type)
