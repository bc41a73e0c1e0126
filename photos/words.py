"""Sentences about photos for people."""

from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pets.versions import Row

from .domain import Photo
from .quota import Account, Limits

_MEGABYTE = 1024 * 1024


def album_is_full(quota: Limits) -> str:
    """Why a file finds no room, with the limit, and what helps."""
    most = limits_words(quota)
    return _("Your album is full: %(most)s are the most we keep. What is in the trash counts until it is gone.") % {
        "most": most
    }


def limits_words(limits: Limits) -> str:
    """The most that is kept: "20,000 photos or 50 GB"."""
    said = [_photos(limits.photos)] if limits.photos else []
    said += [filesizeformat(limits.megabytes * _MEGABYTE)] if limits.megabytes else []
    return _(" or ").join(said) or _("no limit")


def usage_words(account: Account) -> str:
    """What an owner keeps: "12 of 20,000 photos, 40 MB of 50 GB"; without "of" where there is no limit."""
    usage, quota = account.usage, account.limits
    photos, size = _photos(usage.photos), filesizeformat(usage.length)
    if quota.photos:
        photos = _("%(used)s of %(most)s") % {"used": _number(usage.photos), "most": _photos(quota.photos)}
    if quota.megabytes:
        size = _("%(used)s of %(most)s") % {"used": size, "most": filesizeformat(quota.megabytes * _MEGABYTE)}
    return f"{photos}, {size}"


def side_by_side(saved: Photo, typed: Photo) -> list[Row]:
    """What an owner writes about a photo, as it is saved and as it was typed, on the reader's clock."""
    was, is_now = _moment(saved.taken_at), _moment(typed.taken_at)
    if was == is_now and saved.taken_at != typed.taken_at:
        was, is_now = _exact_moment(saved.taken_at), _exact_moment(typed.taken_at)
    return [
        Row(_("Caption"), saved.caption, typed.caption),
        Row(_("Taken"), was, is_now),
    ]


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _exact_moment(at: datetime) -> str:
    """To the second, and with the zone's name: the hour that the clocks go through twice has two of them."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M:%S %Z}"


def _photos(count: int) -> str:
    return ngettext("%(number)s photo", "%(number)s photos", count) % {"number": _number(count)}


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)
