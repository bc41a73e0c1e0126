from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("pets/", views.PetList.as_view(), name="pets"),
    path("plain/", views.plain_list, name="plain"),
    path("empty/", views.empty, name="empty"),
    path("pets/add/", views.nothing, name="add"),
    path("pets/<uuid:pk>/", views.PetPage.as_view(), name="pet"),
    path("pets/<uuid:pk>/weights/", views.WeightLog.as_view(), name="weights"),
    path("pets/<uuid:pk>/health/", views.Health.as_view(), name="health"),
    path("pets/<uuid:pet>/weights/<uuid:pk>/edit/", views.nothing, name="edit-weight"),
    path("pets/<uuid:pet>/weights/<uuid:pk>/delete/", views.nothing, name="delete-weight"),
    path("pets/<uuid:pet>/health/<uuid:pk>/", views.nothing, name="entry"),
    path("pets/<uuid:pk>/edit/", views.nothing, name="edit"),
    path("pets/<uuid:pk>/photos/add/", views.nothing, name="add-photos"),
    path("pets/<uuid:pet>/photos/<uuid:pk>/", views.nothing, name="photo"),
    path("preferences/", views.nothing, name="preferences"),
    path("logout/", views.nothing, name="logout"),
    path("admin/", admin.site.urls),
]
