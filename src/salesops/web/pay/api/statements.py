"""REST: statements, down to their lines and orders, as files, signed as received."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Router, Schema

from salesops.web.access import require
from salesops.web.language import spoken
from salesops.web.pay.actions import disputing
from salesops.web.pay.api.runs import PayRunStepIn
from salesops.web.pay.api.told import some, text_of
from salesops.web.pay.held import READERS, statement_seen, statements_seen
from salesops.web.pay.models import Statement
from salesops.web.pay.statement_views import file_answer
from salesops.web.pay.stating import dispute_until, stated
from salesops.web.signed_in import SignedIn

router = Router(tags=["pay"])


class StatementOut(Schema):
    """A statement: who is paid what, under which plan, in which run."""

    statement_id: str
    run_id: str
    period: str
    person_id: str
    name: str
    status: str
    plan: str
    plan_name: str
    plan_hash: str
    currency: str
    entitled: str
    issued: str
    due: str
    carried: str
    pay_currency: str
    pay_out: str
    before: str | None
    flags: list[str]
    issued_at: datetime | None
    acknowledged_at: datetime | None
    version: int


class StatementLineOut(Schema):
    """One line: how it was worked out, on what, how much."""

    explanation: str
    basis: str | None
    rate: str | None
    amount: str


class StatementOrderOut(Schema):
    """One credit behind a component."""

    order: str
    day: date
    basis: str
    amount: str


class StatementPartOut(Schema):
    """One component of one period, with its lines and the orders behind it."""

    period: str
    component: str
    entitled: str
    issued: str
    due: str
    lines: list[StatementLineOut]
    orders: list[StatementOrderOut]


class StatementWholeOut(StatementOut):
    """A statement with everything it is made of."""

    digest: str
    dispute_until: date | None
    parts: list[StatementPartOut]


@router.get("/pay/statements", response=list[StatementOut])
def statements(request: SignedIn, run_id: str = "", offset: int = 0) -> Any:
    """The statements one may see: one's own, one's people's, everybody's; 500 from an offset."""
    require(request.user, *READERS)
    found = statements_seen(request.user)
    if run_id:
        found = found.filter(run=run_id.replace("\0", "")[:32])
    return [_statement(one) for one in some(found, offset)]


def _statement(one: Statement) -> dict[str, Any]:
    names = set(StatementOut.model_fields) - {"period"}
    told = {name: getattr(one, name) for name in names} | {"period": one.run.period}
    return {name: text_of(value) for name, value in told.items()}


@router.get("/pay/statements/{statement_id}", response=StatementWholeOut)
def statement(request: SignedIn, statement_id: str) -> Any:
    """A statement down to its lines and orders."""
    one, language = statement_seen(request.user, statement_id), spoken()
    told = stated(one, language)
    parts = [
        {
            **{name: text_of(getattr(part, name)) for name in ("entitled", "issued", "due")},
            "period": part.period, "component": kept.component,
            "lines": [
                {"explanation": line.said[language], "basis": text_of(line.basis),
                 "rate": text_of(line.rate), "amount": text_of(line.amount)}
                for line in part.lines
            ],
            "orders": [{k: text_of(v) for k, v in vars(order).items()} for order in part.orders],
        }
        for kept, part in zip(one.parts.all(), told.parts, strict=True)
    ]  # fmt: skip
    more = {"digest": one.digest, "dispute_until": dispute_until(one), "parts": parts}
    return _statement(one) | more


@router.get("/pay/statements/{statement_id}/file.{form}")
def statement_file(request: SignedIn, statement_id: str, form: str) -> Any:
    """A statement as pdf, xlsx or html."""
    return file_answer(request, statement_seen(request.user, statement_id), form)


@router.post("/pay/statements/{statement_id}/acknowledge", response=StatementOut)
def acknowledge(request: SignedIn, statement_id: str, body: PayRunStepIn) -> Any:
    """Sign one's own statement as received."""
    one = disputing.acknowledge_statement(
        actor=request.user, statement_id=statement_id, version=body.version
    )
    return _statement(one)
