"""The admins' site: Django's, behind the same login (and second factor) as everybody's."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class PetTrackerAdminSite(admin.AdminSite):
    site_header = _("PetTracker records")
    site_title = _("PetTracker")
    index_title = _("Records")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
