"""Addresses of tracking."""

from django.urls import path

from salesops.web.tracking import views

urlpatterns = [
    path("tracking", views.tracking, name="tracking"),
    path("tracking/dispose", views.dispose, name="tracking_dispose"),
    path("why", views.why, name="why"),
    path("why/step", views.step, name="why_step"),
]
