"""Every screen of the records, below /admin/."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import audit_log, pets, photos, records


class Screen(NamedTuple):
    """A list that stands on the admin's index; `change` is the permission to change its records."""

    route: str
    name: Promise
    view: str
    change: str = ""


SCREENS = (
    Screen("pets", _("Pets"), "view_pets", "change_pets"),
    Screen("photos", _("Photos"), "view_photos", "change_photos"),
    Screen("records", _("Records"), "view_records", "change_records"),
    Screen("audit_log", _("Audit log"), "view_trail"),
)

ROUTES: tuple[tuple[str, Callable[..., HttpResponseBase], str], ...] = (
    ("pets/", pets.pet_list, "pets"),
    ("pets/export/", pets.export, "pets_export"),
    ("pets/act/", pets.act, "pets_act"),
    ("pets/<uuid:pet_id>/", pets.pet, "pet"),
    ("pets/<uuid:pet_id>/edit/", pets.edit, "pet_edit"),
    ("pets/<uuid:pet_id>/move/", pets.move, "pet_move"),
    ("pets/<uuid:pet_id>/move/finish/", pets.finish_move, "pet_move_finish"),
    ("pets/<uuid:pet_id>/history/", pets.history, "pet_history"),
    ("photos/", photos.photo_list, "photos"),
    ("photos/act/", photos.act, "photos_act"),
    ("photos/<uuid:photo_id>/", photos.photo, "photo"),
    ("photos/<uuid:photo_id>/hide/", photos.hide, "photo_hide"),
    ("photos/<uuid:photo_id>/rederive/", photos.rederive, "photo_rederive"),
    ("photos/<uuid:photo_id>/history/", photos.history, "photo_history"),
    ("records/", records.record_list, "records"),
    ("records/act/", records.act, "records_act"),
    ("records/<slug:kind>/<uuid:pet_id>/<uuid:record_id>/", records.record, "record"),
    ("records/<slug:kind>/<uuid:pet_id>/<uuid:record_id>/edit/", records.edit, "record_edit"),
    ("records/<slug:kind>/<uuid:pet_id>/<uuid:record_id>/file/", records.file, "record_file"),
    ("records/<slug:kind>/<uuid:pet_id>/<uuid:record_id>/history/", records.history, "record_history"),
    ("trail/", audit_log.audit_log_page, "audit_log"),
)
