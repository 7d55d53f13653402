"""Addresses of signing in and out and of one's own settings."""

from django.urls import path

from salesops.web.people import views

urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign_in"),
    path("sign-out", views.SignOut.as_view(), name="sign_out"),
    path("settings", views.preferences, name="preferences"),
    path("settings/password", views.change_password, name="change_password"),
]
