from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import User


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "name")
    readonly_fields = ("date_joined", "last_login")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """An address is changed by its owner, who proves that it is theirs; the login would keep the old one."""
        return self.readonly_fields if obj is None else ("email", *self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A deleted person's pets and photos would be left with nobody: take away "active" instead."""
        return False

    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        (_("Preferences"), {"fields": ("weight_unit", "time_zone")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)


class LookedAtOnly:
    """Admins see that there is one, and nobody makes or changes one but its owner."""

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False


admin.site.unregister([EmailAddress, Authenticator])


@admin.register(EmailAddress)
class AddressAdmin(LookedAtOnly, EmailAddressAdmin):  # type: ignore[misc]
    """Who could mark an address as verified could take the account over."""

    actions = None


@admin.register(Authenticator)
class SecondFactorAdmin(LookedAtOnly, AuthenticatorAdmin):  # type: ignore[misc]
    """May be taken away, for a person who lost it; its secret is not shown."""

    exclude = ("data",)
