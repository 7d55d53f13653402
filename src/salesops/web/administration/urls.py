"""Addresses of the administration pages."""

from django.urls import path

from salesops.web.administration import backup_views, calendar_views, views

urlpatterns = [
    path("admin", views.index, name="admin_index"),
    path("admin/company", views.company, name="company"),
    path("admin/rates", views.rates, name="rates"),
    path("admin/duties", views.duties, name="duties"),
    path("admin/calendar", calendar_views.show, name="company_calendar"),
    path("admin/backups", backup_views.show, name="backups"),
    path("admin/backups/make", backup_views.make, name="make_backup"),
    path("admin/backups/<str:name>", backup_views.download, name="download_backup"),
    path("admin/backups/<str:name>/remove", backup_views.remove, name="remove_backup"),
]
