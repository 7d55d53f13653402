"""Addresses of signing in and out and of one's own settings."""

from django.urls import path

from salesops.web.people import two_factor_views, views

urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/code", two_factor_views.second_step, name="second_step"),
    path("sign-out", views.SignOut.as_view(), name="sign_out"),
    path("settings", views.preferences, name="preferences"),
    path("settings/password", views.change_password, name="change_password"),
    path("settings/two-factor", two_factor_views.show, name="two_factor"),
    path("settings/two-factor/begin", two_factor_views.begin, name="begin_two_factor"),
    path("settings/two-factor/confirm", two_factor_views.confirm, name="confirm_two_factor"),
    path("settings/two-factor/codes", two_factor_views.renew_codes, name="renew_codes"),
    path("settings/two-factor/end", two_factor_views.end, name="end_two_factor"),
]
