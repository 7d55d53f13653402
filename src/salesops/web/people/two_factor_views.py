"""Pages of the second step: asked for at sign-in, set up and ended under one's own settings."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.web.people import codes, two_factor
from salesops.web.people.entering import ENROL, let_in, waiting
from salesops.web.people.models import TwoFactor
from salesops.web.people.secrecy import Unreadable, opened
from salesops.web.signed_in import SignedIn

FEW = 3


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of somebody whose password was right."""
    found = waiting(request)
    if found is None:
        return redirect("sign_in")
    user, goal, way = found
    if request.method == "GET":
        return render(request, "people/second_step.html", {"name": user.name})
    now = timezone.now()
    kind = two_factor.passes(user, request.POST.get("code", ""), now)
    if kind is None:
        context = {"name": user.name, "failure": True, "barred": two_factor.is_barred(user, now)}
        return render(request, "people/second_step.html", context, status=422)
    response = let_in(request, user, goal, f"{way}+{kind}")
    if kind == "recovery":
        messages.warning(request, _left(two_factor.codes_left(user)))
    return response


def _left(number: int) -> str:
    return _("Recovery codes left: %s.") % number


@login_required
@never_cache
@require_GET
def show(request: SignedIn) -> HttpResponse:
    """How the second step stands: off, being set up, or on."""
    return _shown(request)


def _shown(request: SignedIn, status: int = 200, **context: Any) -> HttpResponse:
    kept = TwoFactor.objects.filter(user=request.user).first()
    is_on = kept is not None and kept.confirmed_at is not None
    context |= {
        "is_on": is_on,
        "since": kept.confirmed_at if kept else None,
        "is_required": two_factor.is_required(request.user),
    }
    if is_on:
        left = two_factor.codes_left(request.user)
        context |= {"codes_left": _left(left), "are_few": left < FEW}
    if kept and not is_on:
        context |= _picture(request, kept)
    return render(request, "people/two_factor.html", context, status=status)


def _picture(request: SignedIn, kept: TwoFactor) -> dict[str, str]:
    try:
        secret = opened(kept.secret)
    except Unreadable:
        return {}
    picture = codes.picture(codes.address(secret, request.user.username))
    return {"picture": picture, "secret": " ".join(secret[i : i + 4] for i in range(0, 32, 4))}


@login_required
@require_POST
def begin(request: SignedIn) -> HttpResponse:
    """A picture to scan."""
    try:
        two_factor.begin(actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("two_factor")


@login_required
@never_cache
@require_POST
def confirm(request: SignedIn) -> HttpResponse:
    """The first code; with it the second step is on, and the recovery codes are shown."""
    try:
        given = two_factor.confirm(actor=request.user, code=request.POST.get("code", ""))
    except ValidationError as error:
        return _shown(request, 422, failure=" ".join(error.messages))
    request.session.pop(ENROL, None)
    return _shown(request, recovery_codes=given)


@login_required
@never_cache
@sensitive_post_parameters()
@require_POST
def renew_codes(request: SignedIn) -> HttpResponse:
    """New recovery codes for lost ones."""
    try:
        given = two_factor.renew_codes(
            actor=request.user, password=request.POST.get("password", "")
        )
    except ValidationError as error:
        return _shown(request, 422, failure=" ".join(error.messages))
    return _shown(request, recovery_codes=given)


@login_required
@sensitive_post_parameters()
@require_POST
def end(request: SignedIn) -> HttpResponse:
    """Turn it off, with the password."""
    try:
        two_factor.end(actor=request.user, password=request.POST.get("password", ""))
    except ValidationError as error:
        return _shown(request, 422, failure=" ".join(error.messages))
    messages.success(request, _("The second step is off."))
    return redirect("two_factor")
