"""What a file that is sent as a document is, by its first and last bytes."""

from io import BytesIO

import pytest

from pettracker_site.files.refusals import FileRefused, Reason
from photos.documents.files import FileKind, decoded_kind, kind_of
from photos.limits import MAX_BYTES
from tests.pictures import jpeg, png, webp

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def of(data: bytes) -> FileKind:
    file = BytesIO(data)
    try:
        return kind_of(file)
    finally:
        assert file.tell() == 0


def why_not(data: bytes) -> Reason:
    with pytest.raises(FileRefused) as refusal:
        of(data)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, FileKind.PDF),
        (b"scanned by Acme\n" + PDF + b"\r\n\0\0", FileKind.PDF),  # as readers take them (ISO 32000-1, Annex H.3)
        (b"%PDF-2.0\ntrailer<</Encrypt 5 0 R>>\n/OpenAction<</JS(app.alert(1))>>\n%%EOF", FileKind.PDF),
        (jpeg().getvalue(), FileKind.JPEG),
        (b"\xff\xd8\xff\xfe\0\x0a%PDF-1.4" + PDF, FileKind.JPEG),  # a browser would take it for a picture too
        (png().getvalue(), FileKind.PNG),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FileKind.HEIC),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", FileKind.HEIC),
    ],
)
def test_the_kind_of_a_file_shows_in_its_bytes(data, kind):
    assert of(data) is kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\0" * MAX_BYTES, Reason.NOT_A_PICTURE),
        (b"\0" * (MAX_BYTES + 1), Reason.TOO_LARGE),
        (PDF[:40], Reason.DAMAGED),
        (PDF + b"\0" * 2000, Reason.DAMAGED),  # its end is lost in what stands behind it
        (b"\0" * 1024 + PDF, Reason.NOT_A_PICTURE),
        (b"%PDF-\n%%EOF", Reason.UNSUPPORTED),
        (b"PK\x03\x04word/document.xml", Reason.NOT_A_PICTURE),
        (b"<!doctype html><script>alert(1)</script>", Reason.NOT_A_PICTURE),
        (webp().getvalue(), Reason.UNSUPPORTED),
        (b"GIF89a", Reason.UNSUPPORTED),
        (b"\0\0\0\x18ftypavif", Reason.UNSUPPORTED),
        (b"II*\0", Reason.UNSUPPORTED),
    ],
)
def test_what_is_no_document_is_refused_with_its_reason(data, reason):
    assert why_not(data) == reason


def test_what_decodes_to_another_kind_of_picture_is_refused():
    assert decoded_kind("HEIF") is FileKind.HEIC
    with pytest.raises(FileRefused) as refusal:
        decoded_kind("AVIF")
    assert refusal.value.reason == Reason.UNSUPPORTED


def test_a_kind_is_found_by_the_type_it_is_kept_under():
    assert [FileKind.of(kind.content_type) for kind in FileKind] == list(FileKind)
    other = FileKind.of("image/avif", "avif")  # of a later release
    assert (other.content_type, other.extension, other.given_out_as) == (
        "image/avif",
        "avif",
        "application/octet-stream",
    )
