"""Pages about oneself: signing in and out, settings."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from salesops.web.design.frame import THEME_COOKIE, chosen_theme
from salesops.web.language import chosen
from salesops.web.people import actions
from salesops.web.people.entering import enter
from salesops.web.people.forms import PasswordForm, PreferencesForm, SignInForm
from salesops.web.people.models import Theme, User
from salesops.web.people.two_factor import confirmed
from salesops.web.signed_in import SignedIn

YEAR_SECONDS = 31_536_000


class SignIn(LoginView):
    """The first page anybody sees."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Beside the form, the ways in by a company's own accounts."""
        ways = [(way.key, way.name or _("the company's account")) for way in settings.SALESOPS_SSO]
        return {**super().get_context_data(**kwargs), "ways": ways}

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]  # our own form
        """Go on to the second step, or in."""
        user = form.get_user()
        return enter(self.request, user, self.get_success_url(), "password")


class SignOut(LogoutView):
    """Back to the first page."""


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: SignedIn) -> HttpResponse:
    """Language and theme, and the form for a new password."""
    shown = {"language": chosen(request), "theme": chosen_theme(request)}
    form = PreferencesForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        return _kept(request, form.cleaned_data["language"], form.cleaned_data["theme"])
    return _preferences(request, form, PasswordForm(request.user))


def _preferences(
    request: SignedIn, form: PreferencesForm, password_form: PasswordForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "password_form": password_form,
        "second_step_on": confirmed(request.user) is not None,
        "ways": _ways(request.user),
    }
    return render(request, "people/preferences.html", context, status=status)


def _kept(request: SignedIn, language: str, theme: str) -> HttpResponse:
    actions.set_preferences(actor=request.user, language=language, theme=Theme(theme))
    with translation.override(language):
        messages.success(request, _("Saved."))
    response = redirect("preferences")
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, language), (THEME_COOKIE, theme)):
        response.set_cookie(name, value, max_age=YEAR_SECONDS, samesite="Lax")
    return response


def _ways(user: User) -> list[dict[str, object]]:
    """The company's accounts one may sign in with, and which of them are linked."""
    if not settings.SALESOPS_SSO:
        return []
    linked = dict(user.linked_accounts.values_list("provider", "uid"))
    return [
        {"key": way.key, "name": way.name or _("the company's account"), "uid": linked.get(way.key)}
        for way in settings.SALESOPS_SSO
    ]


@login_required
@require_POST
def change_password(request: SignedIn) -> HttpResponse:
    """A new password; the reader stays signed in here and nowhere else."""
    form = PasswordForm(request.user, request.POST)
    if form.is_valid():
        actions.change_password(
            actor=request.user, user=request.user, password=form.cleaned_data["new_password1"]
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, _("The password is changed."))
        return redirect("preferences")
    shown = {"language": chosen(request), "theme": chosen_theme(request)}
    return _preferences(request, PreferencesForm(initial=shown), form, 422)
