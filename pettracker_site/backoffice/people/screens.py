"""Django's screens for people, with their usage and the actions on them."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pettracker_site.accounts.usage import usage_of, usage_of_each
from pettracker_site.audit.model_admin import AuditedAdmin
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.backoffice.permissions import has_permission
from pettracker_site.models import User
from pettracker_site.templatetags.backoffice import grouped
from photos.display import format_pets_usage, format_usage

from .passwords import PasswordsAdmin
from .restricted_admin import RestrictedAdmin, RestrictedChangeList
from .user_actions import USER_ACTIONS
from .views import may_act_on

_UNKNOWN = "–"


class PeopleList(RestrictedChangeList):
    """A page of people with their usage; the list works even if DynamoDB does not answer."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        people = list(self.result_list)
        try:
            usage = usage_of_each(people)
        except StoreUnavailable:
            usage = {}
            messages.warning(request, gettext("Usage is not available just now: DynamoDB does not answer."))
        for person in people:
            person.usage = usage.get(person.key)
        self.result_list = people


@admin.register(User)
class PersonAdmin(RestrictedAdmin, AuditedAdmin, PasswordsAdmin):
    audited_fields: ClassVar[Mapping[str, str]] = {
        "is_active": "IsActive",
        "is_staff": "IsStaff",
        "is_superuser": "IsSuperuser",
        "groups": "Groups",
        "user_permissions": "Rights",
        "weight_unit": "WeightUnit",
    }
    ordering = ("email",)
    list_display = ("email", "name", "pets", "photos", "bytes", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    list_per_page = 25
    filter_horizontal = ()  # its search box is closed to screen readers
    list_max_show_all = 0  # each page reads the usage of its people
    search_fields = ("email", "name")
    readonly_fields = ("is_active", "date_joined", "last_login")
    change_form_template = "admin/people/person.html"

    @admin.display(description=_("pets"))
    def pets(self, person: Any) -> str:
        return grouped(person.usage.pets) if person.usage else _UNKNOWN

    @admin.display(description=_("photos"))
    def photos(self, person: Any) -> str:
        return grouped(person.usage.quota.usage.photos) if person.usage else _UNKNOWN

    @admin.display(description=_("bytes"))
    def bytes(self, person: Any) -> str:
        return filesizeformat(person.usage.quota.usage.length) if person.usage else _UNKNOWN

    def audit_key(self, changed: Any) -> tuple[str, str]:
        return "person", str(changed.pk)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PeopleList

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only the owner changes an address, and proves that it is theirs; the login would keep the old one.

        Only superusers grant permissions. The buttons above the form activate and deactivate.
        """
        if obj is None:
            return self.readonly_fields
        rights = () if request.user.is_superuser else ("is_staff", "is_superuser", "groups", "user_permissions")
        return ("email", *rights, *self.readonly_fields)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Staff cannot change other staff: setting an admin's password would give them that admin's permissions."""
        is_allowed = obj is None or obj == request.user or may_act_on(request, obj)
        return is_allowed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never: a deleted row would orphan pets and photos. The button above deletes people with all their data."""
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **options: Any
    ) -> HttpResponse:
        person = options.get("obj")
        if person is not None:
            context |= _facts(request, person)
        response: HttpResponse = super().render_change_form(request, context, *arguments, **options)
        return response

    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        (_("Preferences"), {"fields": ("weight_unit", "time_zone")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)


def _facts(request: HttpRequest, person: User) -> dict[str, Any]:
    """A person's usage, by three calls, and the actions that this admin may take."""
    usage = None
    with suppress(StoreUnavailable):
        usage = usage_of(person)
    mine = person == request.user
    actions = [
        action
        for action in USER_ACTIONS
        if has_permission(request, action.permission)
        and action.is_available(person)
        and (action.allow_self or not mine)
    ]
    return {
        "person": person,
        "usage": usage,
        "photos_usage": format_usage(usage.quota) if usage else "",
        "pets_usage": format_pets_usage(usage.quota) if usage else "",
        "actions": actions if may_act_on(request, person) else [],
        "may_limit": may_act_on(request, person) and has_permission(request, "change_quotas"),
        "may_view_pets": has_permission(request, "view_pets"),
        "may_view_photos": has_permission(request, "view_photos"),
        "may_view_trail": has_permission(request, "view_trail"),
    }


class OwnedByPersonAdmin(RestrictedAdmin, AuditedAdmin):
    """Admins may view and remove it; only its owner adds or changes one.

    Removing it counts as a change of that person: it needs the same rank, and is in their history. Admins remove their
    own on the pages of their account, which ask for the password first.
    """

    def audit_key(self, changed: Any) -> tuple[str, str]:
        return str(self.opts.model_name), str(changed.user_id)

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_allowed = obj is None or (obj.user != request.user and may_act_on(request, obj.user))
        return is_allowed and super().has_delete_permission(request, obj)


admin.site.unregister([EmailAddress, Authenticator, Group])


@admin.register(EmailAddress)
class AddressAdmin(OwnedByPersonAdmin, EmailAddressAdmin):  # type: ignore[misc]
    """Read-only: whoever could mark an address as verified could take over the account."""

    actions = None
    audited_fields: ClassVar[Mapping[str, str]] = {"primary": "Primary", "verified": "Verified"}


@admin.register(Authenticator)
class SecondFactorAdmin(OwnedByPersonAdmin, AuthenticatorAdmin):  # type: ignore[misc]
    """Can be removed for a person who lost it; its secret is never shown."""

    exclude = ("data",)
    audited_fields: ClassVar[Mapping[str, str]] = {"type": "Factor"}


@admin.register(Group)
class PermissionGroupAdmin(RestrictedAdmin, AuditedAdmin, GroupAdmin):
    """A group grants permissions, to its own members too: so only superusers may change it."""

    audited_fields: ClassVar[Mapping[str, str]] = {"permissions": "Rights"}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser
