"""How photos, usage and limits are shown to people."""

from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pets.display import format_number, format_pet_count
from pettracker_site.common.versions import FieldVersions
from pettracker_site.files.quota import Limits, QuotaStatus
from photos.imaging.formats import Found

from .domain import Photo
from .limits import KINDS
from .taken import TakenFrom

_MEGABYTE = 1024 * 1024
FOUND_LABELS: dict[Found, Promise] = {
    Found.POSITION: gettext_lazy("the place where it was taken"),
    Found.PLACE_NAME: gettext_lazy("the name of a place"),
    Found.PERSON: gettext_lazy("the name of a person"),
    Found.SERIAL_NUMBER: gettext_lazy("the serial number of the camera"),
    Found.VIDEO: gettext_lazy("a short video and its sound"),
    Found.FURTHER_PICTURE: gettext_lazy("another picture besides the one you see"),
    Found.EMBEDDED_THUMBNAIL: gettext_lazy("a small copy of the picture"),
    Found.COMMENT: gettext_lazy("a comment or description"),
    Found.KEYWORDS: gettext_lazy("keywords"),
}
"""What an original may carry besides the picture."""

_IN_THE_FILE = gettext_lazy("from the photo’s file")
_SCANNED = gettext_lazy("from the photo’s file: when it was scanned or first saved")
_CHANGED = gettext_lazy("from the photo’s file: when it was last changed")
TAKEN_FROM_LABELS: dict[TakenFrom, Promise] = {
    TakenFrom.TYPED: gettext_lazy("set by hand"),
    TakenFrom.EXIF_ORIGINAL: _IN_THE_FILE,
    TakenFrom.XMP_ORIGINAL: _IN_THE_FILE,
    TakenFrom.XMP_CREATED: _IN_THE_FILE,
    TakenFrom.IPTC_CREATED: _IN_THE_FILE,
    TakenFrom.PNG_CREATION: _IN_THE_FILE,
    TakenFrom.EXIF_DIGITISED: _SCANNED,
    TakenFrom.XMP_DIGITISED: _SCANNED,
    TakenFrom.IPTC_DIGITISED: _SCANNED,
    TakenFrom.GPS: _IN_THE_FILE,
    TakenFrom.EXIF_CHANGED: _CHANGED,
    TakenFrom.XMP_CHANGED: _CHANGED,
    TakenFrom.FILE_NAME: gettext_lazy("from the file’s name"),
    TakenFrom.FILE_DATE: gettext_lazy("from the file’s own date"),
    TakenFrom.UPLOAD: gettext_lazy("the day it was uploaded"),
}
"""Where a photo's date comes from."""


def album_full_message(quota: Limits) -> str:
    """Why a file finds no room, with the limit, and what helps."""
    most = _most_of_an_album(quota)
    return _("Your album is full: %(most)s are the most we keep. What is in the trash counts until it is gone.") % {
        "most": most
    }


def format_limits(limits: Limits) -> str:
    """The most that is kept: "2,500 pets, 20,000 photos or 50 GB"."""
    said = [format_pet_count(limits.pets)] if limits.pets else []
    said += [_most_of_an_album(limits)] if limits.photos or limits.megabytes else []
    return ", ".join(said) or _("no limit")


def _most_of_an_album(limits: Limits) -> str:
    said = [_photos(limits.photos)] if limits.photos else []
    said += [filesizeformat(limits.megabytes * _MEGABYTE)] if limits.megabytes else []
    return _(" or ").join(said)


def format_usage(status: QuotaStatus) -> str:
    """What an owner keeps: "12 of 20,000 photos, 3 documents, 40 MB of 50 GB"; without "of" where there is no limit."""
    usage, quota = status.usage, status.limits
    photos, size = _photos(usage.photos), filesizeformat(usage.length)
    if quota.photos:
        photos = _("%(used)s of %(most)s") % {"used": format_number(usage.photos), "most": _photos(quota.photos)}
    if quota.megabytes:
        size = _("%(used)s of %(most)s") % {"used": size, "most": filesizeformat(quota.megabytes * _MEGABYTE)}
    documents = [_documents(usage.documents)] if usage.documents else []
    return ", ".join([photos, *documents, size])


def format_pets_usage(status: QuotaStatus) -> str:
    """How many pets an owner has, the trash included: "3 of 2,500 pets"; without "of" where there is no limit."""
    most = status.limits.pets
    if not most:
        return format_pet_count(status.usage.pets)
    return _("%(used)s of %(most)s") % {"used": format_number(status.usage.pets), "most": format_pet_count(most)}


def describe_missing(percent: int | None) -> str:
    """That a picture lacks something in the file that was sent, and about how much; empty where all is there."""
    if percent is None:
        return ""
    if not percent:
        return _("The file that was sent is damaged, so parts of this picture may be missing or look wrong.")
    if percent < 15:
        return _("A small part of this picture is missing in the file that was sent.")
    shares = (
        (29, _("a quarter")),
        (41, _("a third")),
        (58, _("half")),
        (70, _("two thirds")),
        (85, _("three quarters")),
    )
    if share := next((words for most, words in shares if percent <= most), ""):
        return _("About %(share)s of this picture is missing in the file that was sent.") % {"share": share}
    return _("Most of this picture is missing in the file that was sent.")


def compare_versions(saved: Photo, typed: Photo) -> list[FieldVersions]:
    """What an owner writes about a photo, as it is saved and as it was typed, on the clock of where it was taken."""
    was, is_now = format_taken_at(saved), format_taken_at(typed)
    if was == is_now and saved.taken_at != typed.taken_at:
        was, is_now = _exact_moment(saved), _exact_moment(typed)
    return [
        FieldVersions(_("Caption"), saved.caption, typed.caption),
        FieldVersions(_("Taken"), was, is_now),
    ]


def format_taken_at(photo: Photo) -> str:
    """Day and time on the clock of where it was taken."""
    return date_format(_on_the_wall(photo), "DATETIME_FORMAT")


def format_size(photo: Photo) -> str:
    """How large the original is: "4,032 × 3,024 pixels"."""
    sides = format_number(photo.width), format_number(photo.height)
    return _("%(width)s × %(height)s pixels") % dict(zip(("width", "height"), sides, strict=True))


def format_file(photo: Photo) -> str:
    """Kind and size of the original's file: "JPEG, 3.4 MB"."""
    subtype = photo.content_type.rpartition("/")[2]
    kind = next((each for each in KINDS if each.lower() == subtype), subtype.upper())
    return f"{kind}, {filesizeformat(photo.length)}"


def _exact_moment(photo: Photo) -> str:
    """To the second, and with the zone's name: the hour that the clocks go through twice has two of them."""
    local = _on_the_wall(photo)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M:%S %Z}"


def _on_the_wall(photo: Photo) -> datetime:
    return photo.taken_at.astimezone(photo.clock(timezone.get_current_timezone()))


def _photos(count: int) -> str:
    return ngettext("%(number)s photo", "%(number)s photos", count) % {"number": format_number(count)}


def _documents(count: int) -> str:
    return ngettext("%(number)s document", "%(number)s documents", count) % {"number": format_number(count)}
