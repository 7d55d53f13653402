"""Addresses of the effects of interventions."""

from django.urls import path

from salesops.web.effects import declaring_views, views

urlpatterns = [
    path("effects", views.listed, name="effects"),
    path("effects/declare", declaring_views.declare, name="effect_declare"),
    path("effects/<str:intervention_id>", views.page, name="effect"),
    path("effects/<str:intervention_id>/panel.csv", views.export, name="effect_export"),
    path("effects/<str:intervention_id>/conclude", views.conclude, name="effect_conclude"),
    path("effects/<str:intervention_id>/withdraw", views.withdraw, name="effect_withdraw"),
]
