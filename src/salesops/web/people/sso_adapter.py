"""Where django-allauth hands over: it asks the provider who came, and we decide what follows."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from salesops.web.people.arriving import Arrival, arrive


class Matched(DefaultSocialAccountAdapter):
    """Nobody signs up, and nobody is let in by any other way than ours."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """What follows once the provider has said who came."""
        goal = str(sociallogin.state.get("next") or "")
        if not url_has_allowed_host_and_scheme(
            goal, {request.get_host()}, require_https=request.is_secure()
        ):
            goal = ""
        process = str(sociallogin.state.get("process") or "login")
        raise ImmediateHttpResponse(arrive(request, arrival_of(sociallogin), process, goal))

    def authenticate_by_email(self, *_asked: object) -> None:
        """Not by the library's own rule."""

    def is_open_for_signup(self, *_asked: object) -> bool:
        """Never."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, **_told: object
    ) -> NoReturn:
        """Back to the door, with a sentence."""
        said = _("Signing in with %s did not work. Try again, or use your password.")
        messages.error(request, said % (getattr(provider, "name", "") or provider))
        raise ImmediateHttpResponse(redirect("sign_in"))


def arrival_of(sociallogin: SocialLogin) -> Arrival:
    """Who came, with the addresses that may stand for them."""
    account = sociallogin.account
    way = next((w for w in settings.SALESOPS_SSO if account.provider in (w.key, w.provider)), None)
    emails = {one.email for one in sociallogin.email_addresses if one.email and one.verified}
    if given := account.extra_data.get("enterprise_email"):
        emails.add(given)
    trusted = way is not None and way.trusts_mail
    key = way.key if way else account.provider
    return Arrival(key, str(account.uid), tuple(sorted(emails)) if trusted else ())
