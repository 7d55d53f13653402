"""Every page and every operation, asked by every role, is answered as the kept table says."""

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

from salesops.web.workspace.models import AuditEntry
from tests.doors.bodies import body_of, content_of
from tests.doors.operations import operations, read_out
from tests.doors.peopled import company_ids, records_of
from tests.doors.who_may import COLUMNS, HOW, TABLE, WRITE, read, text_of
from tests.doors.world import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Python decides who may, whatever the database; what is asked of PostgreSQL itself is said by
# somebody whose records these are, somebody who sees everything and somebody kept out.
AGAIN = ("bo", "olga", "cy")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What an address has beside ids, each of the ways it is asked.
WORDS = {
    "form": "csv", "what": "deal", "secret": "forged", "bulk_name": "give", "provider": "none",
    "webhook": 0, "rule_id": 0, "question_id": 0, "notice_id": 0, "channel_id": 0, "webhook_id": 0,
    "delivery_id": "none", "relation_id": 0, "bulk_id": "none", "table": "deals",
    "metric": "net_revenue", "kind": "deal", "step": "drop",
}  # fmt: skip
BY_ROUTE = {
    "reports/monthly.<str:form>": {"form": "md"},
    "doings/new/<str:what>": {"what": "note"},
    "admin/backups/<str:name>": {"name": "none"},
    "admin/backups/<str:name>/remove": {"name": "none"},
    "lists/<str:name>/jobs/<str:job_id>": {"job_id": "none"},
    "lists/<str:name>/sheets/<str:job_id>": {"job_id": "none"},
    "lists/<str:name>/sheets/<str:job_id>/file": {"job_id": "none"},
    "lists/<str:name>/done/<int:entry_id>": {"entry_id": 0},
    "lists/<str:name>/done/<int:entry_id>/undo": {"entry_id": 0},
    "deals/flow.<str:form>": {"form": "xlsx"},
    "pay/runs/<str:run_id>/<str:step>": {"step": "close"},
    "pay/adjustments/<str:adjustment_id>/<str:step>": {"step": "approve"},
    "pay/statements/<str:statement_id>/file.<str:form>": {"form": "html"},
    "GET /api/v1/pay/statements/{statement_id}/file.{form}": {"form": "html"},
    "targets/<path:plan_id>/do/<str:what>": {"what": "grow"},
    "pay-plans/unsigned.<str:form>": {"form": "md"},
    "pay-plans/papers/<str:assignment_id>/<str:form>": {"form": "md"},
    "GET /api/v1/reports/{name}": {"name": "monthly"},
    "GET /api/v1/lists/{name}.{form}": {"name": "deals"},
    "POST /api/v1/lists/{name}/sheets": {"name": "deals"},
    "GET /api/v1/lists/{name}/sheets/{job_id}": {"name": "deals", "job_id": "none"},
    "GET /api/v1/lists/{name}/sheets/{job_id}/file": {"name": "deals", "job_id": "none"},
}
QUERIES = {
    "reports/monthly": {"period": "2025-01"},
    "ask/values": {"dimension": "people.name"},
    "doings/new/<str:what>": {"account_id": "A1"},
    "deals/new": {"account_id": "A1"},
    "targets/<path:plan_id>/node": {"key": "bo"},
    "GET /api/v1/plans/{plan_id}/explained": {"key": "bo"},
    "GET /api/v1/plans/{plan_id}/compared": {"other": "PLAN"},
    "DELETE /api/v1/plans/{plan_id}/regions": {"key": "bo"},
    "accounts/merge": {"id": "A1"},
    "settings/people/options": {"field": "manager"},
    "GET /api/v1/ask": {"metrics": "net_revenue"},
    "GET /api/v1/rows": {"metric": "net_revenue"},
    "GET /api/v1/find": {"q": "蓝鲸"},
    "GET /api/v1/effects/power": {"treated": "bo", "starts_on": "2025-03-01", "level": "person"},
    "GET /api/v1/honours/awards/{award_id}/qualifying": {"period": "2025-01"},
    "GET /api/v1/reports/{name}": {"period": "2025-01", "form": "md"},
}


def pages(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """The addresses of all pages, with parameters."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from pages(pattern.url_patterns, route)
        elif not route.startswith(("api/", "static/", "sign-in/with/", "accounts/social/")):
            yield route


def asked(ids: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Every request: its row's name, method, address, and what is sent."""
    for route in dict.fromkeys(pages()):
        for told, address in ways(route, ids):
            query = QUERIES.get(route, {})
            yield f"GET /{told}", "GET", f"/{address}", {"query": query}
            yield f"POST /{told}", "POST", f"/{address}", {"query": query}
    for operation in operations():
        held = {**WORDS, **ids, **BY_ROUTE.get(operation.name, {})}
        body = body_of(operation, {**ids, **BODY, **BODIES.get(operation.name, {})})
        kind = (content_of(operation) or ("application/json", None))[0]
        more = {"query": QUERIES.get(operation.name, {}), "body": body, "kind": kind}
        yield operation.name, operation.method, operation.address(held), more


BODY = {"person_id": "bo", "owner_id": "bo", "other_id": "A2", "version": 1, "kind": "call",
        "starts_on": "2030-01-01", "day": "2030-01-01", "table": "regions",
        "ends_before": "2030-02-01", "absent_id": "bo", "stand_in_id": "ada",
        "direction": "outbound"}  # fmt: skip
BODIES = {
    "POST /api/v1/effects": {"treated": {"bo": "2025-03-01"}, "level": "person", "kind": "spiff"},
    "POST /api/v1/honours/awards/{award_id}/give": {"period": "2025-01"},
    "POST /api/v1/honours/ladders/{ladder_id}/place": {"grade": "P1"},
    "POST /api/v1/honours/ladders": {
        "every": "month",
        "rungs": [{"grade": "P1", "periods": "1", "at_least": "1"}, {"grade": "P2"}],
    },
    "PUT /api/v1/honours/ladders/{ladder_id}": {
        "every": "month",
        "rungs": [{"grade": "P1", "periods": "1", "at_least": "1"}, {"grade": "P2"}],
    },
    "POST /api/v1/honours/awards": {"every": "month", "best": 1},
    "PUT /api/v1/honours/awards/{award_id}": {"every": "month", "best": 1},
    "POST /api/v1/accounts/{account_id}/relations": {"kind": "supplier"},
    "POST /api/v1/deals/{deal_id}/move": {"stage": "需求确认"},
    "POST /api/v1/pay/runs": {"period": "2025-02", "usual_change": "0.3"},
    "POST /api/v1/pay/statements/{statement_id}/dispute": {"component": "", "period": ""},
    "POST /api/v1/pay/disputes/{dispute_id}/answer": {"to": "reject"},
    "POST /api/v1/pay/adjustments": {"period": "2025-01", "reason": "other", "amount": "1"},
    "PUT /api/v1/plans/{plan_id}/goals/{metric}": {"amount": 900, "metric": "net_revenue"},
    "PUT /api/v1/plans/{plan_id}/stance": {"key": "bo"},
    "PUT /api/v1/plans/{plan_id}/offer": {"key": "bo", "amount": 5},
    "POST /api/v1/plans/{plan_id}/comments": {"key": "bo"},
    "POST /api/v1/plans/{plan_id}/step": {"step": "grow"},
    "POST /api/v1/plans/{plan_id}/reconciled": {"locked": [], "least": {}},
    "POST /api/v1/plans/{plan_id}/reconciled/take": {"locked": [], "least": {}},
    "PUT /api/v1/plans/{plan_id}/cells": {
        "cells": [{"key": "bo", "column": "pin", "text": ""}],
        "versions": {},
        "trial": True,
    },
    "POST /api/v1/pay-plans/{plan_id}/assignments": {"person_ids": ["cy"]},
    "POST /api/v1/pay-versions/{version_id}/replay": {"year": 2025, "against": ""},
    "POST /api/v1/pay-versions/{version_id}/simulate": {"growth": 0, "against": ""},
    "PUT /api/v1/plans/{plan_id}/parent": {"key": "bo", "parent_key": "company"},
    "POST /api/v1/plans/{plan_id}/regions": {
        "name": "东区",
        "parent_key": "company",
        "region_id": "",
        "children": [],
    },
}


def ways(route: str, ids: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The route with what stands for its parameters: ids, or each of several words."""
    from salesops.web.lists.registry import PLACES

    held = {**WORDS, **ids, **BY_ROUTE.get(route, {})}
    names = PARAMETER.findall(route)
    unknown = [name for name in names if name not in held and name != "name"]
    assert not unknown, f"say what stands for {unknown} of {route} in tests/doors/peopled.py"
    lists = PLACES if "name" in names and "name" not in held else [None]
    for one in lists:
        said = held | ({"name": one} if one else {})
        told = route.replace("<str:name>", one) if one else route
        yield told, PARAMETER.sub(lambda found, said=said: str(said[found[1]]), route)


def answered(client: Client, method: str, address: str, more: dict[str, Any]) -> str:
    """What came back, in a word; nothing that was done stays done."""
    from urllib.parse import urlencode

    query = urlencode(more["query"])
    path = f"{address}?{query}" if query else address
    body, kind = more.get("body"), more.get("kind", "")
    sent: dict[str, Any] = {}
    if kind == "application/json" and method != "GET":
        sent = {"data": json.dumps(body if body is not None else {}), "content_type": kind}
    elif kind:
        file = SimpleUploadedFile("r.csv", b"region_id,name,parent_id")
        sent = {"data": {**body, "file": file}} if "multipart" in kind else {"data": body or {}}
    with transaction.atomic():
        before = AuditEntry.objects.exclude(action="refuse").count()
        response = getattr(client, method.lower())(path, headers=more["headers"], **sent)
        read_out(response)
        done = AuditEntry.objects.exclude(action="refuse").count() > before
        said = word(response)
        transaction.set_rollback(True)
    # Whoever is refused and yet leaves a mark stands out in the table.
    return said if not done else {"ok": "done"}.get(said, f"{said}!")


def word(response: Any) -> str:
    status = response.status_code
    if status == 401 or (status == 302 and response["Location"].startswith("/sign-in?")):
        return "sign-in"
    return str(status) if status in (403, 404, 405) or status >= 500 else "ok"


@pytest.fixture
def world(home, token) -> dict[str, Any]:
    records_of("cy")
    return {**records_of("bo").ids, **company_ids()}


@pytest.fixture
def answers(world, token) -> dict[str, dict[str, str]]:
    """What each role is answered, by row of the table."""
    who = COLUMNS if connection.vendor == "sqlite" else AGAIN
    clients, cookies = {}, {}
    for name in who:
        # One browser each: every new one would look through all static files again.
        clients[name] = Client(raise_request_exception=False)
        if name != "nobody":
            assert clients[name].login(username=name, password=PASSWORD)
        cookies[name] = clients[name].cookies.copy()
    keys = {name: token(name, "read", "write") for name in who if name != "nobody"}

    def ask(name: str, method: str, address: str, more: dict[str, Any]) -> str:
        is_api = "/api/" in address
        clients[name].cookies = type(cookies[name])() if is_api else cookies[name].copy()
        more = {**more, "headers": keys.get(name, {}) if is_api else {}}
        return answered(clients[name], method, address, more)

    told = {}
    for row, *request in asked(world):
        olgas = ask("olga", *request)
        # What is not done by this method at all has no row.
        if olgas != "405":
            told[row] = {n: olgas if n == "olga" else ask(n, *request) for n in who}
    return told


def test_everybody_gets_what_the_table_says_and_every_address_stands_in_it(answers):
    if os.environ.get(WRITE):
        TABLE.write_text(text_of(answers), encoding="utf-8")
    broken = [row for row, cells in answers.items() if "500" in cells.values()]
    assert broken == []
    kept = read()
    new = sorted(set(answers) - set(kept))
    gone = sorted(set(kept) - set(answers))
    other = {
        f"{row} for {name}": f"{kept[row][name]} → {now}"
        for row, cells in answers.items()
        if row in kept
        for name, now in cells.items()
        if kept[row][name] != now
    }
    assert not new, f"no row says who may; {HOW}: {new}"
    assert not gone, f"rows without an address; {HOW}: {gone}"
    assert not other, f"answers are not as kept; {HOW}: {other}"
