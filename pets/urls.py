from django.urls import path

from . import trash, views

app_name = "pets"
urlpatterns = [
    path("", views.pet_list, name="list"),
    path("trash/", views.trash, name="trash"),
    path("trash/empty/", trash.empty, name="empty-trash"),
    path("<uuid:pet_id>/about/", views.about, name="about"),
    path("<uuid:pet_id>/edit/", views.edit, name="edit"),
    path("<uuid:pet_id>/delete/", views.delete, name="delete"),
    path("<uuid:pet_id>/restore/", views.restore, name="restore"),
]
