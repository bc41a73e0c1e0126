"""Below /pets/<pet_id>/medicines/."""

from django.urls import path

from pettracker_site.common.rate_limit import limit_uploads
from pettracker_site.common.sent_files import told_to_scripts

from . import dosing, views

app_name = "medicines"
urlpatterns = [
    path("", views.listing, name="list"),
    path("add/", limit_uploads(told_to_scripts(views.add)), name="add"),
    path("trash/", views.trash, name="trash"),
    path("<uuid:record_id>/", views.record, name="record"),
    path("<uuid:record_id>/edit/", limit_uploads(told_to_scripts(views.edit)), name="edit"),
    path("<uuid:record_id>/delete/", views.delete, name="delete"),
    path("<uuid:record_id>/restore/", views.restore, name="restore"),
    path("<uuid:record_id>/dose/", dosing.dose, name="dose"),
    path("<uuid:record_id>/sheet/", views.sheet, name="sheet"),
    path("<uuid:record_id>/stock/", dosing.stock, name="stock"),
]
