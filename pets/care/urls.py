from django.urls import path

from pettracker_site.common.rate_limit import limit_uploads
from pettracker_site.common.sent_files import told_to_scripts

from . import answering, views

app_name = "care"
urlpatterns = [
    path("", views.health, name="health"),
    path("add/", limit_uploads(told_to_scripts(views.add)), name="add"),
    path("trash/", views.trash, name="trash"),
    path("due/<uuid:plan_id>/", answering.answer, name="due"),
    path("<uuid:record_id>/", views.record, name="record"),
    path("<uuid:record_id>/edit/", limit_uploads(told_to_scripts(views.edit)), name="edit"),
    path("<uuid:record_id>/delete/", views.delete, name="delete"),
    path("<uuid:record_id>/restore/", views.restore, name="restore"),
]
