"""Addresses of the design itself: the gallery, the finder, the chart bundle."""

from django.urls import path

from salesops.web.design import views

urlpatterns = [
    path("design", views.gallery, name="design"),
    path("find", views.find, name="find"),
    path("report.css", views.report_styles, name="report_styles"),
    path("charts.js", views.vega_bundle, name="vega_bundle"),
]
