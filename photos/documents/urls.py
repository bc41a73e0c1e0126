"""Below /pets/<pet_id>/documents/."""

from django.urls import path

from pettracker_site.common.rate_limit import limit_uploads
from pettracker_site.common.sent_files import told_to_scripts

from . import views

app_name = "documents"
urlpatterns = [
    path("", views.listing, name="list"),
    path("add/", limit_uploads(told_to_scripts(views.add)), name="add"),
    path("trash/", views.trash, name="trash"),
    path("trash/empty/", views.empty, name="empty-trash"),
    path("<uuid:document_id>/", views.document, name="document"),
    path("<uuid:document_id>/file/", views.download, name="file"),
    path("<uuid:document_id>/edit/", views.edit, name="edit"),
    path("<uuid:document_id>/delete/", views.delete, name="delete"),
    path("<uuid:document_id>/restore/", views.restore, name="restore"),
]
