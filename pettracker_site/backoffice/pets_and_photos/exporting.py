"""Streams pets as CSV or JSON. The last line marks a complete file: a file without it is truncated."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from pets.domain import Pet
from pets.fields import ProfileField
from pets.profile import PROFILE_FIELDS
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import numbers, times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.common.csv_lines import line
from pettracker_site.files.downloads import stream_download

from .filters import PetFilter
from .listing import each_pet_like

FORMATS = ("csv", "json")


def _profile_value(field: ProfileField) -> Callable[[Pet], Any]:
    return lambda pet: field.to_plain(pet.profile)


_COLUMNS: dict[str, Callable[[Pet], Any]] = {
    "id": lambda pet: pet.id,
    **{field.column: _profile_value(field) for field in PROFILE_FIELDS},
    "owner": lambda pet: pet.owner_id,
    "photos": lambda pet: pet.photo_count,
    "status": lambda pet: str(pet.status),
    "created_at": lambda pet: times.to_text(pet.created_at),
    "updated_at": lambda pet: times.to_text(pet.updated_at),
    "deleted_at": lambda pet: times.to_text(pet.deleted_at) if pet.deleted_at else None,
}


def record_of(pet: Pet) -> dict[str, Any]:
    return {name: read(pet) for name, read in _COLUMNS.items()}


def exported(request: HttpRequest, asked: PetFilter, kind: str) -> StreamingHttpResponse:
    """The answer with the file.

    Raises: StoreUnavailable where not even its beginning can be read; TooBusy; DownloadInProgress.
    """
    lines = (_as_json if kind == "json" else _as_csv)(map(record_of, each_pet_like(asked)))
    first = next(lines)  # so that an unavailable store gives an error page, not half a file
    parts = stream_download(request, chain([first], lines))
    audit_log().count("export", "pets", "exported", "admin:pets_export")  # only counted: an export changes no record
    content_type = "application/json" if kind == "json" else "text/csv; charset=utf-8"
    response = StreamingHttpResponse(parts, content_type=content_type)
    name = f"pets-{timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def _as_json(records: Iterator[dict[str, Any]]) -> Iterator[str]:
    """One object: `complete` is its last field, and only a whole file has it as true."""
    count, complete = 0, True
    first = next(records, None)
    try:
        yield '{"pets": [\n' + (numbers.dumps(first) if first else "")
        for record in records:
            yield ",\n" + numbers.dumps(record)
            count += 1
    except StoreUnavailable:
        complete = False
    count += first is not None
    yield f'\n], "count": {count}, "complete": {"true" if complete else "false"}}}\n'


def _as_csv(records: Iterator[dict[str, Any]]) -> Iterator[str]:
    """A header, a line for each pet, and a last one that counts them or says that some are missing."""
    first = next(records, None)
    count = 0
    yield line(_COLUMNS)
    try:
        for record in chain([first] if first else [], records):
            yield line(record.values())
            count += 1
    except StoreUnavailable:
        yield line(["INCOMPLETE: the store stopped answering", count])
    else:
        yield line(["END OF EXPORT, pets:", count])
