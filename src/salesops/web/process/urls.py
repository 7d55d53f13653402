"""Addresses of the process chapter."""

from django.urls import path

from salesops.web.process import editing_views, views

urlpatterns = [
    path("process", views.processes, name="process"),
    path("process/<str:pipeline_id>/edit", editing_views.edit, name="process_edit"),
    path("process/<str:pipeline_id>/publish", editing_views.publish, name="process_publish"),
    path("process/<str:pipeline_id>/drop", editing_views.drop, name="process_drop"),
    path("process/<str:pipeline_id>/upload", editing_views.upload, name="process_upload"),
    path("process/<str:pipeline_id>/handbook", views.handbook, name="process_handbook"),
    path("process/<str:pipeline_id>/file.<str:form>", views.download, name="process_file"),
    path("process/<str:pipeline_id>/designed", views.process, name="process_shown"),
]
