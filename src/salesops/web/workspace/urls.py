"""Addresses of the workspace: its home page."""

from django.urls import path

from salesops.web.workspace import views

urlpatterns = [path("", views.home, name="home")]
