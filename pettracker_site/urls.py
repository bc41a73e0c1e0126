"""Every address of the site. Login is required unless a view opts out."""

from django.contrib import admin
from django.urls import include, path, re_path

from photos.views import all_favourites

from .accounts.preferences import hide_checklist, preferences
from .pages import views
from .pages.adding import add_pet
from .pages.health_record import health_record
from .pages.side_by_side import side_by_side
from .pages.timeline import timeline
from .reminders.choosing import reminders
from .reminders.unsubscribing import TOKEN, stop_reminders

urlpatterns = [
    path("", views.home, name="home"),
    path("pets/add/", add_pet, name="add-pet"),
    path("pets/", include("pets.urls")),
    path("pets/<uuid:pet_id>/", views.pet, name="pet"),
    path("pets/<uuid:pet_id>/timeline/", timeline, name="timeline"),
    path("pets/<uuid:pet_id>/health-record/", health_record, name="health-record"),
    path("pets/<uuid:pet_id>/side-by-side/", side_by_side, name="side-by-side"),
    path("pets/<uuid:pet_id>/health/", include("pets.care.urls")),
    path("pets/<uuid:pet_id>/medicines/", include("pets.medicines.urls")),
    path("pets/<uuid:pet_id>/milestones/", include("pets.milestones.urls")),
    path("pets/<uuid:pet_id>/weights/", include("pets.weights.urls")),
    path("pets/<uuid:pet_id>/spreadsheet/", include("pets.spreadsheets.urls")),
    path("pets/<uuid:pet_id>/photos/", include("photos.urls")),
    path("pets/<uuid:pet_id>/documents/", include("photos.documents.urls")),
    path("calendar/", include("pets.calendar.urls")),
    path("favourites/", all_favourites, name="favourites"),
    path("preferences/", preferences, name="preferences"),
    path("preferences/reminders/", reminders, name="reminders"),
    path("preferences/checklist/", hide_checklist, name="hide-checklist"),
    path("preferences/copy/", views.copy_of_my_data, name="copy-of-my-data"),
    re_path(rf"^reminders/stop/(?P<token>{TOKEN})/$", stop_reminders, name="stop-reminders"),
    path("accounts/", include("pettracker_site.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "pettracker_site.web.error_pages.bad_request"
handler403 = "pettracker_site.web.error_pages.forbidden"
handler404 = "pettracker_site.web.error_pages.not_found"
handler429 = "pettracker_site.web.error_pages.too_many_requests"  # asked for by django-allauth
handler500 = "pettracker_site.web.error_pages.server_error"
