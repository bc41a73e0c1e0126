"""What goes out: all entries of one kind as CSV, written while they are read.

UTF-8 with a byte order mark, by which Excel knows it; days as 2025-06-01, numbers with a point, units in the names of
columns; what could be a formula has an apostrophe before it, which an import takes away again.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

from pets.life.repository import life
from pettracker_site.aws.dynamo import batched
from pettracker_site.common.csv_lines import line
from pettracker_site.files.downloads import stream_download

from .sheet import Sheet

_MARK = "\ufeff"


def exported(request: HttpRequest, sheet: Sheet[Any]) -> StreamingHttpResponse:
    """The answer with the file, which has a neutral name.

    Raises: StoreUnavailable where not even its beginning can be read, and half-way, which cuts the file off (a line
    that told so would be read as an entry); TooBusy; DownloadInProgress.
    """
    pieces = _pieces(sheet)
    first = next(pieces) + next(pieces, "")  # so that an unavailable store gives an error page, not half a file
    parts = stream_download(request, chain([first], pieces))
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=f"{sheet.name}.csv")
    response["Content-Disposition"] = name or "attachment"
    return response


def _pieces(sheet: Sheet[Any]) -> Iterator[str]:
    yield _MARK + line(sheet.columns.values())
    for records in batched(life().each(sheet.record, sheet.pet.id)):
        said = map(sheet.row, records)
        yield "".join(line(row.get(field, "") for field in sheet.columns) for row in said)
