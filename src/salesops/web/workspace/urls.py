"""Addresses of the workspace: its home page and its audit."""

from django.urls import path

from salesops.web.workspace import audit_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("audit", audit_views.audit, name="audit"),
    path("audit.csv", audit_views.download, name="audit_file"),
    path("audit/<int:entry_id>", audit_views.entry, name="audit_entry"),
]
