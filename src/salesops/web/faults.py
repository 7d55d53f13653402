"""What goes wrong outside of any action: a page or a problem that says so, and what to do."""

import logging
import sys
from collections.abc import Callable

import simplejson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, Error, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

from salesops.kernel.problem import Problem
from salesops.web.door_problems import BROKEN, FORGED, SAID
from salesops.web.language import spoken
from salesops.web.problems import Refused

log = logging.getLogger("salesops.faults")

RETRY_SECONDS = 5
SQLITE_BUSY, SQLITE_LOCKED = 5, 6
# Locks not had in time, deadlocks and other losers of a race, a server that stops or is full.
POSTGRESQL_BUSY = ("55P03", "40001", "40P01", "53300", "57P", "08")


def is_busy(error: BaseException | None) -> bool:
    """Whether the database could not do it just now, and could later."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)
    state = getattr(cause, "sqlstate", "") or "08"
    return str(state).startswith(POSTGRESQL_BUSY)


def is_unkept(error: BaseException | None) -> bool:
    """Whether a value was such that no database keeps it."""
    if isinstance(error, DataError | OverflowError | UnicodeEncodeError):
        return True
    return isinstance(error, ValueError) and "NUL" in str(error)


def status_of(error: BaseException | None) -> int | None:
    """The status of what is not our own mistake."""
    if is_busy(error):
        return 503
    if isinstance(error, RequestDataTooBig):
        return 413
    return 422 if is_unkept(error) else None


def told(request: HttpRequest, status: int, problem: Problem | None = None) -> HttpResponse:
    """The answer to a request that failed, in the language it was asked in."""
    code = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    problem = problem or Problem(SAID.get(status, BROKEN))
    with translation.override(code):
        answer = _json(problem, status) if is_api(request) else _page(request, problem, status)
    if status == 503:
        answer["Retry-After"] = str(RETRY_SECONDS)
    answer.headers.setdefault("Content-Language", code)
    return answer


def is_api(request: HttpRequest) -> bool:
    """Whether a program asked."""
    return request.path.startswith("/api/")


def _json(problem: Problem, status: int) -> HttpResponse:
    said = {"code": problem.code, "severity": problem.severity,
            "reason": problem.reason(spoken()), "remedy": problem.remedy(spoken())}  # fmt: skip
    text = simplejson.dumps({"problems": [said]}, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json; charset=utf-8", status=status)


def _page(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    """A page that asks nothing of the database, which may be what failed."""
    context = {
        "reason": problem.reason(spoken()), "remedy": problem.remedy(spoken()),
        "html_lang": "zh-Hans" if spoken() == "zh" else "en", "theme": "auto", "status": status,
        "again": request.get_full_path() if request.method == "GET" else "",
    }  # fmt: skip
    return HttpResponse(render_to_string("design/fault.html", context), status=status)


class Faults:
    """Middleware outside of all others: no null bytes come in, no bare error goes out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            return told(request, 404)
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        response = self.get_response(request)
        is_bare = response.status_code >= 400 and is_api(request) and not _is_json(response)
        return _clothed(request, response) if is_bare else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a view raised and is not our mistake."""
        if isinstance(error, Refused) and not is_api(request):
            is_gone = error.problem.code.startswith("no_such")
            return told(request, 404 if is_gone else 422, error.problem)
        status = status_of(error)
        if status is None:
            return None
        log.warning("%s %s could not be done: %s", request.method, request.path, error)
        return told(request, status)


def _is_json(response: HttpResponseBase) -> bool:
    return str(response.get("Content-Type", "")).startswith("application/json")


def _clothed(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """A bare answer said again as a problem, with the headers that matter."""
    answer = told(request, response.status_code)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            answer[name] = response.headers[name]
    return answer


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that cannot be read."""
    return told(request, status_of(exception) or 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what a role may not do."""
    return told(request, 403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that did not come from us."""
    return told(request, 403, Problem(FORGED))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what is not there."""
    return told(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for what nobody caught, called while it is being handled."""
    error = sys.exc_info()[1]
    if isinstance(error, Error):
        log.warning("%s %s failed in the database", request.method, request.path)
    return told(request, status_of(error) or 500)
