"""Which deals something happened to since a moment, and what all others come to, by one sum.

Most deals of a pipeline stand as they stood: they are as much in its opening as in its closing,
whatever happened to the rest.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from salesops.selling.flow import Part, Still
from salesops.selling.flow_asked import Asked
from salesops.selling.standing import UNIT
from salesops.web.crm.board import COUNT, UNITS
from salesops.web.crm.models import Deal, DealChange, Step

KEYS: Mapping[str, str] = {
    "owner": "owner_id", "team": "owner_id", "stage": "stage", "pipeline": "pipeline_id",
}  # fmt: skip
"""What the deals of one group have in common."""

Stood = Mapping[str | None, Still]


class Row(NamedTuple):
    """What the flow needs to know of a deal: ten thousand of these may be read at once."""

    pk: str
    pipeline_id: str | None
    stage: str
    status: str
    amount: Decimal | None
    currency: str
    expected_close_on: date | None
    created_on: date | None
    closed_on: date | None
    owner_id: str | None


@dataclass(frozen=True)
class Standing:
    """The deals a flow is about, and what they are worth in our currency."""

    deals: QuerySet[Deal]
    asked: Asked
    rates: Mapping[str, Decimal]

    @property
    def touched(self) -> QuerySet[Deal]:
        """Those that moved, changed, began or closed since, or began nobody knows when."""
        return self.deals.filter(pk__in=self._touched()).order_by("pk")

    def _touched(self) -> QuerySet:
        """Their ids, each kind by an index of its own: one condition would read every deal."""
        asked, every = self.asked, Deal.objects.order_by()
        moved = Step.objects.filter(case_kind=Step.Kind.DEAL, entered_at__gte=asked.starts_at)
        changed = DealChange.objects.filter(
            at__gte=asked.starts_at, field__in=("amount", "expected_close_on")
        )
        began = every.filter(Q(created_on__gte=asked.starts_on) | Q(created_on__isnull=True))
        closed = every.filter(closed_on__gte=asked.starts_on)
        return (
            moved.order_by()
            .values("case_id")
            .union(
                changed.order_by().values("deal_id"),
                began.values("pk"),
                closed.values("pk"),
                all=True,
            )
        )

    @property
    def _open(self) -> QuerySet[Deal]:
        """Deals that are open now and close within what was asked for."""
        found, window = self.deals.filter(status=Deal.Status.OPEN), self.asked.window
        if window is None:
            return found
        return found.filter(
            expected_close_on__gte=window.starts_on, expected_close_on__lt=window.ends_before
        )

    def still(self, touched: Iterable[Row]) -> Stood:
        """What the others come to, by group: all that are open now, less those read one by one."""
        key = KEYS[self.asked.by]
        sums: dict[str | None, Still] = {}
        rows = self._open.order_by().values_list(key, "currency")
        for group, currency, n, units in rows.annotate(n=COUNT, units=UNITS):
            _add(sums, group, n, (units or 0) * UNIT * self._rate(currency))
        for row in touched:
            if row.status == Deal.Status.OPEN and self._closes_within(row):
                amount = (row.amount or Decimal(0)) * self._rate(row.currency)
                _add(sums, getattr(row, key), -1, -amount)
        return {group: still for group, still in sums.items() if still.count}

    def _rate(self, currency: str) -> Decimal:
        return self.rates.get(currency, Decimal(0))

    def _closes_within(self, row: Row) -> bool:
        window, day = self.asked.window, row.expected_close_on
        return window is None or (day is not None and day in window)

    def largest(self, most: int) -> list[Part]:
        """The largest of the others; each currency has an order of its own."""
        others = self._open.exclude(pk__in=self._touched())
        found: list[Part] = []
        for currency in others.order_by().values_list("currency", flat=True).distinct():
            ranked = others.filter(currency=currency, amount__isnull=False)
            rows = ranked.order_by("-amount", "pk").values_list("pk", "amount")[:most]
            found += [Part(pk, (amount or 0) * self._rate(currency)) for pk, amount in rows]
        if len(found) < most:
            nothing = others.filter(amount__isnull=True).order_by("pk").values_list("pk", flat=True)
            found += [Part(pk, Decimal(0)) for pk in nothing[:most]]
        return found


def _add(sums: dict[str | None, Still], group: str | None, count: int, amount: Decimal) -> None:
    before = sums.get(group, Still())
    sums[group] = Still(before.count + count, before.amount + amount)


def together(every: Iterable[Still]) -> Still:
    """Several as one."""
    found = Still()
    for one in every:
        found = Still(found.count + one.count, found.amount + one.amount)
    return found


def named(stood: Stood, name_of: Callable[[str | None], str]) -> Mapping[str, Still]:
    """The same by what each group is called: several owners are of one team."""
    found: dict[str, Still] = {}
    for group, still in stood.items():
        name = name_of(group)
        found[name] = together([found.get(name, Still()), still])
    return found
