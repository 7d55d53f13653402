"""Deals and stages counted by the ledger's engine, ready for the estimates."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from salesops.kernel.period import Period
from salesops.ledger.ledger import Ledger
from salesops.ledger.views import columns
from salesops.process.competing import Outcome, Tally
from salesops.process.conversion import Count
from salesops.process.reached import Entrants, Reached

MONTH = "month"
Of = Literal["deals", "leads"]
Span = tuple[date, date]
"""The first day and the first day after."""


def case_counts(
    ledger: Ledger, by: str = MONTH, of: Of = "deals", span: Span | None = None
) -> list[Count]:
    """Deals or leads by cohort, days and outcome: days to the end, or so far where it is open.

    A deal begins when it is created and is won or lost when it closes. A lead begins when it is
    received, is won on the day of its first deal, and lost when it was found invalid. The cohort
    is the month of the beginning, or a dimension such as `people.team`; `span` keeps those that
    began within. Whoever has no beginning, or an end without its day, belongs to none.
    """
    found: Counter[tuple[str, float, Outcome]] = Counter()
    for row in _rows(ledger, by, of):
        began = row["began_on"]
        if span is None or span[0] <= began < span[1]:
            outcome, days = _standing(row, ledger.as_of)
            cohort = f"{began:%Y-%m}" if by == MONTH else row[by] or ""
            found[cohort, days, outcome] += row["cases"] if days >= 0 else 0
    return [Count(*key, cases) for key, cases in found.items() if cases]


def _standing(row: Mapping[str, Any], as_of: date) -> tuple[Outcome, float]:
    """What became of the cases by the day, and after how many; what ended later is open."""
    ended: date | None = row["ended_on"]
    if ended is None or ended > as_of:
        return "open", float((as_of - row["began_on"]).days)
    return row["outcome"], float((ended - row["began_on"]).days)


def _rows(ledger: Ledger, by: str, of: Of) -> list[dict[str, Any]]:
    more = [] if by == MONTH else [by]
    cases = _leads(ledger, more) if of == "leads" else _deals(ledger, more)
    known = cases.filter(
        cases.began_on.notnull()
        & (cases.began_on <= ledger.as_of)
        & ((cases.outcome == "open") | cases.ended_on.notnull())
    )
    counted = known.group_by("began_on", "ended_on", "outcome", *more).agg(cases=known.count())
    rows: list[dict[str, Any]] = ledger.engine.fetch(counted).to_pylist()
    return rows


def _deals(ledger: Ledger, more: Sequence[str]) -> ir.Table:
    deals = columns(ledger, "deals", more, ("created_on", "closed_on", "status"))
    is_closed = deals.status.isin(["won", "lost"])
    return deals.select(
        *more, began_on=deals.created_on, outcome=is_closed.ifelse(deals.status, "open"),
        ended_on=is_closed.ifelse(deals.closed_on, ibis.null("date")),
    )  # fmt: skip


def _leads(ledger: Ledger, more: Sequence[str]) -> ir.Table:
    leads = columns(ledger, "leads", more, ("lead_id", "received_on", "status"))
    deals, steps = ledger["deals"], ledger["steps"]
    made = deals.filter(deals.lead_id.notnull())
    made = made.group_by(of_lead=made.lead_id).agg(made_on=made.created_on.min())
    moves = steps.filter(steps.case_kind == "lead")
    moves = moves.group_by(moved=moves.case_id).agg(last_on=moves.entered_on.max())
    rows = leads.left_join(made, leads.lead_id == made.of_lead).drop("of_lead")
    rows = rows.left_join(moves, rows.lead_id == moves.moved).drop("moved")
    is_won, is_lost = rows.made_on.notnull(), rows.status == "invalid"
    return rows.select(
        *more, began_on=rows.received_on,
        outcome=ibis.cases((is_won, "won"), (is_lost, "lost"), else_="open"),
        ended_on=ibis.cases((is_won, rows.made_on), (is_lost, rows.last_on),
                            else_=ibis.null("date")),
    )  # fmt: skip


def case_months(
    ledger: Ledger, of: Of = "deals"
) -> tuple[Mapping[str, int], Mapping[tuple[str, str], int]]:
    """Cases begun by month, and wins by (month begun, month won)."""
    entered: Counter[str] = Counter()
    wins: Counter[tuple[str, str]] = Counter()
    for row in _rows(ledger, MONTH, of):
        born = f"{row['began_on']:%Y-%m}"
        entered[born] += row["cases"]
        if _standing(row, ledger.as_of)[0] == "won":
            wins[born, f"{row['ended_on']:%Y-%m}"] += row["cases"]
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
