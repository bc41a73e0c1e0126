from django.urls import path

from . import row_views, views

app_name = "spreadsheets"
urlpatterns = [
    path("import/", views.import_file, name="import"),
    path("weights/", views.export, {"kind": "weights"}, name="weights"),
    path("health/", views.export, {"kind": "health"}, name="health"),
    path("weights/type/", row_views.rows, {"kind": "weights"}, name="type-weights"),
    path("health/type/", row_views.rows, {"kind": "health"}, name="type-health"),
]
