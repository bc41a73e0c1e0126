from django.urls import path

from . import feed_view, views

app_name = "calendar"
urlpatterns = [
    path("", views.feeds, name="feeds"),
    path("<uuid:link_id>/", views.one, name="one"),
    path("<uuid:link_id>/renew/", views.renew, name="renew"),
    path("<uuid:link_id>/end/", views.end, name="end"),
    path("<str:token>.ics", feed_view.feed, name="feed"),
]
