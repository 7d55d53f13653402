"""Deals that were and became the same between two moments: counted by the database as one.

Of most deals of a flow only their moves matter, and there are few ways to have moved.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.db.models import (
    Case,
    CharField,
    Exists,
    Expression,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from salesops.kernel.period import Period
from salesops.selling.flow import BUCKETS, Bucket, Part, State, Sum, movements
from salesops.selling.flow_asked import DAY, Asked, morning
from salesops.selling.standing import UNIT
from salesops.web.crm.board import COUNT, UNITS
from salesops.web.crm.models import Deal, Step
from salesops.web.crm.stage_meanings import Meanings

TICK = timedelta(microseconds=1)
NOT_YET = Value(None, output_field=CharField())


class Look(NamedTuple):
    """What such deals have in common: what they are, and the stage each moment found them in.

    A stage of none is a deal that was not there yet; `is_told` where somebody wrote its moves.
    """

    pipeline_id: str | None
    stage: str
    status: str
    currency: str
    stage_before: str | None
    stage_after: str | None
    is_told: bool
    closes_within: bool
    ended_within: bool


class Alike(NamedTuple):
    """The deals of one look in one group."""

    group: str | None
    look: Look
    sum: Sum


@dataclass(frozen=True)
class Looks:
    """Deals whose amount and expected close stayed what they were, by their looks."""

    deals: QuerySet[Deal]
    asked: Asked
    rates: Mapping[str, Decimal]
    meanings: Meanings

    def summed(self, group: str) -> list[Alike]:
        """Every look of every group, with how many deals have it and what they come to."""
        rows = looking(self.deals, self.asked).annotate(group=F(group)).order_by()
        counted = rows.values_list("group", *Look._fields).annotate(n=COUNT, units=UNITS)
        return [
            Alike(name, Look(*look), Sum(n, (units or 0) * UNIT * self._rate(look[3])))
            for name, *look, n, units in counted
        ]

    def states(self, look: Look, amount: Decimal) -> tuple[State, State]:
        """What deals of a look were at the first moment, and at the last."""
        before = self._state(look, look.stage_before, amount)
        return before, self._state(look, look.stage_after, amount)

    def _state(self, look: Look, stage: str | None, amount: Decimal) -> State:
        if stage is None:
            return State(None, "", amount, None)
        meant = self.meanings.moved if look.is_told else self.meanings.unwritten
        status, name = meant(look, stage)
        is_in = look.ended_within if status == "won" else look.closes_within
        window = self.asked.window
        return State(status, name, amount, window.starts_on if window and is_in else None)

    def largest(self, most: int) -> Mapping[Bucket, list[Part]]:
        """The largest of every bucket; each currency has an order of its own."""
        found: dict[Bucket, list[Part]] = {bucket: [] for bucket in BUCKETS}
        for currency in list(self.deals.order_by().values_list("currency", flat=True).distinct()):
            for bucket, parts in self._largest(currency, most).items():
                found[bucket] += parts
        return found

    def _largest(self, currency: str, most: int) -> Mapping[Bucket, list[Part]]:
        found: dict[Bucket, list[Part]] = {bucket: [] for bucket in BUCKETS}
        rate, buckets_of = self._rate(currency), cache(self._buckets)
        for pk, amount, look in self._by_amount(currency):
            for bucket in buckets_of(look):
                if len(found[bucket]) < most:
                    found[bucket].append(Part(pk, amount * rate))
        return found

    def _by_amount(self, currency: str) -> Iterator[tuple[str, Decimal, Look]]:
        rows = looking(self.deals, self.asked).filter(currency=currency)
        rows = rows.annotate(size=Coalesce("amount", Decimal(0))).order_by("-size", "pk")
        for pk, size, *look in rows.values_list("pk", "size", *Look._fields).iterator():
            yield pk, size, Look(*look)

    def _buckets(self, look: Look) -> list[Bucket]:
        return [b for b, _ in movements(*self.states(look, Decimal(0)), self.asked.window)]

    def _rate(self, currency: str) -> Decimal:
        return self.rates.get(currency, Decimal(0))


def looking(deals: QuerySet[Deal], asked: Asked) -> QuerySet[Deal]:
    """The deals with their looks."""
    entered = deals.alias(entered_at=_last(asked.ends_at, "entered_at"))
    return entered.annotate(
        is_told=Exists(_steps()),
        stage_before=_stage_by(asked.starts_on, asked),
        stage_after=_stage_by(asked.ends_on + DAY, asked),
        closes_within=_within(asked.window, _closes),
        ended_within=_within(asked.window, lambda window: _ended(window, asked.zone)),
    )


def _steps() -> QuerySet[Step]:
    return Step.objects.filter(case_kind=Step.Kind.DEAL, case_id=OuterRef("pk"))


def _last(before: datetime, column: str) -> Subquery:
    steps = _steps().filter(entered_at__lt=before).order_by("-entered_at", "-id")
    return Subquery(steps.values(column)[:1])


def _stage_by(day: date, asked: Asked) -> Coalesce:
    """The stage a deal was in when the day began: by its moves, or by when it came and went."""
    is_made, is_ended = Q(created_on__lt=day), Q(closed_on__isnull=True) | Q(closed_on__lt=day)
    unwritten = Case(
        When(is_told=True, then=NOT_YET),
        When(is_made & (Q(status=Deal.Status.OPEN) | is_ended), then=F("stage")),
        When(is_made, then=Value("")),
        default=NOT_YET,
    )
    return Coalesce(_last(morning(day, asked.zone), "to_stage"), unwritten)


def _within(window: Period | None, condition: Callable[[Period], Q]) -> Expression:
    return (
        Value(True) if window is None else Case(When(condition(window), then=True), default=False)
    )


def _closes(window: Period) -> Q:
    return Q(expected_close_on__gte=window.starts_on, expected_close_on__lt=window.ends_before)


def _ended(window: Period, zone: tzinfo) -> Q:
    """The last move was within the window, or, where nobody wrote moves, the end."""
    starts, ends = window.starts_on, window.ends_before
    written = Q(entered_at__range=(morning(starts, zone), morning(ends, zone) - TICK))
    is_over = Q(created_on__lt=ends) & (Q(closed_on__isnull=True) | Q(closed_on__lt=ends))
    since = Q(created_on__gte=starts) | Q(closed_on__gte=starts)
    return written | (Q(entered_at__isnull=True) & is_over & since)
