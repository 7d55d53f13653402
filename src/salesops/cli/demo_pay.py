"""The demo's pay: two periods closed, one issued and disputed, the running one in review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from salesops.demo.pay import paid_here_since

if TYPE_CHECKING:
    from salesops.web.pay.models import PayRun

CLOSED = 2
DISPUTED_LINE = "请核对这一行：有一单没有算进去。"


def pay_months(until: date) -> None:
    """Pay the sellers since the company pays them here, up to the running month."""
    from salesops.cli.demo_pay_plans import pay_sellers
    from salesops.kernel.period import month_later

    since, running = paid_here_since(until), until.replace(day=1)
    for year in sorted({since.year, running.year}):
        pay_sellers(year, since, until)
    months = [since]
    while months[-1] < running:
        months.append(month_later(months[-1]))
    for number, month in enumerate(months):
        run = _calculated(f"{month:%Y-%m}")
        if month < running:
            _issued(run, is_closed=number < CLOSED)
    _dispute(f"{months[-2]:%Y-%m}")


def _calculated(period: str) -> PayRun:
    from salesops.web.access import Owner
    from salesops.web.pay.actions.runs import calculate_pay
    from salesops.web.pay.jobs import calculate

    run = calculate_pay(actor=Owner("demo"), period=period)
    calculate(run)
    return run


def _issued(run: PayRun, *, is_closed: bool) -> None:
    from salesops.web.pay.actions.runs import approve_pay, close_pay, issue_pay
    from salesops.web.people.models import User

    finance = User.objects.get(username="finance")
    approve_pay(actor=finance, run_id=run.pk)
    issue_pay(actor=finance, run_id=run.pk)
    if is_closed:
        close_pay(actor=finance, run_id=run.pk)


def _dispute(period: str) -> None:
    """The representative objects to a line of the last statement; a bonus waits for approval."""
    from salesops.web.access import Owner
    from salesops.web.pay.actions.adjusting import propose_adjustment
    from salesops.web.pay.actions.disputing import Place, dispute_statement
    from salesops.web.pay.models import Statement
    from salesops.web.people.models import User

    rep = User.objects.get(username="rep")
    statement = Statement.objects.filter(run__period=period, person=rep.person_id).first()
    part = statement.parts.first() if statement else None
    if statement is None or part is None:
        return
    place = Place(part.period, part.component, 1 if part.lines else None)
    dispute_statement(
        actor=rep, statement_id=statement.pk, text=DISPUTED_LINE, place=place
    )  # fmt: skip
    propose_adjustment(
        actor=Owner("demo"), person_id=statement.person_id, period=period, amount=Decimal(800),
        reason="spiff", text="新品首单奖励",
    )  # fmt: skip
