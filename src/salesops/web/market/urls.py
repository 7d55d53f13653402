"""Addresses of regions and products."""

from django.urls import path

from salesops.web.market import views

urlpatterns = [
    path("settings/regions", views.regions, name="regions"),
    path("settings/products", views.products, name="products"),
]
