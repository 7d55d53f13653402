"""The REST interface: every part's endpoints under one roof, by token or by session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import simplejson
from django.http import HttpRequest
from django.utils import timezone
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer, SessionAuth

from salesops.web.administration.api import router as administration
from salesops.web.automation.api import router as automation
from salesops.web.crm.api.accounts import router as accounts
from salesops.web.crm.api.assignment import router as assignment
from salesops.web.crm.api.contacts import router as contacts
from salesops.web.crm.api.customer import router as customer
from salesops.web.crm.api.deals import router as deals
from salesops.web.crm.api.doings import router as doings
from salesops.web.crm.api.finding import router as finding
from salesops.web.crm.api.leads import router as leads
from salesops.web.crm.api.notes import router as notes
from salesops.web.crm.api.pipelines import router as pipelines
from salesops.web.crm.api.pools import router as pools
from salesops.web.describing import described
from salesops.web.effects.api import router as effects
from salesops.web.explore.api import router as explore
from salesops.web.foreseen import foreseen_of
from salesops.web.honours.api import router as honours
from salesops.web.honours.ladder_api import router as ladders
from salesops.web.imports.api import router as imports
from salesops.web.language import speak_as
from salesops.web.lists.api import router as lists
from salesops.web.notices.api import router as notices
from salesops.web.pay.api import router as pay
from salesops.web.pay_plans.api import router as pay_plans
from salesops.web.people.api import router as people
from salesops.web.people.models import User
from salesops.web.people.users_api import router as users
from salesops.web.process.api import router as process
from salesops.web.reports.api import router as reports
from salesops.web.rest_problems import JsonParser, LacksScope, install
from salesops.web.scopes import needed, opens
from salesops.web.targets.api import router as plans
from salesops.web.targets.paste_api import router as pasted
from salesops.web.targets.reconcile_api import router as reconciled
from salesops.web.targets.tree_api import router as plan_tree
from salesops.web.territories.api import router as territories
from salesops.web.tracking.api import router as tracking
from salesops.web.tracking.measure_api import router as measures
from salesops.web.workspace.api import router as workspace
from salesops.web.workspace.audit_api import router as audited
from salesops.web.workspace.bearing import bearer_and, secret_of

PREFIX = "api/v1/"


class TokenAuth(HttpBearer):
    """A key in the Authorization header, which opens what its scopes say."""

    def __call__(self, request: HttpRequest) -> User | None:
        """The user of the key, if the request brings one."""
        secret = secret_of(request)
        return self.authenticate(request, secret) if secret else None

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The key's user, who from then on is the request's."""
        match, method = request.resolver_match, str(request.method)
        asked = _addressed().get((match.route if match else "", method))
        sure = foreseen_of(asked.view_func, match.kwargs) if asked and match else ()
        found, *rows = bearer_and(token, timezone.now(), *sure)
        if found is None:
            return None
        speak_as(request, found.user)
        scope = needed(asked.tags or () if asked else (), method, request.path)
        if not opens(found.scopes, scope):
            raise LacksScope(scope)
        request.user = found.user
        request.foreseen = rows[0] if rows else None  # type: ignore[attr-defined]  # ours
        return found.user


class Inside:
    """Whoever asks from within this process, for an assistant: who that is was made sure of."""

    def __call__(self, request: HttpRequest) -> bool:
        """Whether the request was made here; no request from outside can say so."""
        return getattr(request, "inside", False) is True


def _operations() -> Iterator[tuple[str, str, Operation]]:
    """Every operation, by the address under which it was declared and each of its methods."""
    for router in api._get_bound_routers():  # noqa: SLF001 - the schema is made of the same
        for path, view in router.path_operations.items():
            for one in view.operations:
                yield from ((f"/{path.lstrip('/')}", method, one) for method in one.methods)


@cache
def _addressed() -> Mapping[tuple[str, str], Operation]:
    """Every operation by the address under which Django knows it, and its method."""
    return {
        (f"{PREFIX}{path[1:]}".replace("{", "<").replace("}", ">"), method): one
        for path, method, one in _operations()
    }


@cache
def _named() -> Mapping[tuple[str, str], Operation]:
    return {(method, path.replace("{path:", "{")): one for path, method, one in _operations()}


def operation(method: str, path: str) -> Operation:
    """The operation of that method at that address, as the documentation has it."""
    return _named()[method, path]


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


class Interface(NinjaAPI):
    """The interface, which documents also what every operation has in common."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """The schema with scopes, keys and problems."""
        return described(super().get_openapi_schema(**more))


api = Interface(
    title="SalesOps",
    version="1",
    description="The same questions and actions as the pages, restricted in the same way.",
    auth=[TokenAuth(), Inside(), SignedIn()],
    renderer=Exact(),
    parser=JsonParser(),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", explore)
api.add_router("", imports)
api.add_router("", reports)
api.add_router("", workspace)
api.add_router("", audited)
api.add_router("", people)
api.add_router("", users)
api.add_router("", doings)
api.add_router("", notes)
api.add_router("", customer)
# An id may hold slashes, so what is only an id is looked for after what says more.
api.add_router("", pools)
api.add_router("", accounts)
api.add_router("", contacts)
api.add_router("", pipelines)
api.add_router("", deals)
api.add_router("", leads)
api.add_router("", assignment)
api.add_router("", notices)
api.add_router("", automation)
api.add_router("", reconciled)
api.add_router("", plan_tree)
api.add_router("", pasted)
api.add_router("", plans)
api.add_router("", tracking)
api.add_router("", measures)
api.add_router("", territories)
api.add_router("", pay)
api.add_router("", pay_plans)
api.add_router("", process)
api.add_router("", effects)
# Before the honours, one of which might be called "ladders".
api.add_router("", ladders)
api.add_router("", honours)
api.add_router("", administration)
api.add_router("", lists)
api.add_router("", finding)


install(api)
