"""REST: deals listed, opened, changed, moved, many at once; their steps, flow and risks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from salesops.selling.flow_asked import asked_of
from salesops.selling.moves import Part
from salesops.selling.narrow import narrow_of
from salesops.web.access import require
from salesops.web.boundary import ALL_SEEING, WRITERS, found
from salesops.web.crm import deal_answers
from salesops.web.crm.actions.deals import EDITABLE, change_deal, move_deal, open_deal
from salesops.web.crm.actions.lines import set_lines, told
from salesops.web.crm.actions.undoing import change_deals, undo, undo_bulk
from salesops.web.crm.api.accounts import conflicting
from salesops.web.crm.deal_page import visited
from salesops.web.crm.flowing import told as flow_told
from salesops.web.crm.listings.deals import DEALS
from salesops.web.crm.models import Deal
from salesops.web.crm.risking import at_risk
from salesops.web.lists.rest import documented, listed, one, query_parameter
from salesops.web.problems import Conflict
from salesops.web.signed_in import SignedIn

router = Router(tags=["deals"])
NARROWED = [
    query_parameter("pipeline", "The id of a pipeline"),
    query_parameter("owner", "The id of a person, or me"),
    query_parameter("team", "The id of a team"),
    query_parameter("period", "When deals are expected to close: 2026-Q4, 2026-11, 2026, overdue"),
    query_parameter("line", "A product line"),
    query_parameter("q", "Words of the deal's or its customer's name"),
]
FLOW = [
    query_parameter("from", "The first day; by default that of this month"),
    query_parameter("to", "The last day; by default today"),
    query_parameter("by", "owner, team, stage or pipeline"),
    *NARROWED,
]
NULLABLE = ("account_id", "contact_id", "product_id", "amount", "expected_close_on")


class DealFacts(Schema):
    """What may be said of a deal; what is left out stays as it is."""

    name: str | None = None
    account_id: str | None = None
    contact_id: str | None = None
    owner_id: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    product_id: str | None = None
    expected_close_on: date | None = None
    competitor: str | None = None
    next_step: str | None = None
    lost_reason: str | None = None


class NewDeal(DealFacts):
    """A new deal; without a pipeline it starts in the default one, in its first open stage."""

    name: str
    deal_id: str | None = None
    lead_id: str | None = None
    pipeline_id: str | None = None
    stage: str | None = None


class DealChange(DealFacts):
    """A change; `version` is the one that was read, so that nobody's change is overwritten."""

    version: int


class MoveIn(Schema):
    """Where the deal goes; lost needs a reason, opening again too."""

    stage: str
    version: int | None = None
    pipeline_id: str | None = None
    lost_reason: str = ""
    competitor: str = ""
    reason: str = ""
    closed_on: date | None = None


class LineIn(Schema):
    """One line: a product or at least a product line, how many, for how much."""

    product_id: str | None = None
    product_line: str = ""
    quantity: Decimal | None = None
    amount: Decimal | None = None


class LinesIn(Schema):
    """All lines; the deal's amount follows them unless it is to be kept."""

    version: int | None = None
    lines: list[LineIn]
    keep_amount: bool = False


class Chosen(Schema):
    """One of many deals, with the version it was read in."""

    deal_id: str
    version: int | None = None


class BulkIn(Schema):
    """What to do to many deals: values to set, a stage to move to, or both."""

    deals: list[Chosen]
    values: DealFacts = DealFacts()
    stage: str | None = None
    lost_reason: str = ""
    competitor: str = ""
    reason: str = ""


class ResultOut(Schema):
    """What became of one deal of many."""

    deal_id: str
    is_done: bool
    version: int | None
    problems: list[dict[str, Any]]


class BulkOut(Schema):
    """What became of each; `bulk_id` takes it all back for ten minutes."""

    bulk_id: str
    done: int
    results: list[ResultOut]


class UndoIn(Schema):
    """The version one's own change has led to."""

    version: int


class VisitOut(Schema):
    """One stay in one stage, with who brought the deal there and how long it took in work."""

    stage: str
    entered_at: datetime
    left_at: datetime | None
    person: str
    work_minutes: int


class ChangeOut(Schema):
    """One change of amount, expected close or owner."""

    at: datetime
    field: str
    before: str
    after: str
    person_id: str | None


class RiskOut(Schema):
    """A deal at risk and why."""

    deal_id: str
    name: str
    amount: Decimal | None
    score: int
    risks: list[dict[str, Any]]


def facts(body: Schema) -> dict[str, object]:
    """What was said, by the names the records have; null empties a field."""
    return {
        name: "" if value is None and name not in NULLABLE else value
        for name, value in body.dict(exclude_unset=True).items()
        if name in EDITABLE
    }


@router.get("/deals", openapi_extra=documented(DEALS))
def deals(request: HttpRequest) -> Any:
    """The deals one may see, filtered and in order like the page, a page at a time."""
    return listed(request, "deals")  # type: ignore[arg-type]  # whoever is here is signed in


@router.post("/deals", response={201: Any})
def create(request: SignedIn, body: NewDeal) -> Any:
    """A new deal, with the step by which it enters its first stage."""
    more = {"lead_id": body.lead_id} if body.lead_id else {}
    made = open_deal(
        actor=request.user, values={**facts(body), **more}, pipeline_id=body.pipeline_id,
        stage=body.stage, deal_id=body.deal_id,
    )  # fmt: skip
    return Status(201, _shown(request, made.pk))


@router.get("/deals/flow", response=Any, openapi_extra={"parameters": FLOW})
def flow(request: SignedIn) -> Any:
    """The pipeline's flow: `from`, `to`, `period` (or all), `by`, and the board's filters."""
    _may_look(request)
    query = request.GET.dict()
    asked = asked_of(query, timezone.localdate(), timezone.get_default_timezone())
    return deal_answers.flow(flow_told(request.user, narrow_of(query), asked))


@router.get("/deals/risk", response=list[RiskOut], openapi_extra={"parameters": NARROWED})
def risk(request: SignedIn, limit: int = 200) -> Any:
    """The open deals at risk with their reasons, most amount first; filters as on the board."""
    _may_look(request)
    narrow, today = narrow_of(request.GET.dict()), timezone.localdate()
    return deal_answers.risks(at_risk(request.user, narrow, today, min(max(limit, 1), 500)).rows)


def _may_look(request: SignedIn) -> None:
    require(request.user, *ALL_SEEING, *WRITERS)


@router.post("/deals/bulk", response=BulkOut)
def bulk(request: SignedIn, body: BulkIn) -> Any:
    """Do the same to many deals, each on its own; one that cannot be changed stops no other."""
    said = {
        "lost_reason": body.lost_reason, "competitor": body.competitor, "reason": body.reason,
    }  # fmt: skip
    done = change_deals(
        actor=request.user, deals=[(d.deal_id, d.version) for d in body.deals],
        values=facts(body.values), stage=body.stage, said=said,
    )  # fmt: skip
    return deal_answers.bulk(done)


@router.post("/deals/bulk/{bulk_id}/undo", response=BulkOut)
def bulk_back(request: SignedIn, bulk_id: str) -> Any:
    """Take back what was done to many, where nobody has changed the deal since."""
    return deal_answers.bulk(undo_bulk(actor=request.user, bulk_id=bulk_id))


@router.get("/deals/{path:deal_id}/steps", response=list[VisitOut])
def steps(request: SignedIn, deal_id: str) -> Any:
    """A deal's way through its stages: who moved it when, and how long it stayed."""
    return [vars(one) for one in visited(found(request.user, Deal, deal_id), timezone.now())]


@router.get("/deals/{path:deal_id}/changes", response=list[ChangeOut])
def changes(request: SignedIn, deal_id: str) -> Any:
    """Every change of a deal's amount, expected close and owner, oldest first."""
    return list(found(request.user, Deal, deal_id).changes.order_by("at", "id"))


@router.post("/deals/{path:deal_id}/move", response={200: Any, 409: Any})
def move(request: SignedIn, deal_id: str, body: MoveIn) -> Any:
    """Move a deal into another stage; 409 with the deal as it is now when somebody was first."""
    try:
        moved = move_deal(actor=request.user, deal_id=deal_id, **body.dict())
    except Conflict as conflict:
        return Status(409, conflicting(conflict, _shown(request, deal_id)))
    return Status(200, _shown(request, moved.pk))


@router.post("/deals/{path:deal_id}/undo", response=Any)
def back(request: SignedIn, deal_id: str, body: UndoIn) -> Any:
    """Take back one's own last change, within ten minutes and if nobody was there since."""
    return _shown(request, undo(actor=request.user, deal_id=deal_id, version=body.version).pk)


@router.put("/deals/{path:deal_id}/lines", response={200: Any, 409: Any})
def lines(request: SignedIn, deal_id: str, body: LinesIn) -> Any:
    """What the deal is about; lines with amounts sum to the deal's."""
    wanted = [Part(x.product_line, x.product_id, x.quantity, x.amount) for x in body.lines]
    try:
        changed = set_lines(
            actor=request.user, deal_id=deal_id, version=body.version, lines=wanted,
            keep_amount=body.keep_amount,
        )  # fmt: skip
    except Conflict as conflict:
        return Status(409, conflicting(conflict, _shown(request, deal_id)))
    return Status(200, _shown(request, changed.pk))


def _shown(request: SignedIn, pk: str) -> dict[str, Any]:
    deal = Deal.objects.get(pk=pk)
    about = [
        told(Part(line.product_line, line.product_id, line.quantity, line.amount))
        for line in deal.lines.all()
    ]
    return one(request.user, DEALS, pk) | {
        "lead_id": deal.lead_id, "contact_id": deal.contact_id, "product_id": deal.product_id,
        "lines": about,
    }  # fmt: skip


# The whole rest of an address may be an id, so these come after all others.
@router.get("/deals/{path:deal_id}")
def deal(request: SignedIn, deal_id: str) -> Any:
    """One deal with its lines."""
    return _shown(request, found(request.user, Deal, deal_id).pk)


@router.patch("/deals/{path:deal_id}", response={200: Any, 409: Any})
def change(request: SignedIn, deal_id: str, body: DealChange) -> Any:
    """Change what was said; 409 with the deal as it is now when somebody was first."""
    try:
        changed = change_deal(
            actor=request.user, deal_id=deal_id, values=facts(body), version=body.version
        )
    except Conflict as conflict:
        return Status(409, conflicting(conflict, _shown(request, deal_id)))
    return Status(200, _shown(request, changed.pk))
