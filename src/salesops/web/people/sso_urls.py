"""Addresses of the ways in by a company's own accounts; they exist where one is configured."""

from django.conf import settings
from django.urls import path

from salesops.web.people import sso_views

OWN = "sign-in/with/<str:key>"

urlpatterns = [
    path(OWN, sso_views.go, name="sso"),
    path("settings/accounts/<str:key>/connect", sso_views.connect, name="connect_account"),
    path("settings/accounts/<str:key>/end", sso_views.disconnect, name="disconnect_account"),
    # As django-allauth calls the addresses to which people come back.
    *(
        path(f"sign-in/with/{way.key}/back", sso_views.back, {"key": way.key},
             name=f"{way.provider}_callback")
        for way in settings.SALESOPS_SSO if way.provider != "openid_connect"
    ),
    path("sign-in/with/<str:provider_id>/back", sso_views.back_by_id,
         name="openid_connect_callback"),
]  # fmt: skip
