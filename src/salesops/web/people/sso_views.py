"""The way to a provider and back, and linking one's own account there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from salesops.web.people.arriving import may_connect, unlink_account
from salesops.web.people.sign_in import knows_password
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.sso import Way

log = logging.getLogger("salesops.sso")
PASSED_ON = ("next", "process")
PROCESSES = ("login", "connect")


def way_of(key: str) -> Way:
    """The configured way of this name; there is no page for any other."""
    found = next((way for way in settings.SALESOPS_SSO if way.key == key), None)
    if found is None:
        raise Http404
    return found


@never_cache
@require_GET
def go(request: HttpRequest, key: str) -> HttpResponse:
    """To the provider."""
    way = way_of(key)
    asked = QueryDict(mutable=True)
    asked.update({n: request.GET[n] for n in PASSED_ON if n in request.GET})
    if asked.get("process", "login") not in PROCESSES:
        raise Http404
    if asked.get("process") == "connect" and not may_connect(request):
        return redirect("preferences")
    request.GET = asked  # type: ignore[assignment]  # no scope or parameter of somebody else's
    return _trying(request, way, _login(way))


@never_cache
@require_GET
def back(request: HttpRequest, key: str) -> HttpResponse:
    """From the provider, with who came."""
    way = way_of(key)
    return _trying(request, way, _callback(way))


def back_by_id(request: HttpRequest, provider_id: str) -> HttpResponse:
    """From a provider that django-allauth knows by an id."""
    return back(request, provider_id)


def _trying(
    request: HttpRequest, way: Way, view: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """A provider that is down, or answers nonsense, is no mistake of the reader's."""
    try:
        return view(request)
    except (requests.RequestException, OAuth2Error, KeyError, ValueError) as error:
        log.warning("%s: %s", way.key, type(error).__name__)
        said = _("Signing in with %s did not work. Try again, or use your password.")
        messages.error(request, said % (way.name or way.key))
        return redirect("sign_in")


def _login(way: Way) -> Callable[[HttpRequest], HttpResponse]:
    if way.provider == "openid_connect":
        views = import_module(f"{way.app}.views")
        return lambda request: views.login(request, way.key)
    view: Callable[[HttpRequest], HttpResponse] = OAuth2LoginView.adapter_view(_adapter(way))
    return view


def _callback(way: Way) -> Callable[[HttpRequest], HttpResponse]:
    if way.provider == "openid_connect":
        views = import_module(f"{way.app}.views")
        return lambda request: views.callback(request, way.key)
    view: Callable[[HttpRequest], HttpResponse] = OAuth2CallbackView.adapter_view(_adapter(way))
    return view


def _adapter(way: Way) -> type:
    (provider,) = import_module(f"{way.app}.provider").provider_classes
    adapter: type = provider.oauth2_adapter_class
    return adapter


@login_required
@never_cache
@sensitive_post_parameters()
@require_POST
def connect(request: SignedIn, key: str) -> HttpResponse:
    """Begin to link one's account there, with the password."""
    way = way_of(key)
    if not knows_password(request.user, request.POST.get("password", "")):
        messages.error(request, _("This is not your password."))
        return redirect("preferences")
    may_connect(request, begin=True)
    return render(request, "people/connect.html", {"way": way})


@login_required
@require_POST
def disconnect(request: SignedIn, key: str) -> HttpResponse:
    """End the link."""
    try:
        unlink_account(actor=request.user, user=request.user, provider=way_of(key).key)
    except Refused:
        raise Http404 from None
    messages.success(request, _("The account is no longer linked."))
    return redirect("preferences")
