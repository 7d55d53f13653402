"""REST: a customer's story, and all there is to say of it now."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Router, Schema

from salesops.reports.customer import LineShown
from salesops.selling.story import BadPlace, place
from salesops.web.access import account_view, standing
from salesops.web.boundary import found
from salesops.web.crm import customer_page, story
from salesops.web.crm.api.doings import TaskOut
from salesops.web.crm.models import Account
from salesops.web.language import spoken
from salesops.web.signed_in import SignedIn

router = Router(tags=["customers"])


class EventOut(Schema):
    """One thing that happened with a customer; `by_day` when only its day is known."""

    at: datetime
    source: str
    id: str
    kind: str
    who: str
    text: str
    by_day: bool
    facts: dict[str, Any]


class StoryPage(Schema):
    """Some of a customer's story, newest first, and where the earlier part begins."""

    items: list[EventOut]
    next: str | None


@router.get("/accounts/{path:account_id}/timeline", response=StoryPage)
def timeline(
    request: SignedIn, account_id: str, group: str = "", before: str = "", limit: int = 50
) -> Any:
    """Everything that happened with a customer, newest first, or of one group of kinds."""
    account = found(request.user, Account, account_id)
    subject = story.subject_of(account, account_view(request.user, account))
    try:
        told = story.told(subject, place(before), group, min(max(limit, 1), 200))
    except BadPlace as error:
        raise Http404 from error
    return {"items": [vars(event) for event in told.events], "next": told.next}


class LineOut(Schema):
    """A product line of a customer: twelve months, those before, and when it should come again."""

    line: str
    net_revenue: Decimal
    net_revenue_before: Decimal
    orders: int
    last_on: date | None
    expected_on: date | None
    overdue_days: int


class PointOut(Schema):
    """One thing to bring to the next visit, and what proves it."""

    said: str
    to_do: str
    evidence: list[str]


class KnowerOut(Schema):
    """Somebody of ours who knows the customer."""

    person_id: str
    name: str
    contacts: int
    last_on: date


class WholeOut(Schema):
    """What the page of a customer says, but for its story; figures as of the snapshot."""

    account_id: str
    name: str
    owner_id: str | None
    last_contact_at: datetime | None
    as_of: date | None
    snapshot_id: str
    currency: str
    net_revenue: Decimal | None
    net_revenue_before: Decimal | None
    unpaid: Decimal | None
    first_order_on: date | None
    last_order_on: date | None
    lines: list[LineOut]
    open_deals: list[str]
    open_tasks: list[TaskOut]
    next_visit: list[PointOut]
    known_by: list[KnowerOut]


@router.get("/accounts/{path:account_id}/360", response=WholeOut)
def whole(request: SignedIn, account_id: str) -> dict[str, Any]:
    """All there is to say of one customer now."""
    account = found(request.user, Account, account_id)
    found_ = customer_page.whole(request.user, account, timezone.now(), standing())
    view, bought, language = found_.view, found_.buying, spoken()
    return {
        "account_id": account.pk, "name": account.name, "owner_id": account.owner_id,
        "last_contact_at": account.last_contact_at,
        "as_of": view.as_of if view else None, "snapshot_id": view.snapshot_id if view else "",
        "currency": view.currency if view else "",
        "net_revenue": bought.now if bought else None,
        "net_revenue_before": bought.before if bought else None,
        "unpaid": bought.unpaid if bought else None,
        "first_order_on": view.first_on if view else None,
        "last_order_on": view.last_on if view else None,
        "lines": [_line(one) for one in bought.lines] if bought else [],
        "open_deals": [deal.pk for deal in found_.deals],
        "open_tasks": found_.tasks,
        "next_visit": [
            {"said": p.said.reason(language), "to_do": p.said.remedy(language),
             "evidence": list(p.evidence)} for p in found_.points
        ],
        "known_by": [{"name": name, **vars(one)} for name, one in found_.knowers],
    }  # fmt: skip


def _line(shown: LineShown) -> dict[str, Any]:
    one, due = shown.bought, shown.rebuy
    return {
        "line": one.line, "net_revenue": one.now, "net_revenue_before": one.before,
        "orders": one.orders, "last_on": one.last_on,
        "expected_on": due.expected_on if due else None,
        "overdue_days": due.overdue_days if due else 0,
    }  # fmt: skip
