"""Commands that follow targets: tracking, forecast, why; as far as a user may see."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from salesops.cli.printing import print_rows, printed
from salesops.cli.questions import answering
from salesops.cli.workspace import actor, language, open_workspace, said

if TYPE_CHECKING:
    from salesops.ledger.ledger import Ledger

BY = {
    "team": "people.team_path", "area": "regions.area", "region": "regions.name",
    "person": "people.person_id", "line": "products.line",
}  # fmt: skip
MONTH = click.DateTime(["%Y-%m"])
by = click.option("--by", type=click.Choice(list(BY)), default="team", show_default=True)
until = click.option("--until", type=MONTH, metavar="MONTH", help="Up to this month; else today's.")
as_user = click.option("--as", "username", metavar="USER", help="See what this user may see.")


def _ledger(username: str | None) -> Ledger:
    open_workspace()
    from salesops.web.access import ledger_of

    with answering():
        return ledger_of(actor(username))


def _as_of(ledger: Ledger) -> None:
    click.echo(said(f"截至 {ledger.as_of}", f"As of {ledger.as_of}"), err=True)


@click.command()
@by
@until
@as_user
@printed
def tracking(by: str, until: datetime | None, username: str | None, form: str) -> None:
    """Say how far everybody is: the last period over, misses in a row, and who alarms.

    Below the table every alarm with the chance of a false one.
    """
    ledger = _ledger(username)
    from salesops.insights.targets import missed_targets, tracked
    from salesops.web.tracking.asked import until_of

    day = until_of({"until": f"{until:%Y-%m}"} if until else {}, ledger.as_of)
    found = []
    for node in tracked(ledger, BY[by], day):
        last = node.months[-1] if node.months else None
        known = last if last and last.is_recorded else None
        found.append({
            "node": node.node, "period": last and last.month, "target": last and last.target,
            "actual": known and known.actual,
            "attainment": round(known.error + 1, 4) if known else None,
            "missed_in_a_row": node.track.run, "alarms": node.track.alarms(),
        })  # fmt: skip
    columns = ("node", "period", "target", "actual", "attainment", "missed_in_a_row", "alarms")
    print_rows(columns, found, form)
    if found and all(row["actual"] is None for row in found):
        silent = (
            "没有销售记录：说不出谁完成了多少",
            "No sales are on record: attainment cannot be told",
        )
        click.echo(said(*silent), err=True)
    for one in missed_targets(ledger, BY[by], day):
        told = [one.claim, *one.evidence]
        click.echo("! " + " · ".join(each.in_(language()) for each in told), err=True)
    _as_of(ledger)


@click.command()
@by
@until
@click.option(
    "--span", type=click.Choice(["month", "quarter", "year"]), default="quarter", show_default=True
)
@as_user
@printed
def forecast(by: str, until: datetime | None, span: str, username: str | None, form: str) -> None:
    """Say where the month, quarter or year will end, nine times in ten; parts sum to everybody's.

    The row without a node is everybody together; `method` says how its months were read.
    """
    ledger = _ledger(username)
    from salesops.insights.period_ends import period_ends
    from salesops.web.explore.questions import cache_folder
    from salesops.web.tracking.asked import running_period, until_of

    day = until_of({"until": f"{until:%Y-%m}"} if until else {}, ledger.as_of)
    ends = period_ends(ledger, BY[by], day, running_period({"span": span}, day), cache_folder())
    found = [
        {
            "node": one.node, "target": one.target, "booked": one.booked, "due": one.due,
            "end": one.end and round(one.end.mean), "low": one.end and round(one.end.low),
            "high": one.end and round(one.end.high), "method": one.method,
        }
        for one in (ends.everybody, *ends.nodes)
    ]  # fmt: skip
    columns = ("node", "target", "booked", "due", "end", "low", "high", "method")
    print_rows(columns, found, form)
    if ends.spread:
        told = "部分目标跨出本期，按工作日计入", "Quotas reach beyond the period: by working days"
        click.echo(said(*told), err=True)
    _as_of(ledger)


@click.command()
@click.argument("node", default="")
@by
@click.option("--from", "first", type=MONTH, metavar="MONTH", help="The first month.")
@click.option("--until", "last", type=MONTH, metavar="MONTH", help="The last month.")
@as_user
@printed
def why(
    node: str, by: str, first: datetime | None, last: datetime | None, username: str | None,
    form: str,
) -> None:  # fmt: skip
    """Say why NODE missed its target: market, product, team and target, in parts that sum.

    Without a node, everybody; without months, the last three whole ones; with the last month
    alone, the three up to it.
    """
    ledger = _ledger(username)
    from salesops.insights.causes import reasons
    from salesops.insights.diagnosis import diagnosis
    from salesops.kernel.period import Period, month_later
    from salesops.reports import why as told
    from salesops.reports.pen import Pen
    from salesops.web.explore.questions import cache_folder
    from salesops.web.tracking.asked import why_of

    asked = why_of({"by": BY[by], "node": node}, ledger.as_of)
    end = month_later(last.date()) if last else asked.period.ends_before
    begin = first.date() if first else month_later(end, -3)
    if begin >= end:
        raise click.BadParameter(said("月份的先后颠倒了", "The last month is before the first"))
    pen = Pen(language(), ledger.currency)
    found = diagnosis(ledger, asked.where, Period(begin, end), cache_folder())
    rows = [
        {
            "family": cause.family, "cause": told.name_of(cause, pen), "amount": cause.amount,
            "grade": cause.grade, "named": cause.is_named,
            "reasons": "; ".join(one.in_(language()) for one in reasons(cause)),
        }
        for cause in found.causes
    ]  # fmt: skip
    print_rows(("family", "cause", "amount", "grade", "named", "reasons"), rows, form)
    click.echo(told.headline(found, pen), err=True)
    _as_of(ledger)
