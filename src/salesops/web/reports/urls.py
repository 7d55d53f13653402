"""Addresses of reports."""

from django.urls import path

from salesops.web.reports import views

urlpatterns = [
    path("reports", views.reports, name="reports"),
    path("reports/monthly", views.show_monthly, name="report_monthly"),
    path("reports/monthly.<str:form>", views.download_monthly, name="report_file"),
]
