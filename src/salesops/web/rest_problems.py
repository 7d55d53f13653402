"""What REST says when something cannot be done: one form, the reader's language, never a page."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as Unfit
from ninja.parser import Parser

from salesops.kernel.problem import Problem, Where, Wording
from salesops.metrics.asking import Unanswerable
from salesops.web.access import NoLedger
from salesops.web.door_problems import (
    BAD_CURSOR,
    FIELD,
    FORGED,
    KINDS,
    LACKS_SCOPE,
    LIMITS,
    NO_LEDGER,
    NOT_FOUND,
    SAID,
    TOO_LARGE,
    unfit,
)
from salesops.web.faults import RETRY_SECONDS, status_of
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.paging import BadCursor
from salesops.web.problems import Conflict, Faulty, Refused
from salesops.web.reports.documents import NoReport


class LacksScope(HttpError):
    """A key that does not open what was asked for."""

    def __init__(self, scope: str) -> None:
        super().__init__(403, f"This token lacks the scope {scope}.")
        self.scope = scope


class JsonParser(Parser):
    """Bodies and forms without what no database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as JSON. Raises ValueError, also for NaN and half characters."""
        return _kept(json.loads(request.body, parse_constant=_refuse))

    def parse_querydict(
        self, data: MultiValueDict, list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The form or the address, without null bytes."""
        read = super().parse_querydict(data, list_fields, request)
        return {name: _kept(value) for name, value in read.items()}


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _kept(value: Any) -> Any:
    """The value without null bytes. Raises UnicodeEncodeError for half a character."""
    if isinstance(value, dict):
        return {_kept(name): _kept(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_kept(one) for one in value]
    if isinstance(value, str):
        value.encode()
        return value.replace("\0", "")
    return value


def install(api: NinjaAPI) -> None:
    """Have the interface answer every failure as a problem."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, _answering(api, handler))


def _answering(api: NinjaAPI, handler: Any) -> Any:
    def answer(request: HttpRequest, error: Any) -> HttpResponse:
        status, problems, more = handler(error)
        told = {"problems": [p if isinstance(p, dict) else _told(p) for p in problems], **more}
        response = api.create_response(request, told, status=status)
        if status == 503:
            response["Retry-After"] = str(RETRY_SECONDS)
        return response

    return answer


def _told(problem: Problem) -> dict[str, object]:
    return problem_shown(problem, spoken())


Answer = tuple[int, list[Any], Mapping[str, Any]]


def _always(status: int, wording: Wording) -> Callable[[Exception], Answer]:
    return lambda _: (status, [Problem(wording)], {})


def _refused(error: Refused) -> Answer:
    status = 404 if error.problem.code.startswith("no_such") else 409
    return status, [error.problem], {}


def _faulty(error: Faulty) -> Answer:
    return 422, list(error.problems), {}


def _conflict(error: Conflict) -> Answer:
    since = [{"who": one.who, "at": one.at, "changes": one.changes} for one in error.since]
    return 409, [error.problem], {"version": error.version, "since": since}


def _forbidden(error: PermissionDenied) -> Answer:
    said = str(error) or _("Your role does not allow this.")
    remedy = SAID[403].sentences(spoken())[1]
    return 403, [{"code": "forbidden", "reason": said, "remedy": remedy}], {}


def _invalid(error: ValidationError) -> Answer:
    named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    problems = [unfit(field, " ".join(sentences)) for field, sentences in named.items()]
    return 422, problems, {}


def _unfit(error: Unfit) -> Answer:
    return 422, [_of_field(one) for one in error.errors[:50]], {}


def _of_field(error: Mapping[str, Any]) -> Problem:
    """What is wrong with one value of a body or an address."""
    place = [str(part) for part in error["loc"] if part not in ("body", "query", "path", "form")]
    # The body itself is called what the function calls it, which is nobody's business.
    field = ".".join(place[1:] if error["loc"][0] == "body" and len(place) > 1 else place)
    kind = KINDS.get(error["type"], "unfit")
    zh, en = FIELD[kind]
    context = error.get("ctx", {})
    limit = next((str(context[name]) for name in LIMITS if name in context), "")
    values = {"field": field, "limit": limit, "why": error["msg"]}
    return Problem(Wording(kind, zh=zh, en=en), Where(column=field), values)


def _http(error: HttpError) -> Answer:
    cause = error.__cause__
    status = status_of(cause)
    if status is not None:
        return status, [Problem(SAID[status])], {}
    if isinstance(error, LacksScope):
        return 403, [Problem(LACKS_SCOPE, values={"scope": error.scope})], {}
    if error.status_code == 401 or (cause is not None and error.status_code == 400):
        return error.status_code, [Problem(SAID[error.status_code])], {}
    if error.status_code == 403 and "CSRF" in str(error):
        return 403, [Problem(FORGED)], {}
    said = {"code": f"http_{error.status_code}", "reason": str(error), "remedy": ""}
    return error.status_code, [said], {}


def _database(error: Exception) -> Answer:
    status = status_of(error)
    if status is None:
        raise error
    return status, [Problem(SAID[status])], {}


HANDLERS: Mapping[type[Exception], Any] = {
    PermissionDenied: _forbidden,
    NoLedger: _always(404, NO_LEDGER),
    Refused: _refused,
    Conflict: _conflict,
    Faulty: _faulty,
    ValidationError: _invalid,
    Unfit: _unfit,
    BadCursor: _always(422, BAD_CURSOR),
    Unanswerable: lambda error: (422, list(error.problems), {}),
    NoReport: lambda error: (
        422, [{"code": "no_report", "reason": str(error), "remedy": ""}], {}
    ),
    Http404: _always(404, NOT_FOUND),
    RequestDataTooBig: _always(413, TOO_LARGE),
    HttpError: _http,
    OperationalError: _database,
    DataError: _database,
    OverflowError: _database,
    UnicodeEncodeError: _database,
    ValueError: _database,
}  # fmt: skip
