"""Deals and stages counted by the ledger's engine, ready for the estimates."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from salesops.kernel.period import Period
from salesops.ledger.ledger import Ledger
from salesops.ledger.views import columns
from salesops.process.competing import Outcome, Tally
from salesops.process.conversion import Count
from salesops.process.reached import Entrants, Reached

MONTH = "month"


def deal_counts(ledger: Ledger, by: str = MONTH) -> list[Count]:
    """Deals by cohort, days and outcome: won and lost by days open, open ones by days so far.

    The cohort is the month of creation, or a dimension such as `people.team`. Deals without the
    day they were created belong to none, and closed ones without the day they closed neither.
    """
    found: Counter[tuple[str, float, Outcome]] = Counter()
    for row in _rows(ledger, by):
        born, closed = row["created_on"], row["closed_on"]
        outcome: Outcome = row["status"] if row["status"] in ("won", "lost") else "open"
        days = ((closed if outcome != "open" else ledger.as_of) - born).days
        if days >= 0:
            cohort = f"{born:%Y-%m}" if by == MONTH else row[by] or ""
            found[cohort, float(days), outcome] += row["cases"]
    return [Count(*key, cases) for key, cases in found.items()]


def _rows(ledger: Ledger, by: str) -> list[dict[str, Any]]:
    own = ("created_on", "closed_on", "status")
    deals = columns(ledger, "deals", [] if by == MONTH else [by], own)
    known = deals.filter(
        deals.created_on.notnull()
        & (deals.created_on <= ledger.as_of)
        & (deals.status.notin(["won", "lost"]) | deals.closed_on.notnull())
    )
    keys = [*own, *([] if by == MONTH else [by])]
    counted = known.group_by(*keys).agg(cases=known.count())
    rows: list[dict[str, Any]] = ledger.engine.fetch(counted).to_pylist()
    return rows


def deal_months(ledger: Ledger) -> tuple[Mapping[str, int], Mapping[tuple[str, str], int]]:
    """Deals created by month, and wins by (month created, month won)."""
    entered: Counter[str] = Counter()
    wins: Counter[tuple[str, str]] = Counter()
    for row in _rows(ledger, MONTH):
        born = f"{row['created_on']:%Y-%m}"
        entered[born] += row["cases"]
        if row["status"] == "won":
            wins[born, f"{row['closed_on']:%Y-%m}"] += row["cases"]
    return entered, wins


def tally_of(counts: Iterable[Count]) -> Tally:
    """The counts of all cohorts together."""
    found: dict[tuple[float, Outcome], int] = defaultdict(int)
    for _, days, outcome, cases in counts:
        found[days, outcome] += cases
    return found


def deals_reached(ledger: Ledger, stages: Sequence[str]) -> list[Reached]:
    """The three counts of reached for the deals of the ledger, by the stages in their order.

    Counted on any engine with one pass a stage: the n-th is reached in order where it is entered
    after the one before was.
    """
    if not stages:
        return []
    moves = _moves(ledger, stages)
    touched = _fetched(ledger, moves.group_by("place").agg(cases=moves.case_id.nunique()))
    far = moves.group_by("case_id").agg(far=moves.place.max())
    furthest = _fetched(ledger, far.group_by(place=far.far).agg(cases=far.count()))
    ordered = _in_order(ledger, moves, len(stages))
    return [
        Reached(
            stage, touched.get(n, 0), ordered[n],
            sum(cases for place, cases in furthest.items() if place >= n),
        )
        for n, stage in enumerate(stages)
    ]  # fmt: skip


def _moves(ledger: Ledger, stages: Sequence[str]) -> ir.Table:
    steps = ledger["steps"]
    steps = steps.filter((steps.case_kind == "deal") & steps.to_stage.isin(list(stages)))
    place = ibis.cases(*((steps.to_stage == stage, n) for n, stage in enumerate(stages)))
    return steps.select("case_id", "sequence", place=place)


def _in_order(ledger: Ledger, moves: ir.Table, count: int) -> list[int]:
    first = moves.filter(moves.place == 0)
    came = first.group_by("case_id").agg(at=first.sequence.min())
    found = []
    for n in range(count):
        found.append(ledger.engine.fetch(came.agg(cases=came.count())).to_pylist()[0]["cases"])
        before = came.select(case=came.case_id, since=came["at"])
        next_ = moves.filter(moves.place == n + 1)
        after = next_.inner_join(before, next_.case_id == before.case)
        after = after.filter(after.sequence > after.since)
        came = after.group_by("case_id").agg(at=after.sequence.min())
    return found


def _fetched(ledger: Ledger, counted: ir.Table) -> dict[int, int]:
    return {row["place"]: row["cases"] for row in ledger.engine.fetch(counted).to_pylist()}


def deal_entrants(
    ledger: Ledger, stages: Sequence[str], lost: Sequence[str], since: date | None = None
) -> list[Entrants]:
    """What became of the deals that entered each stage, since a day where one is given."""
    found = []
    for n, stage in enumerate(stages):
        rows = stage_cases(ledger, stages, n, lost)
        if since:
            rows = rows.filter(rows.entered_on >= since)
        counted = rows.agg(
            entered=rows.count(),
            advanced=rows.count(where=rows.outcome == "won"),
            lost=rows.count(where=rows.outcome == "lost"),
        )
        found.append(Entrants(stage, **ledger.engine.fetch(counted).to_pylist()[0]))
    return found


def stage_cases(ledger: Ledger, stages: Sequence[str], at: int, lost: Sequence[str]) -> ir.Table:
    """Every deal that entered a stage: when first, by which version, who, and what became of it.

    `outcome` is `won` where it went on to a later stage, `lost` where it was lost after it, else
    `open`; `decided_on` is the day of that.
    """
    steps = ledger["steps"]
    steps = steps.filter(steps.case_kind == "deal")
    here = steps.filter(steps.to_stage == stages[at])
    first = here.group_by("case_id").agg(sequence=here.sequence.min())
    came = here.inner_join(first, ["case_id", "sequence"]).select(
        "case_id", "sequence", "entered_on", "position_id", "region_id", "process_version"
    )
    return (
        came.left_join(_after(steps, first, stages[at + 1 :], "on"), "case_id")
        .drop("case_id_right")
        .left_join(_after(steps, first, lost, "lost"), "case_id")
        .drop("case_id_right")
        .mutate(
            outcome=lambda t: ibis.cases(
                (t.on_seq.notnull(), "won"), (t.lost_seq.notnull(), "lost"), else_="open"
            ),
            decided_on=lambda t: t.on_day.fill_null(t.lost_day),
        )
    )


def _after(steps: ir.Table, first: ir.Table, stages: Sequence[str], name: str) -> ir.Table:
    """The first move of each case into one of the stages after it came: sequence and day."""
    begun = first.select(case=first.case_id, since=first["sequence"])
    moves = steps.filter(steps.to_stage.isin(list(stages)) if stages else ibis.literal(False))
    moves = moves.inner_join(begun, moves.case_id == begun.case)
    moves = moves.filter(moves["sequence"] > moves.since)
    return moves.group_by("case_id").agg(
        **{f"{name}_seq": moves["sequence"].min(), f"{name}_day": moves.entered_on.min()}
    )


def stays(ledger: Ledger, stages: Sequence[str]) -> Mapping[str, Tally]:
    """By stage, the visits of deals by days (rounded up to whole ones) and whether they ended."""
    steps = ledger["steps"]
    steps = steps.filter((steps.case_kind == "deal") & steps.to_stage.isin(list(stages)))
    left_on = steps.left_at.cast("date")
    counted = steps.group_by("to_stage", "entered_on", left_on=left_on).agg(cases=steps.count())
    found: dict[str, dict[tuple[float, Outcome], int]] = {
        stage: defaultdict(int) for stage in stages
    }
    for row in ledger.engine.fetch(counted).to_pylist():
        left: date | None = row["left_on"]
        until = left or ledger.as_of + timedelta(days=1)
        days = float(max((until - row["entered_on"]).days, 0))
        found[row["to_stage"]][days, "won" if left else "open"] += row["cases"]
    return found


def due_amount(ledger: Ledger, window: Period) -> Decimal:
    """The amount of the open deals that are expected to close in a period."""
    deals = ledger["deals"]
    due = deals.filter(
        (deals.status == "open")
        & (deals.expected_close_on >= window.starts_on)
        & (deals.expected_close_on < window.ends_before)
    )
    found = ledger.engine.fetch(due.agg(amount=due.amount.sum())).to_pylist()[0]["amount"]
    return found or Decimal(0)
