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


def deal_entrants(ledger: Ledger, stages: Sequence[str], lost: Sequence[str]) -> list[Entrants]:
    """What became of the deals that entered each stage."""
    if not stages:
        return []
    rows = stage_cases(ledger, stages, lost)
    counted = rows.group_by("place").agg(
        entered=rows.count(),
        advanced=rows.count(where=rows.outcome == "won"),
        lost=rows.count(where=rows.outcome == "lost"),
    )
    found = {row.pop("place"): row for row in ledger.engine.fetch(counted).to_pylist()}
    none = {"entered": 0, "advanced": 0, "lost": 0}
    return [Entrants(stage, **found.get(n, none)) for n, stage in enumerate(stages)]


def stage_cases(ledger: Ledger, stages: Sequence[str], lost: Sequence[str]) -> ir.Table:
    """Every deal once a stage it entered: when first, by which version, and what became of it.

    `place` is the stage's in the order, `waited` the days since it first entered the one before.
    `outcome` is `won` where it went on to a later stage, `lost` where it was lost after it, else
    `open`; `decided_on` is the day of that.
    """
    steps = ledger["steps"]
    steps = steps.filter(steps.case_kind == "deal")
    places = ibis.cases(*((steps.to_stage == stage, n) for n, stage in enumerate(stages)))
    moves = steps.filter(steps.to_stage.isin(list(stages))).mutate(place=places)
    first = moves.group_by("case_id", "place").agg(
        sequence=moves["sequence"].min(), began_on=moves.entered_on.min()
    )
    came = moves.inner_join(first, ["case_id", "place", "sequence"]).select(
        "case_id", "place", "sequence", "entered_on", "process_version"
    )
    before = first.select(b_case="case_id", b_place=first.place + 1, b_on="began_on")
    came = came.left_join(
        before, [came.case_id == before.b_case, came.place == before.b_place]
    ).drop("b_case", "b_place")
    ends = steps.filter(steps.to_stage.isin(list(lost)) if lost else ibis.literal(False))
    onward = _after(first, moves.select("case_id", "sequence", "entered_on", "place"), "on")
    ended = _after(first, ends.select("case_id", "sequence", "entered_on"), "lost")
    for told in (onward, ended):
        same = [came.case_id == told.t_case, came.place == told.t_place]
        came = came.left_join(told, same).drop("t_case", "t_place")
    return came.mutate(
        waited=(came.entered_on.epoch_days() - came.b_on.epoch_days()).cast("int64"),
        outcome=ibis.cases(
            (came.on_day.notnull(), "won"), (came.lost_day.notnull(), "lost"), else_="open"
        ),
        decided_on=came.on_day.fill_null(came.lost_day),
    ).drop("b_on", "on_day", "lost_day")


def _after(first: ir.Table, moves: ir.Table, name: str) -> ir.Table:
    """The day of the first move after a case entered each stage: to a later one, or an end."""
    begun = first.select(t_case="case_id", t_place="place", since="sequence")
    later = moves.inner_join(begun, moves.case_id == begun.t_case)
    later = later.filter(later["sequence"] > later.since)
    if "place" in moves.columns:
        later = later.filter(later.place > later.t_place)
    return later.group_by("t_case", "t_place").agg(**{f"{name}_day": later.entered_on.min()})


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
