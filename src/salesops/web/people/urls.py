"""Addresses of signing in and out and of one's own settings."""

from django.conf import settings
from django.urls import URLPattern, path

from salesops.web.people import (
    delegation_views,
    people_views,
    team_views,
    token_views,
    two_factor_views,
    user_views,
    views,
)

urlpatterns: list[URLPattern] = [
    path("sign-in", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/code", two_factor_views.second_step, name="second_step"),
    path("sign-in/link/<str:secret>", user_views.sign_in_link, name="sign_in_link"),
    path("sign-out", views.SignOut.as_view(), name="sign_out"),
    path("settings", views.preferences, name="preferences"),
    path("settings/password", views.change_password, name="change_password"),
    path("settings/two-factor", two_factor_views.show, name="two_factor"),
    path("settings/two-factor/begin", two_factor_views.begin, name="begin_two_factor"),
    path("settings/two-factor/confirm", two_factor_views.confirm, name="confirm_two_factor"),
    path("settings/two-factor/codes", two_factor_views.renew_codes, name="renew_codes"),
    path("settings/two-factor/end", two_factor_views.end, name="end_two_factor"),
    path("settings/delegations", delegation_views.delegations, name="delegations"),
    path(
        "settings/delegations/<int:delegation_id>/end",
        delegation_views.end,
        name="end_delegation",
    ),
    path("settings/people", people_views.people, name="people"),
    path("settings/people/options", people_views.options, name="people_options"),
    path("settings/people/new", people_views.hire, name="hire"),
    path("settings/people/teams", team_views.teams, name="teams"),
    # Last, for ids are the source's own and may hold anything.
    path("settings/people/of/<path:person_id>", people_views.person, name="person"),
    path("settings/tokens", token_views.tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/revoke", token_views.revoke, name="revoke_token"),
    path("settings/users", user_views.users, name="users"),
    path("settings/users/new", user_views.create, name="new_user"),
    path("settings/users/<int:user_id>", user_views.user, name="user"),
    path("settings/signing-in", user_views.rules, name="sign_in_rules"),
]

if settings.SALESOPS_SSO:
    from salesops.web.people.sso_urls import urlpatterns as ways_in

    urlpatterns += ways_in
