"""Addresses of tracking."""

from django.urls import path

from salesops.web.tracking import end_views, measure_views, odds_views, views

urlpatterns = [
    path("tracking", views.tracking, name="tracking"),
    path("tracking/forecast", end_views.forecast, name="tracking_forecast"),
    path("tracking/dispose", views.dispose, name="tracking_dispose"),
    path("odds/<path:plan_id>", odds_views.page, name="plan_odds"),
    path("tracking/measures", measure_views.listed, name="measures"),
    path("tracking/measures/new", measure_views.propose, name="measure_new"),
    path("tracking/measures/<str:measure_id>", measure_views.step, name="measure_step"),
    path("why", views.why, name="why"),
    path("why/step", views.step, name="why_step"),
]
