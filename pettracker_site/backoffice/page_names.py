"""Readable names of pages for the audit log, which stores the names of their routes."""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.backoffice.people.user_actions import USER_ACTIONS

_PAGES: dict[str, Promise] = {
    "pet": gettext_lazy("a pet"),
    "pets:about": gettext_lazy("about a pet"),
    "pets:edit": gettext_lazy("edit a pet"),
    "pets:delete": gettext_lazy("delete a pet"),
    "pets:restore": gettext_lazy("restore a pet"),
    "photos:add": gettext_lazy("add photos"),
    "photos:trash": gettext_lazy("a pet’s trash"),
    "photos:empty-trash": gettext_lazy("empty a pet’s trash"),
    "photos:favourites": gettext_lazy("a pet’s favourites"),
    "photos:dates": gettext_lazy("change dates of photos"),
    "photos:download": gettext_lazy("download all photos"),
    "photos:months": gettext_lazy("months of an album"),
    "photos:move": gettext_lazy("move photos to another pet"),
    "photos:search": gettext_lazy("search of captions"),
    "photos:selected": gettext_lazy("several photos"),
    "photos:photo": gettext_lazy("a photo"),
    "photos:edit": gettext_lazy("edit a photo"),
    "photos:original": gettext_lazy("download a photo"),
    "photos:favourite": gettext_lazy("mark a favourite"),
    "photos:focus": gettext_lazy("choose the place of a cover"),
    "photos:cover": gettext_lazy("choose a cover"),
    "photos:delete": gettext_lazy("delete a photo"),
    "photos:restore": gettext_lazy("restore a photo"),
    "weights:log": gettext_lazy("a pet’s weights"),
    "weights:add": gettext_lazy("note a weight"),
    "weights:entries": gettext_lazy("all weights of a pet"),
    "weights:trash": gettext_lazy("weights in the trash"),
    "weights:edit": gettext_lazy("edit a weight"),
    "weights:delete": gettext_lazy("delete a weight"),
    "weights:restore": gettext_lazy("restore a weight"),
    "account_login": gettext_lazy("log in"),
    "account_reauthenticate": gettext_lazy("confirm the password"),
    "account_change_password": gettext_lazy("change one’s password"),
    "account_set_password": gettext_lazy("choose a password"),
    "account_reset_password_from_key": gettext_lazy("password reset"),
    "mfa_authenticate": gettext_lazy("second factor"),
    "mfa_reauthenticate": gettext_lazy("confirm the second factor"),
}
_ADMIN_PAGES: dict[str, Promise] = {
    "login": gettext_lazy("log in"),
    "pets": gettext_lazy("all pets"),
    "pets_export": gettext_lazy("export pets"),
    "pets_act": gettext_lazy("several pets"),
    "pet": gettext_lazy("a pet"),
    "pet_edit": gettext_lazy("edit a pet"),
    "pet_move": gettext_lazy("move a pet to another owner"),
    "pet_move_finish": gettext_lazy("finish moving a pet"),
    "pet_history": gettext_lazy("a pet’s history"),
    "photos": gettext_lazy("all photos"),
    "photos_act": gettext_lazy("several photos"),
    "photo": gettext_lazy("a photo"),
    "photo_hide": gettext_lazy("hide a photo"),
    "photo_rederive": gettext_lazy("regenerate a photo’s small copies"),
    "photo_history": gettext_lazy("a photo’s history"),
    "records": gettext_lazy("all records of pets’ lives"),
    "records_act": gettext_lazy("several records"),
    "record": gettext_lazy("a record"),
    "record_edit": gettext_lazy("edit a record"),
    "record_file": gettext_lazy("a record’s file"),
    "record_history": gettext_lazy("a record’s history"),
    "audit_log": gettext_lazy("the audit log"),
    "auth_user_password_change": gettext_lazy("password of a person"),
    "person_quota": gettext_lazy("limits of a person"),
    **{f"person_{action.name}": action.label for action in USER_ACTIONS},
    "integrity": gettext_lazy("the page Integrity"),
    "integrity_check": gettext_lazy("request a sweep"),
    "integrity_repair": gettext_lazy("request a sweep that repairs"),
}
_ON_MODELS: dict[str, Promise] = {
    "changelist": gettext_lazy("list"),
    "add": gettext_lazy("add"),
    "change": gettext_lazy("look at or change"),
    "delete": gettext_lazy("delete"),
    "history": gettext_lazy("history"),
}


def page_name(route: str) -> str:
    """A readable name: "admin, edit a pet" for `admin:pet_edit`; a route that no longer exists stays as it is."""
    namespace, _separator, name = route.partition(":")
    if namespace != "admin":
        return str(_PAGES.get(route, route))
    page = _ADMIN_PAGES.get(name) or _of_django(name) or name
    return _("admin, %(page)s") % {"page": page}


def _of_django(name: str) -> str:
    """The name for a page of Django's admin, `<app>_<model>_<page>`; empty for any other."""
    rest, _underscore, what = name.rpartition("_")
    for model in apps.get_models():
        if rest == f"{model._meta.app_label}_{model._meta.model_name}" and what in _ON_MODELS:
            return f"{model._meta.verbose_name_plural}: {_ON_MODELS[what]}"
    return ""
