"""Below /pets/<pet_id>/photos/."""

from django.urls import path

from pettracker_site.common.rate_limit import limit_uploads

from . import focus, views
from .album import dates, moving_page, selection, trash
from .upload import views as uploads

app_name = "photos"
urlpatterns = [
    path("add/", limit_uploads(uploads.add), name="add"),
    path("trash/", trash.trash, name="trash"),
    path("trash/empty/", trash.empty, name="empty-trash"),
    path("favourites/", views.favourites, name="favourites"),
    path("dates/", dates.dates, name="dates"),
    path("download/", views.download_all, name="download"),
    path("months/", views.months, name="months"),
    path("move/", moving_page.move, name="move"),
    path("search/", views.search, name="search"),
    path("selected/", selection.selected, name="selected"),
    path("<uuid:photo_id>/", views.photo, name="photo"),
    path("<uuid:photo_id>/edit/", views.edit, name="edit"),
    path("<uuid:photo_id>/original/", views.original, name="original"),
    path("<uuid:photo_id>/favourite/", views.favourite, name="favourite"),
    path("<uuid:photo_id>/cover/", views.make_cover, name="cover"),
    path("<uuid:photo_id>/focus/", focus.focus, name="focus"),
    path("<uuid:photo_id>/delete/", views.delete, name="delete"),
    path("<uuid:photo_id>/restore/", views.restore, name="restore"),
]
