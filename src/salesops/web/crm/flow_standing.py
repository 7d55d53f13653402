"""Which deals something happened to since a moment, and what all others come to, by one sum.

Most deals of a pipeline stand as they stood: they are as much in its opening as in its closing,
whatever happened to the rest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from salesops.selling.flow import Part, Sum, add
from salesops.selling.flow_asked import Asked
from salesops.selling.standing import UNIT
from salesops.web.crm.board import COUNT, UNITS
from salesops.web.crm.flow_alike import Alike
from salesops.web.crm.models import Deal, DealChange, Step

KEYS: Mapping[str, str] = {
    "owner": "owner_id", "team": "owner_id", "stage": "stage", "pipeline": "pipeline_id",
}  # fmt: skip
"""What the deals of one group have in common."""

FIELDS = ("amount", "expected_close_on")
"""What a deal may have been that its moves do not tell."""

Stood = Mapping[str | None, Sum]


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
    def changed(self) -> QuerySet[Deal]:
        """Those whose amount or expected close became another since."""
        return self.deals.filter(pk__in=self._changed()).order_by("pk")

    @property
    def moved(self) -> QuerySet[Deal]:
        """Others that moved, began or closed since, or began nobody knows when."""
        return self.deals.filter(pk__in=self._moved()).exclude(pk__in=self._changed())

    def _changed(self) -> QuerySet:
        changes = DealChange.objects.filter(at__gte=self.asked.starts_at, field__in=FIELDS)
        return changes.order_by().values("deal_id")

    def _moved(self) -> QuerySet:
        """Their ids, each kind by an index of its own: one condition would read every deal."""
        asked, every = self.asked, Deal.objects.order_by()
        moved = Step.objects.filter(case_kind=Step.Kind.DEAL, entered_at__gte=asked.starts_at)
        began = every.filter(Q(created_on__gte=asked.starts_on) | Q(created_on__isnull=True))
        closed = every.filter(closed_on__gte=asked.starts_on)
        return (
            moved.order_by()
            .values("case_id")
            .union(began.values("pk"), closed.values("pk"), all=True)
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

    def still(self, changed: Iterable[Row], moved: Iterable[Alike]) -> Stood:
        """What the others come to, by group: all that are open now, less those known apart."""
        key = KEYS[self.asked.by]
        sums: dict[str | None, Sum] = {}
        rows = self._open.order_by().values_list(key, "currency")
        for group, currency, n, units in rows.annotate(n=COUNT, units=UNITS):
            add(sums, group, Sum(n, (units or 0) * UNIT * self._rate(currency)))
        for one in moved:
            if one.look.status == Deal.Status.OPEN and one.look.closes_within:
                add(sums, one.group, Sum(-one.sum.deals, -one.sum.amount))
        for row in changed:
            if row.status == Deal.Status.OPEN and self._closes_within(row):
                amount = (row.amount or Decimal(0)) * self._rate(row.currency)
                add(sums, getattr(row, key), Sum(-1, -amount))
        return {group: still for group, still in sums.items() if still.deals}

    def _rate(self, currency: str) -> Decimal:
        return self.rates.get(currency, Decimal(0))

    def _closes_within(self, row: Row) -> bool:
        window, day = self.asked.window, row.expected_close_on
        return window is None or (day is not None and day in window)

    def largest(self, most: int) -> list[Part]:
        """The largest of the others; each currency has an order of its own."""
        others = self._open.exclude(pk__in=self._moved()).exclude(pk__in=self._changed())
        found: list[Part] = []
        for currency in others.order_by().values_list("currency", flat=True).distinct():
            ranked = others.filter(currency=currency, amount__isnull=False)
            rows = ranked.order_by("-amount", "pk").values_list("pk", "amount")[:most]
            found += [Part(pk, (amount or 0) * self._rate(currency)) for pk, amount in rows]
        if len(found) < most:
            nothing = others.filter(amount__isnull=True).order_by("pk").values_list("pk", flat=True)
            found += [Part(pk, Decimal(0)) for pk in nothing[:most]]
        return found
