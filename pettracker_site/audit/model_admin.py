"""Writes what admins change on Django's own screens (people, groups, addresses, second factors) into the audit log."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse

from pettracker_site.audit.audit_log import Actor, acting_as, audit_log, current_actor


class AuditedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Writes the audit entry within the SQL transaction of the change: without its entry there is no change, and the
    admin gets the page of StoreUnavailable.

    `audited_fields` maps the fields whose values the audit log may show to their names there; of others it says only
    that they changed.
    """

    audited_fields: ClassVar[Mapping[str, str]] = {}

    def audit_key(self, changed: Any) -> tuple[str, str]:
        """The kind and the id under which the audit log has this."""
        kind = str(self.opts.model_name)
        return kind, f"{kind}#{changed.pk}"

    def changeform_view(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        """If another form took the same name or address first, validate again, which then reports it."""
        try:
            return super().changeform_view(request, *arguments, **options)
        except IntegrityError:
            return super().changeform_view(request, *arguments, **options)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """With a part of our own, which Django's history ignores."""
        message = super().construct_change_message(request, form, formsets, add)
        return [*message, {"audit": _differences(form, self.audited_fields)}]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saves only the changed fields: others, such as the password, may have changed since the row was read."""
        if not change:
            return super().save_model(request, obj, form, change)
        columns = {field.name for field in self.opts.concrete_fields}
        obj.save(update_fields=[name for name in form.changed_data if name in columns])
        return None

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        with _as_admin(request):
            audit_log().write(*self.audit_key(obj), "added", {"Changes": _audit_details(message).get("Changes")})
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        with _as_admin(request):
            audit_log().write(*self.audit_key(obj), "edited", _audit_details(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Called before a deletion: writes all entries, or none."""
        with _as_admin(request):
            audit_log().write_all(
                [
                    audit_log().entry(*self.audit_key(each), "removed", _last_values(each, self.audited_fields))
                    for each in queryset
                ]
            )
        return super().log_deletions(request, queryset)

    def response_action(self, request: HttpRequest, queryset: Any, *where: Any) -> HttpResponse | None:
        """Deletes all or none: unlike its forms, Django's actions have no transaction of their own."""
        with transaction.atomic():
            return super().response_action(request, queryset, *where)


@contextmanager
def _as_admin(request: HttpRequest) -> Iterator[None]:
    with acting_as(Actor(str(request.user.pk), current_actor().request_id, as_admin=True)):
        yield


def _audit_details(message: Iterable[Any]) -> dict[str, Any]:
    return next((part["audit"] for part in message if "audit" in part), {})


def _differences(form: forms.BaseForm, fields: Mapping[str, str]) -> dict[str, Any]:
    """As `AuditedFields.differences` of the audit log gives them."""
    values = [name for name in form.changed_data if name in fields]
    texts = [name.title().replace("_", "") for name in form.changed_data if name not in fields]
    changes = {
        fields[name]: {
            "Before": _plain(form.get_initial_for_field(form.fields[name], name)),
            "After": _plain(form.cleaned_data[name]),
        }
        for name in values
    }
    return {"Changes": changes or None, "Changed": texts or None}


def _last_values(removed: Model, fields: Mapping[str, str]) -> dict[str, Any]:
    values = model_to_dict(removed, fields=list(fields))
    return {
        "Changes": {fields[name]: {"Before": _plain(value), "After": None} for name, value in values.items()} or None
    }


def _plain(value: Any) -> Any:
    """Groups and permissions by their names, the rest as it is."""
    is_one = value is None or isinstance(value, str | bool)
    return value if is_one else sorted(each.name for each in value)
