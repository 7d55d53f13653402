"""The way in: the first step was right, then a second one where it is on, then the session."""

import time
from collections.abc import Callable

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from salesops.web import audit
from salesops.web.browsers import is_program
from salesops.web.people import two_factor
from salesops.web.people.models import User

BACKEND = "salesops.web.people.sign_in.RateLimitedBackend"
PENDING, ENROL = "second_step", "enrol_first"
PENDING_SECONDS = 300


def enter(request: HttpRequest, user: User, goal: str, way: str) -> HttpResponse:
    """Let in somebody whose first step was right: at once, or when the second one is right too."""
    if two_factor.confirmed(user) is None:
        return let_in(request, user, goal, way)
    # A session somebody prepared must not become the one that waits for the second step.
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": time.time() + PENDING_SECONDS,
        "goal": goal,
        "way": way,
    }
    return redirect("second_step")


def let_in(request: HttpRequest, user: User, goal: str, way: str) -> HttpResponse:
    """Begin the session, and lead to setting up a second step where the role needs one."""
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    if two_factor.is_required(user) and two_factor.confirmed(user) is None:
        request.session[ENROL] = True
    audit.note(user, "sign_in", user.username, {"way": way})
    return HttpResponseRedirect(goal)


def waiting(request: HttpRequest) -> tuple[User, str, str] | None:
    """Who is between the two steps of this session, where they want to go, how they came."""
    kept = request.session.get(PENDING)
    if not kept or kept["until"] < time.time():
        request.session.pop(PENDING, None)
        return None
    user = User.objects.select_related("person").filter(pk=kept["user"]).first()
    if user is None or not user.may_enter(timezone.localdate()):
        return None
    if not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return user, kept["goal"], kept["way"]


def enrol_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that leads whoever needs a second step and has none to where it is set up."""

    def answer(request: HttpRequest) -> HttpResponse:
        if is_program(request) or not request.session.get(ENROL) or _is_open(request.path):
            return get_response(request)
        if request.path.startswith("/api/"):
            told = {"code": "second_step", "reason": _("Your role needs a second step."),
                    "remedy": _("Sign in on a page and set it up.")}  # fmt: skip
            return JsonResponse({"problems": [told]}, status=403)
        return redirect("two_factor")

    return answer


def _is_open(path: str) -> bool:
    names = ("sign_out", "set_language", "health", "report_styles", "vega_bundle")
    return path.startswith(reverse("two_factor")) or path in {reverse(name) for name in names}
