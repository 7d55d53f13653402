"""The REST interface: every part's endpoints under one roof, by token or by session."""

from __future__ import annotations

from typing import Any

import simplejson
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer, SessionAuth

from salesops.metrics.asking import Unanswerable
from salesops.web.access import NoLedger
from salesops.web.administration.api import router as administration
from salesops.web.crm.api.accounts import router as accounts
from salesops.web.crm.api.assignment import router as assignment
from salesops.web.crm.api.contacts import router as contacts
from salesops.web.crm.api.deals import router as deals
from salesops.web.crm.api.doings import router as doings
from salesops.web.crm.api.leads import router as leads
from salesops.web.crm.api.pipelines import router as pipelines
from salesops.web.crm.api.pools import router as pools
from salesops.web.explore.api import router as explore
from salesops.web.imports.api import router as imports
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.notices.api import router as notices
from salesops.web.paging import BadCursor
from salesops.web.people.api import router as people
from salesops.web.people.models import User
from salesops.web.people.users_api import router as users
from salesops.web.problems import Conflict, Refused
from salesops.web.reports.api import router as reports
from salesops.web.reports.documents import NoReport
from salesops.web.workspace.actions import bearer
from salesops.web.workspace.api import router as workspace


class TokenAuth(HttpBearer):
    """A key in the Authorization header; one without the scope `write` only reads."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The key's user, who from then on is the request's."""
        found = bearer(token, timezone.now())
        if found is None:
            return None
        needed = "read" if request.method == "GET" or request.path.endswith("/ask") else "write"
        if needed not in found.scopes:
            raise HttpError(403, f"This token lacks the scope '{needed}'.")
        request.user = found.user
        return found.user


class SignedIn(SessionAuth):
    """Somebody who signed in on a page; changes then need the page's CSRF token."""


class Exact(BaseRenderer):
    """JSON in which amounts keep all their digits."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:  # noqa: ARG002
        """The answer as JSON text."""
        return simplejson.dumps(data, use_decimal=True, ensure_ascii=False, default=_text)


def _text(value: object) -> object:
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)


api = NinjaAPI(
    title="SalesOps",
    version="1",
    description="The same questions and actions as the pages, restricted in the same way.",
    auth=[TokenAuth(), SignedIn()],
    renderer=Exact(),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", explore)
api.add_router("", imports)
api.add_router("", reports)
api.add_router("", workspace)
api.add_router("", people)
api.add_router("", users)
api.add_router("", doings)
# An id may hold slashes, so what is only an id is looked for after what says more.
api.add_router("", pools)
api.add_router("", accounts)
api.add_router("", contacts)
api.add_router("", pipelines)
api.add_router("", deals)
api.add_router("", leads)
api.add_router("", assignment)
api.add_router("", notices)
api.add_router("", administration)


def _told(request: HttpRequest, status: int, *problems: dict[str, object]) -> HttpResponse:
    return api.create_response(request, {"problems": list(problems)}, status=status)


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """What the user's role does not allow."""
    return _told(request, 403, {"code": "forbidden", "reason": str(error), "remedy": ""})


@api.exception_handler(NoLedger)
def no_ledger(request: HttpRequest, error: NoLedger) -> HttpResponse:
    """A snapshot that does not exist, or none at all."""
    reason, remedy = "There is no such snapshot.", "Import data and take a snapshot."
    return _told(request, 404, {"code": "no_ledger", "reason": reason, "remedy": remedy})


@api.exception_handler(Refused)
def refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """An action that cannot be done."""
    status = 404 if error.problem.code.startswith("no_such") else 409
    return _told(request, status, problem_shown(error.problem, spoken()))


@api.exception_handler(Conflict)
def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    """What somebody else changed meanwhile, and the version it has now."""
    since = [
        {"who": change.who, "at": change.at, "changes": change.changes} for change in error.since
    ]
    told = {"problems": [problem_shown(error.problem, spoken())], "version": error.version}
    return api.create_response(request, {**told, "since": since}, status=409)


@api.exception_handler(ValidationError)
def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Values that cannot be kept, each with its field."""
    named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    problems: list[dict[str, object]] = [
        {"code": "unfit", "column": field, "reason": " ".join(sentences), "remedy": ""}
        for field, sentences in named.items()
    ]
    return _told(request, 422, *problems)


@api.exception_handler(BadCursor)
def bad_cursor(request: HttpRequest, error: BadCursor) -> HttpResponse:
    """A cursor we did not give out."""
    reason, remedy = "This cursor is of no list here.", "Begin without one."
    return _told(request, 422, {"code": "bad_cursor", "reason": reason, "remedy": remedy})


@api.exception_handler(Unanswerable)
def unanswerable(request: HttpRequest, error: Unanswerable) -> HttpResponse:
    """A question that cannot be asked."""
    return _told(request, 422, *(problem_shown(p, spoken()) for p in error.problems))


@api.exception_handler(NoReport)
def no_report(request: HttpRequest, error: NoReport) -> HttpResponse:
    """A report, form or month that does not exist."""
    return _told(request, 422, {"code": "no_report", "reason": str(error), "remedy": ""})
