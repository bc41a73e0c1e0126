from django.urls import path

from . import views

app_name = "weights"
urlpatterns = [
    path("", views.log, name="log"),
    path("add/", views.add, name="add"),
    path("entries/", views.entries, name="entries"),
    path("trash/", views.trash, name="trash"),
    path("<uuid:record_id>/edit/", views.edit, name="edit"),
    path("<uuid:record_id>/delete/", views.delete, name="delete"),
    path("<uuid:record_id>/restore/", views.restore, name="restore"),
]
