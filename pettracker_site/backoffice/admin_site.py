"""The admins' site: Django's, behind the same login (and second factor) as everybody's, with screens of our own for
the records that are in no relational database."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Django's pages that no screen here uses: one is a search, the other reveals which ids exist.
_NOT_NEEDED = frozenset({"autocomplete", "view_on_site"})


class PetTrackerAdminSite(admin.AdminSite):
    site_header = _("PetTracker records")
    site_title = _("PetTracker")
    index_title = _("Records")
    index_template = "admin/overview/index.html"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """With the statistics of the whole site, for those who may see them."""
        from pettracker_site.backoffice.overview.dashboard import statistics

        return super().index(request, {**statistics(request), **(extra_context or {})})

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Admins change their own password on the page for everybody: with its rate limit and notification."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Requires a second factor for every screen, if the site demands it of its staff."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.has_permission(request) and _lacks_second_factor(request):
                messages.warning(request, gettext("Set up a second factor first: the admin pages ask it of everybody."))
                return redirect("mfa_activate_totp")
            response: HttpResponseBase = inner(request, *args, **kwargs)
            return response

        return checked

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from .overview import urls as overview
        from .people import urls as people
        from .pets_and_photos import urls as pets_and_photos

        own = [*pets_and_photos.ROUTES, *people.ROUTES, *overview.ROUTES]
        djangos = [each for each in super().get_urls() if getattr(each, "name", "") not in _NOT_NEEDED]
        return [*(path(route, self._own(view), name=name) for route, view, name in own), *djangos]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Lists records on the index like models, for those who may view them."""
        from pettracker_site.backoffice.permissions import has_permission
        from pettracker_site.backoffice.pets_and_photos.urls import SCREENS

        from .overview import urls as overview

        listed: list[Any] = super().get_app_list(request, app_label)
        seen = [
            each for each in (*SCREENS, *overview.SCREENS) if app_label is None and has_permission(request, each.view)
        ]
        models = [
            self._listed(screen, bool(screen.change) and has_permission(request, screen.change)) for screen in seen
        ]
        if models:
            first = models[0]["admin_url"]
            app = {"name": gettext("Records"), "app_label": "records", "app_url": first, "has_module_perms": True}
            listed.insert(0, app | {"models": models})
        return listed

    def _listed(self, screen: Any, may_change: bool) -> dict[str, Any]:
        return {
            "name": str(screen.name),
            "object_name": screen.route,
            "perms": {"view": True, "change": may_change},
            "admin_url": reverse(f"admin:{screen.route}", current_app=self.name),
            "add_url": None,
            "view_only": not may_change,
        }

    def _own(self, view: Callable[..., HttpResponseBase]) -> Any:
        wrapped = self.admin_view(view)
        wrapped.login_url = reverse_lazy("admin:login", current_app=self.name)  # for LoginRequiredMiddleware
        return wrapped


def _lacks_second_factor(request: HttpRequest) -> bool:
    return settings.STAFF_NEED_TWO_FACTOR and not is_mfa_enabled(request.user)
