"""Addresses of the process chapter."""

from django.urls import path

from salesops.web.process import views

urlpatterns = [
    path("process", views.processes, name="process"),
]
