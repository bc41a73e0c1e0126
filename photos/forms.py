"""The upload form, with a message for each reason to refuse a file; and the form of a photo."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, BinaryIO, Self, TypeAlias, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as DjangoUploadedFile
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pets.rights import Permit
from pettracker_site.common import typed
from pettracker_site.common.editing import EditForm
from pettracker_site.common.form_fields import PlainText
from pettracker_site.common.versions import FieldVersions
from pettracker_site.files.refusals import FileRefused, Reason
from photos.upload.dating import Hints, changed_at

from .display import compare_versions
from .domain import Photo
from .imaging import sniffing
from .limits import KINDS, MAX_CAPTION, MAX_FILES, MAX_SIDE, MEGABYTES, MEGAPIXELS
from .repository import photos

UploadedFile: TypeAlias = "DjangoUploadedFile[Any]"
OLDEST_PHOTO = 1826
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S"
CHANGED = "last-modified"
_NAME_SHOWN = 80
_EXTENSIONS = (
    "jpg",
    "jpeg",
    "jpe",
    "jfif",
    "png",
    "apng",
    "webp",
    "gif",
    "heic",
    "heics",
    "heif",
    "heifs",
    "hif",
    "avif",
)
_TYPES = ("jpeg", "png", "webp", "gif", "heic", "heif", "avif")
ACCEPT = ",".join([*(f".{each}" for each in _EXTENSIONS), *(f"image/{each}" for each in _TYPES)])
"""What the dialog of files offers; what is in a file its bytes tell."""


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not taken: its name as it may be shown, and why; `code` where that lies in the file or album."""

    name: str
    reason: str | Promise
    code: str = ""


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


def _what_is_taken() -> str:
    kinds = get_text_list([*KINDS], _("or"))
    return _("%(kinds)s, up to %(megabytes)s MB each.") % {"kinds": kinds, "megabytes": MEGABYTES}


class PicturesField(forms.FileField):
    """Several files at once; each is looked at on its own by the form."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = list(data) if isinstance(data, Sequence) else [data] if data else []
        if not files:
            raise ValidationError(_("Choose at least one photo."), code="required")
        if len(files) > MAX_FILES:
            raise ValidationError(
                ngettext(
                    "That is %(count)d photo. Please send at most %(most)d at a time.",
                    "Those are %(count)d photos. Please send at most %(most)d at a time.",
                    len(files),
                )
                % {"count": len(files), "most": MAX_FILES},
                code="too_many",
            )
        return files


class UploadForm(forms.Form):
    """After `is_valid()`: `accepted` are the files that look like pictures, `refused` the others, each with its reason.

    Whether they are shows when they are decoded, which an upload does once.
    """

    photos = PicturesField(
        label=gettext_lazy("Photos"),
        widget=MultipleFileInput(attrs={"accept": ACCEPT}),
        help_text=lazy(_what_is_taken, str)(),
    )
    most_files = MAX_FILES

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")
        self.accepted: list[UploadedFile] = []
        self.refused: list[RefusedFile] = []

    def clean_photos(self) -> list[UploadedFile]:
        for file in cast(list[UploadedFile], self.cleaned_data["photos"]):
            try:
                sniffing.check(picture(file))
            except FileRefused as refusal:
                self.refuse(file, refusal.reason)
            else:
                self.accepted.append(file)
        return self.accepted

    def hints(self, file: UploadedFile) -> Hints:
        """What may date that file. A script sends each file alone, with the time that its device knows of it."""
        changed = self.data.get(CHANGED, "") if len(self.accepted) == 1 else ""
        return Hints(file.name or "", changed_at(changed))

    def refuse(self, file: UploadedFile, reason: Reason) -> None:
        self.refused.append(RefusedFile(shown_name(file), sentence(reason), reason))


class TakenField(forms.DateTimeField):
    """A time on the clock of a zone. What comes back as it was shown is the very moment `known`, even in the hour that
    clocks go through twice; typed anew, that hour is the first of the two."""

    widget = forms.DateTimeInput(format=TIME_FORMAT, attrs={"type": "datetime-local", "step": "1"})
    default_error_messages = {
        "required": gettext_lazy("When was this photo taken?"),
        "invalid": gettext_lazy("This is not a date with a time. Write it like 2025-06-01 14:30."),
    }
    known: datetime
    clock: tzinfo

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.clock).replace(tzinfo=None) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            at = typed.moment(str(value).strip(), self.clock)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        # Compared as clocks show it: browsers leave out seconds that are 0.
        as_shown = self.known.astimezone(self.clock).replace(tzinfo=None, microsecond=0)
        return self.known if at.replace(tzinfo=None) == as_shown else at


def check_taken(at: datetime, still_to_come: str) -> None:
    """Raises: ValidationError where no photo can have been taken then."""
    if at > timezone.now() + timedelta(days=1):
        raise ValidationError(still_to_come)
    if at.year < OLDEST_PHOTO:
        raise ValidationError(_("There were no photos yet in that year."))


class PhotoForm(EditForm[Photo]):
    """Caption and time of taking, on the clock where that was."""

    caption = PlainText(
        label=gettext_lazy("Caption"),
        max_length=MAX_CAPTION,
        required=False,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    taken = TakenField(
        label=gettext_lazy("Taken"),
        help_text=gettext_lazy("As clocks showed it where the photo was taken."),
    )

    def __init__(self, data: Any = None, *, photo: Photo) -> None:
        self.photo = photo
        initial = {
            "caption": photo.caption,
            "taken": photo.taken_at.replace(microsecond=0),
            "version": photo.version,
        }
        super().__init__(data, initial=initial, label_suffix="")
        self.clock = photo.clock(timezone.get_current_timezone())
        field = cast(TakenField, self.fields["taken"])
        field.known, field.clock = photo.taken_at, self.clock

    def clean_taken(self) -> datetime:
        taken: datetime = self.cleaned_data["taken"]
        if taken != self.photo.taken_at:
            check_taken(taken, _("This day is still to come. When was this photo taken?"))
        return taken

    def save(self, *, by: Permit | None = None) -> None:
        photos().edit(replace(self.photo, version=self.cleaned_data["version"]), self.edited(), by=by)

    def made_from(self, record: Photo) -> Self:
        return type(self)(self.data_with(version=record.version), photo=record)

    def compare(self, saved: Photo) -> list[FieldVersions]:
        return compare_versions(saved, self.edited())

    def edited(self) -> Photo:
        """The photo with what was typed; a time left as it was stays exact, and on its own date on the wall."""
        data = self.cleaned_data
        if data["taken"] == self.photo.taken_at:
            return self.photo.edited(data["caption"], self.photo.taken_at, self.photo.taken_on)
        on = data["taken"].astimezone(self.clock).date()
        return self.photo.edited(data["caption"], data["taken"], on, self.clock)


def picture(file: UploadedFile) -> BinaryIO:
    """The uploaded file as the seekable binary file that is decoded."""
    return cast(BinaryIO, file.file)


def sentence(reason: Reason) -> str:
    """Why a file is not taken, in words, with the limit. What a script knows by itself it says so too (upload.js)."""
    return {
        Reason.EMPTY: _("This file is empty."),
        Reason.TOO_LARGE: _("This file is larger than %(megabytes)s MB, which is the most we take."),
        Reason.NOT_A_PICTURE: _("This is not a picture. We take %(kinds)s."),
        Reason.UNSUPPORTED: _("We do not take this kind of picture. %(kinds)s are fine."),
        Reason.DAMAGED: _("This picture is damaged and cannot be opened. Is there another copy of it?"),
        Reason.TOO_COSTLY: _("This picture takes too long to open, or too much memory. Is there another copy of it?"),
        Reason.TOO_MANY_PIXELS: _("This picture has more than %(megapixels)s megapixels, which is the most we take."),
        Reason.TOO_LONG_SIDE: _(
            "This picture is more than %(side)s pixels long on one side, which is the most we take."
        ),
    }[reason] % limits_for_display()


def limits_for_display() -> dict[str, str | int]:
    """The limits as sentences name them."""
    kinds = get_text_list([*KINDS], _("and"))
    return {"kinds": kinds, "megabytes": MEGABYTES, "megapixels": MEGAPIXELS, "side": f"{MAX_SIDE:,}"}


def shown_name(file: UploadedFile) -> str:
    """A file's name as it may stand in a sentence: no control or direction signs, not endless."""
    name = "".join(each for each in file.name or "" if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"})
    if not name.strip():
        return _("a file without a name")
    return name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 12]}…{name[-11:]}"
