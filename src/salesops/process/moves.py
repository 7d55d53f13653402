"""The flow of the ledger's steps, counted by its engine: one pass for each kind of figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from salesops.ledger.ledger import Ledger
from salesops.ledger.views import columns
from salesops.process.flow import (
    Edge,
    Flow,
    PingPong,
    Rework,
    Times,
    Variant,
    Waiting,
    by_weight,
    covering,
)

Kind = Literal["lead", "deal"]

# The largest prime below 2^31: products of two remainders fit in the integers of every engine.
PRIME = 2_147_483_647
SHOWN = 100
OWN = ("case_id", "sequence", "to_stage", "entered_on", "entered_at", "left_at", "work_minutes")


@dataclass(frozen=True)
class Sample:
    """Which cases are looked at: their kind, when they began, one value of one dimension.

    A dimension is one of the steps, such as `people.team` or `steps.process_version`; a case
    belongs to the value its last step has.
    """

    kind: Kind = "deal"
    starts_on: date | None = None
    ends_before: date | None = None
    where: tuple[str, Sequence[str | None]] | None = None
    outcome: str | None = None


def steps_of(ledger: Ledger, sample: Sample) -> ir.Table:
    """The steps of the sample's cases, with each case's first day and status."""
    by = [] if sample.where is None else [sample.where[0]]
    own = [*OWN, *(["position_id"] if "steps.position_id" not in by else [])]
    steps = columns(ledger, "steps", by, ("case_kind", *own))
    steps = steps.filter(steps.case_kind == sample.kind)
    case = ibis.window(group_by="case_id")
    steps = steps.mutate(began_on=steps.entered_on.min().over(case))
    steps = steps.mutate(last=steps.sequence.max().over(case))
    steps = _with_status(ledger, steps, sample.kind)
    if sample.starts_on:
        steps = steps.filter(steps.began_on >= sample.starts_on)
    if sample.ends_before:
        steps = steps.filter(steps.began_on < sample.ends_before)
    if sample.outcome:
        steps = steps.filter(steps.status == sample.outcome)
    return _those_at_last(steps, sample)


def _with_status(ledger: Ledger, steps: ir.Table, kind: Kind) -> ir.Table:
    """What became of each step's case; nothing where its record is out of sight."""
    records = ledger.parent("deals" if kind == "deal" else "leads")
    key = records[f"{kind}_id"]
    status = records.status
    if kind == "lead":
        status = ibis.ifelse(status.isin(["converted", "invalid"]), status, "open")
    known = records.select(record_id=key, status=status)
    return steps.left_join(known, steps.case_id == known.record_id).drop("record_id")


def _those_at_last(steps: ir.Table, sample: Sample) -> ir.Table:
    if sample.where is None:
        return steps
    dimension, allowed = sample.where
    at_last = steps.filter(steps.sequence == steps["last"])
    value = at_last[dimension]
    named = [one for one in allowed if one is not None]
    inside = value.isin(named) | value.isnull() if None in allowed else value.isin(named)
    kept = at_last.filter(inside).select("case_id")
    return steps.filter(steps.case_id.isin(kept.case_id))


def ledger_flow(ledger: Ledger, sample: Sample | None = None) -> Flow:
    """What happened to the leads or deals of the ledger: map, variants, rework, who waits.

    Where not all steps of a case may be seen, moves between two that may be still count, its
    variant does not. Open cases wait until the end of the ledger's last day.
    """
    steps = steps_of(ledger, sample or Sample())
    until = datetime.combine(ledger.as_of, time()) + timedelta(days=1)
    counted = _fetch(ledger, _tallied(steps))
    activities = {row["to_stage"]: row["events"] for row in counted}
    edges = ledger_edges(ledger, steps)
    return Flow(
        sum(row["ends"] for row in counted),
        sum(activities.values()),
        until,
        _ranked(counted, "events"),
        _ranked(counted, "starts"),
        _ranked(counted, "ends"),
        edges,
        _variants(ledger, steps, list(activities)),
        _rework(ledger, steps),
        _ping_pong(ledger, steps),
        _waiting(ledger, steps, until),
    )


def _tallied(steps: ir.Table) -> ir.Table:
    return steps.group_by("to_stage").agg(
        events=steps.count(),
        starts=steps.count(where=steps.sequence == 1),
        ends=steps.count(where=steps.sequence == steps["last"]),
    )


def _ranked(rows: Sequence[Mapping[str, Any]], figure: str) -> dict[str, int]:
    found = [(row["to_stage"], row[figure]) for row in rows if row[figure]]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def pairs(steps: ir.Table) -> ir.Table:
    """Each step with the next of its case: source, target, the wait in seconds and in work.

    A step whose next one may not be seen is in none.
    """
    case = ibis.window(group_by="case_id", order_by="sequence")
    steps = steps.mutate(target=steps.to_stage.lead().over(case))
    steps = steps.mutate(next_sequence=steps.sequence.lead().over(case))
    both = steps.filter(steps.next_sequence == steps.sequence + 1)
    return both.mutate(
        source=both.to_stage,
        wait=both.left_at.epoch_seconds().cast("int64")
        - both.entered_at.epoch_seconds().cast("int64"),
        worked=both.work_minutes * 60,
    )


def ledger_edges(ledger: Ledger, steps: ir.Table) -> tuple[Edge, ...]:
    """The edges of steps, as the engine counts them."""
    found = []
    for row in _fetch(ledger, _edges(pairs(steps))):
        worked = row["timed"] == row["events"]
        found.append(
            Edge(
                row["source"],
                row["target"],
                row["cases"],
                row["events"],
                _timed(row, "wait"),
                _timed(row, "worked") if worked else None,
            )
        )
    return by_weight(found)


def _edges(both: ir.Table) -> ir.Table:
    edge = ["source", "target"]
    ranked = _with_ranks(_with_ranks(both, edge, "wait"), edge, "worked")
    return ranked.group_by(*edge).agg(
        cases=ranked.case_id.nunique(),
        events=ranked.count(),
        timed=ranked.worked.count(),
        **_times(ranked, "wait"),
        **_times(ranked, "worked"),
    )


def _with_ranks(rows: ir.Table, group: Sequence[str], figure: str) -> ir.Table:
    """The rows with their place by a figure within the group, from 0, and how many there are."""
    ordered = ibis.window(group_by=group, order_by=[figure, "case_id", "sequence"])
    whole = ibis.window(group_by=group)
    return rows.mutate(
        **{
            f"{figure}_rank": ibis.row_number().over(ordered),
            f"{figure}_size": rows.count().over(whole),
        }
    )


def _times(rows: ir.Table, figure: str) -> dict[str, ir.Scalar]:
    return {
        f"{figure}_median": _quantile(rows, figure, 5),
        f"{figure}_p90": _quantile(rows, figure, 9),
        f"{figure}_total": rows[figure].sum(),
    }


def _quantile(rows: ir.Table, figure: str, tenths: int) -> ir.Scalar:
    """Ten times a quantile: the two values next to its place, weighted by tenths of nearness.

    In whole numbers, so exact on every engine; their own quantiles differ: some interpolate,
    some take a sample.
    """
    gap = rows[f"{figure}_rank"] * 10 - (rows[f"{figure}_size"] - 1) * tenths
    near = ibis.ifelse(gap < 0, gap + 10, 10 - gap)
    return (rows[figure] * ibis.ifelse(near > 0, near, 0)).sum()


def _timed(row: Mapping[str, Any], figure: str) -> Times:
    return Times(row[f"{figure}_median"] / 10, row[f"{figure}_p90"] / 10, row[f"{figure}_total"])


def _waiting(ledger: Ledger, steps: ir.Table, until: datetime) -> tuple[Waiting, ...]:
    last = steps.filter(steps.sequence == steps["last"], steps.status == "open")
    now = int((until - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001 - a ledger's times have no zone
    so_far = now - last.entered_at.epoch_seconds().cast("int64")
    last = last.mutate(wait=ibis.ifelse(so_far > 0, so_far, 0))
    ranked = _with_ranks(last, ["to_stage"], "wait")
    counted = ranked.group_by("to_stage").agg(cases=ranked.count(), **_times(ranked, "wait"))
    found = [
        Waiting(row["to_stage"], row["cases"], _timed(row, "wait"))
        for row in _fetch(ledger, counted)
    ]
    return tuple(sorted(found, key=lambda one: (-one.seconds.total, one.activity)))


def _rework(ledger: Ledger, steps: ir.Table) -> tuple[Rework, ...]:
    visit = ibis.window(group_by=["case_id", "to_stage"], order_by="sequence")
    told = steps.mutate(
        visit=ibis.row_number().over(visit),
        before=steps.sequence.lag().over(visit),
        by=steps.position_id.lag().over(visit),
    )
    again = told.filter(told.visit > 0)
    counted = again.group_by("to_stage").agg(
        cases=again.case_id.nunique(),
        repeats=again.count(),
        self_loops=again.count(where=again.before == again.sequence - 1),
        redone=again.count(where=again.by != again.position_id),
    )
    found = [
        Rework(row["to_stage"], row["cases"], row["repeats"], row["self_loops"], row["redone"])
        for row in _fetch(ledger, counted)
    ]
    return tuple(sorted(found, key=lambda one: (-one.repeats, one.activity)))


def _ping_pong(ledger: Ledger, steps: ir.Table) -> tuple[PingPong, ...]:
    case = ibis.window(group_by="case_id", order_by="sequence")
    told = steps.mutate(
        there=steps.to_stage.lag(2).over(case),
        back=steps.to_stage.lag().over(case),
        first=steps.sequence.lag(2).over(case),
    )
    told = told.filter(
        told.first == told.sequence - 2, told.there == told.to_stage, told.back != told.to_stage
    )
    counted = told.group_by("there", "back").agg(cases=told.case_id.nunique(), events=told.count())
    found = [PingPong(**row) for row in _fetch(ledger, counted)]
    return tuple(sorted(found, key=lambda one: (-one.events, one.there, one.back)))


def _variants(ledger: Ledger, steps: ir.Table, stages: Sequence[str]) -> tuple[Variant, ...]:
    """The commonest sequences, exactly; all others only count towards the shares.

    Engines do not agree on how to join texts in order, so a case is told by two sums over its
    steps of a random number of the stage times one of the place, modulo a prime: two sequences
    of a million are taken for one with a chance below 1 in 4,000,000.
    """
    if not stages:
        return ()
    prints = {"one": _print(steps, stages, 1), "two": _print(steps, stages, 2)}
    told = steps.mutate(**prints)
    cases = told.group_by("case_id").agg(
        one=told.one.sum(), two=told.two.sum(), seen=told.count(), last=told["last"].max()
    )
    whole = cases.filter(cases.seen == cases["last"])
    counted = whole.group_by("one", "two", "seen").agg(
        cases=whole.count(), example=whole.case_id.min()
    )
    rows = _fetch(ledger, counted)
    rows.sort(key=lambda row: (-row["cases"], row["seen"], row["example"]))
    paths = _paths(ledger, steps, [row["example"] for row in rows[:SHOWN]])
    total = sum(row["cases"] for row in rows)
    known = covering((paths[row["example"]], row["cases"]) for row in rows[:SHOWN])
    held = sum(one.cases for one in known)
    if held == total:
        return known
    part = held / total
    return tuple(
        Variant(one.activities, one.cases, one.share * part, one.coverage * part) for one in known
    )


def _print(steps: ir.Table, stages: Sequence[str], seed: int) -> ir.Value:
    """A step's part of what tells its case: a number of its stage times one of its place."""
    chance = Random(seed)
    numbers = {stage: chance.randrange(1, PRIME) for stage in sorted(stages)}
    place = (steps.sequence * chance.randrange(1, PRIME)) % PRIME
    place = (place * place + chance.randrange(1, PRIME)) % PRIME
    stage = ibis.literal(0, "int64")
    for name, number in numbers.items():
        stage = ibis.ifelse(steps.to_stage == name, ibis.literal(number, "int64"), stage)
    return (stage * place) % PRIME


def _paths(ledger: Ledger, steps: ir.Table, cases: Sequence[str]) -> dict[str, tuple[str, ...]]:
    shown = steps.filter(steps.case_id.isin(list(cases))).select("case_id", "sequence", "to_stage")
    found: dict[str, list[str]] = {}
    for row in sorted(_fetch(ledger, shown), key=lambda row: (row["case_id"], row["sequence"])):
        found.setdefault(row["case_id"], []).append(row["to_stage"])
    return {case: tuple(path) for case, path in found.items()}


def _fetch(ledger: Ledger, rows: ir.Table) -> list[dict[str, Any]]:
    table: pa.Table = ledger.engine.fetch(rows)
    return list(table.to_pylist())
