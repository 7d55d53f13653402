"""What goes wrong outside of any action: a page or a problem that says so, and what to do."""

import logging
import sys
from collections.abc import Callable, Mapping

import simplejson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, Error, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

from salesops.kernel.problem import Problem, Wording
from salesops.web.language import spoken

log = logging.getLogger("salesops.faults")

RETRY_SECONDS = 5
SQLITE_BUSY, SQLITE_LOCKED = 5, 6
# Locks not had in time, deadlocks and other losers of a race, a server that stops or is full.
POSTGRESQL_BUSY = ("55P03", "40001", "40P01", "53300", "57P", "08")

BUSY = Wording(
    "busy",
    zh=("数据库正忙，这次没有保存任何内容", "稍等几秒再试一次；您填写的内容还在浏览器里"),
    en=(
        "The database is busy; nothing was saved this time",
        "Try again in some seconds; what you typed is still in your browser",
    ),
)
NOT_FOUND = Wording(
    "not_found",
    zh=("没有这个地址或这条记录，或者它不是您能看的", "检查地址，或从列表、搜索中重新打开"),
    en=(
        "There is no such address or record, or it is not yours to see",
        "Check the address, or open it from a list or by searching",
    ),
)
FORBIDDEN = Wording(
    "forbidden",
    zh=("您的角色不能这样做", "请管理员或销售运营来做，或为您开通"),
    en=("Your role does not allow this", "Ask an administrator or sales operations"),
)
FORGED = Wording(
    "csrf",
    zh=("这个请求不是从本站的页面发出的，或页面放得太久了", "刷新页面后再试一次"),
    en=(
        "This request did not come from a page of ours, or the page is too old",
        "Load the page again and repeat",
    ),
)
NOT_ALLOWED = Wording(
    "not_allowed",
    zh=("这个地址不接受这种方法", "看 Allow 头或接口文档里列出的方法"),
    en=("This address does not take this method", "See the header Allow, or the documentation"),
)
NO_KEY = Wording(
    "no_key",
    zh=("没有登录，也没有有效的令牌", "在 Authorization 头中给出 Bearer 令牌，或先登录"),
    en=(
        "Nobody is signed in and there is no valid token",
        "Give a token as `Authorization: Bearer …`, or sign in",
    ),
)
TOO_LARGE = Wording(
    "too_large",
    zh=("请求的内容太大", "分几次提交；大文件用导入"),
    en=("The request is too large", "Send it in parts; bring large files in by an import"),
)
UNREADABLE = Wording(
    "unreadable",
    zh=("请求的内容读不出来", "按 UTF-8 的 JSON 提交，并检查引号和括号"),
    en=("The request cannot be read", "Send JSON in UTF-8, and check quotes and brackets"),
)
UNKEPT = Wording(
    "unkept",
    zh=("有一个值无法保存：空字符、残缺的字符或过大的数", "去掉它或改小后再提交"),
    en=(
        "A value cannot be kept: a null byte, half a character, or too large a number",
        "Remove it or make it smaller, and send it again",
    ),
)
BROKEN = Wording(
    "broken",
    zh=("程序出错了，这次没有保存任何内容", "再试一次；还是这样就告诉管理员时间和您在做的事"),
    en=(
        "Something is broken here; nothing was saved this time",
        "Try again; if it stays so, tell an administrator when it was and what you did",
    ),
)
SAID: Mapping[int, Wording] = {
    400: UNREADABLE, 401: NO_KEY, 403: FORBIDDEN, 404: NOT_FOUND, 405: NOT_ALLOWED,
    413: TOO_LARGE, 422: UNKEPT, 500: BROKEN, 503: BUSY,
}  # fmt: skip


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


def told(request: HttpRequest, status: int, wording: Wording | None = None) -> HttpResponse:
    """The answer to a request that failed, in the language it was asked in."""
    code = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    problem = Problem(wording or SAID.get(status, BROKEN))
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
    return told(request, 403, FORGED)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what is not there."""
    return told(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for what nobody caught, called while it is being handled."""
    error = sys.exc_info()[1]
    if isinstance(error, Error):
        log.warning("%s %s failed in the database", request.method, request.path)
    return told(request, status_of(error) or 500)
