"""Addresses of territories."""

from django.urls import path

from salesops.web.territories import views

urlpatterns = [
    path("territories", views.listed, name="territories"),
    path("territories/map", views.place, name="territories_map"),
    path("territories/<str:proposal_id>", views.page, name="territory_proposal"),
    path("territories/<str:proposal_id>/<str:step>", views.step, name="territory_step"),
]
