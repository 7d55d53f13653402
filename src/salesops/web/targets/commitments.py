"""What people offered in plans that are over, against what they then sold; told beside an offer."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone

from salesops.planning.commitments import Commitment, TrackRecord, blended
from salesops.planning.versions import month
from salesops.web.access import Actor, NoLedger, Owner
from salesops.web.explore.questions import ask
from salesops.web.targets.held import nodes_seen
from salesops.web.targets.models import Goal, Node, Plan, Stance
from salesops.web.targets.shown import plain

Span = tuple[date, date]
Offered = Mapping[Span, Mapping[str, Decimal]]
PLACES = Decimal("0.0001")


def records_of(actor: Actor, goal: Goal, node: Node | None = None) -> dict[str, TrackRecord]:
    """By node, what its person committed to in plans that are over and what came of it.

    Only of people the actor may see, or of one node's; whoever never offered anything has an
    empty record.
    """
    seen = nodes_seen(actor).filter(plan=goal.plan, person__isnull=False)
    seen = seen.filter(pk=node.pk) if node else seen
    people = dict(seen.values_list("key", "person_id"))
    kept: dict[str, list[Commitment]] = {person: [] for person in people.values()}
    for span, offers in _offered(goal, set(kept)).items():
        sold = _sold(actor, goal.metric, span)
        for person, amount in offers.items() if sold is not None else ():
            kept[person].append(Commitment(amount, sold.get(person, Decimal(0))))  # type: ignore[union-attr]
    return {key: TrackRecord(tuple(kept[person])) for key, person in people.items()}


def _offered(goal: Goal, people: Collection[str]) -> Offered:
    """By period and person what was offered, in plans handed in whose last day is gone.

    Of several versions for the same period the first that holds counts, a published one before
    others: a re-plan's offers were made with part of the year known.
    """
    found: dict[Span, dict[str, Decimal]] = {}
    for other in sorted(_earlier(goal), key=_rank):
        plan = other.plan
        span = (plan.starts_on, _end(plan))
        told = Stance.objects.filter(goal=other, node__person__in=people).exclude(offered=None)
        by_person = found.setdefault(span, {})  # type: ignore[arg-type]
        for person, amount in told.values_list("node__person_id", "offered"):
            by_person.setdefault(person, amount or Decimal(0))
    return found


def _earlier(goal: Goal) -> Iterator[Goal]:
    """Goals in the same metric and currency whose plan was over before this one's begins."""
    by = min(goal.plan.starts_on, timezone.localdate())  # type: ignore[type-var]
    same = Goal.objects.filter(metric=goal.metric, currency=goal.currency)
    others = same.exclude(plan__starts_on=None).exclude(plan__status=Plan.Status.DRAFT)
    for other in others.select_related("plan"):
        if _end(other.plan) <= by:  # type: ignore[operator]
            yield other


def _end(plan: Plan) -> date:
    return month(plan.starts_on, plan.periods)  # type: ignore[arg-type]


def _rank(goal: Goal) -> tuple[bool, date, str]:
    plan = goal.plan
    return plan.status != Plan.Status.PUBLISHED, plan.holds_from, plan.pk  # type: ignore[return-value]


def _sold(actor: Actor, metric: str, span: Span) -> Mapping[str, Decimal] | None:
    """What everybody sold in a period; None where the ledger knows nothing of it."""
    asked = {"metrics": [metric], "by": ["people.person_id"],
             "starts_on": span[0].isoformat(), "ends_before": span[1].isoformat()}  # fmt: skip
    try:
        is_known, rows = bool(ask(Owner(), asked).rows), ask(actor, asked).rows
    except NoLedger:
        return None
    if not is_known:
        return None
    told = {row["people.person_id"]: row[metric] for row in rows}
    return {who: Decimal(str(value)) for who, value in told.items() if value is not None}


def with_records(actor: Actor, goal: Goal, told: dict[str, Any]) -> dict[str, Any]:
    """The grid as it is told, people's rows with the `record` of their commitments."""
    records, unit = records_of(actor, goal), goal.unit
    for row in told["rows"]:
        units, offered = row.get("target"), row["offered"]
        record = records.get(row["key"])
        row["record"] = record and record_told(
            record, goal, None if offered is None else Decimal(offered),
            None if units is None else units * unit,
        )  # fmt: skip
    return told


def record_told(
    record: TrackRecord, goal: Goal, offered: Decimal | None, target: Decimal | None
) -> dict[str, Any]:
    """A record in plain values: what an offer comes to by it, and halfway from there to the plan.

    `quotient` is None for unknown; amounts are text, those of the new period in the goal's unit.
    """
    quotient = record.quotient
    adjusted = None if offered is None else record.adjusted(offered)
    middle = None if adjusted is None or target is None else blended(adjusted, Fraction(target))
    return {
        "periods": record.periods, "committed": plain(record.committed),
        "actual": plain(record.actual),
        "quotient": None if quotient is None else plain(_rounded(quotient, PLACES)),
        "adjusted": plain(_rounded(adjusted, goal.unit)),
        "blended": plain(_rounded(middle, goal.unit)),
    }  # fmt: skip


def _rounded(value: Fraction | None, unit: Decimal) -> Decimal | None:
    """In whole units, halves up."""
    if value is None:
        return None
    steps = value / Fraction(unit)
    whole = (Decimal(steps.numerator) / Decimal(steps.denominator)).to_integral_value(ROUND_HALF_UP)
    return whole * unit
