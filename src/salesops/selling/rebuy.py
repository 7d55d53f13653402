"""When a customer should buy next, by how often it has bought, and what it usually takes.

Source of the formula: the credibility factor of Bühlmann (1967), Z = n / (n + k): the more gaps
a customer has shown us, the less it is judged by everybody else's.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from salesops.kernel.problem import Problem, Wording

FEWEST_PURCHASES = 3
# Orders so close together are one purchase that came in pieces.
ONE_PURCHASE_DAYS = 3
# As many gaps of its own as weigh as much as everybody's together.
CREDIBLE_GAPS = 3
# Nobody buys to the day: a quarter of the gap is still on time.
LATE_SHARE = 0.25

TOO_FEW = Wording(
    "too_few_purchases",
    zh=("“{line}”只买过 {purchases} 次，还看不出规律", "买过 {needed} 次以后会给出预计"),
    en=(
        "Only {purchases} purchases of {line} so far: too few to see a rhythm",
        "After {needed} an expected day is shown",
    ),
    severity="warning",
)
DUE = Wording(
    "rebuy_due",
    zh=(
        "“{line}”平均 {gap} 天买一次，预计 {expected} 前后再买",
        "在此之前联系客户，了解库存与计划",
    ),
    en=(
        "Buys {line} every {gap} days: expected again around {expected}",
        "Ask about stock and plans before then",
    ),
    severity="warning",
)
LATE = Wording(
    "rebuy_late",
    zh=(
        "“{line}”平均 {gap} 天买一次，应在 {expected} 前后再买，已晚 {overdue} 天",
        "问清是库存未用完、改了计划，还是买了别家的",
    ),
    en=(
        "Buys {line} every {gap} days: was expected around {expected}, {overdue} days ago",
        "Find out whether stock lasts, plans changed or somebody else sells it now",
    ),
)


@dataclass(frozen=True)
class Rebuy:
    """When one customer should buy one product line again, or why that cannot be said.

    `gap_days` is the customer's median gap drawn towards everybody's; `own_gap_days` is its own.
    """

    line: str
    purchases: int
    last_on: date | None = None
    own_gap_days: int | None = None
    gap_days: int | None = None
    expected_on: date | None = None
    overdue_days: int = 0

    @property
    def is_known(self) -> bool:
        """Whether there were purchases enough to expect another."""
        return self.expected_on is not None

    @property
    def is_late(self) -> bool:
        """Whether it is overdue by more than a quarter of the gap."""
        return self.gap_days is not None and self.overdue_days > self.gap_days * LATE_SHARE

    def said(self) -> Problem:
        """The expectation as a sentence, and what to do about it."""
        if not self.is_known:
            counts = {"purchases": self.purchases, "needed": FEWEST_PURCHASES}
            return Problem(TOO_FEW, values={"line": self.line, **counts})
        values = {
            "line": self.line, "gap": self.gap_days, "expected": self.expected_on,
            "overdue": self.overdue_days,
        }  # fmt: skip
        return Problem(LATE if self.is_late else DUE, values=values)


@dataclass(frozen=True)
class Taken:
    """One product in one order."""

    order_id: str
    booked_on: date
    product_id: str
    quantity: Decimal


@dataclass(frozen=True)
class Usual:
    """A product a customer usually takes: in what share of its orders, how many, and last when."""

    product_id: str
    order_share: Decimal
    orders: int
    quantity: Decimal
    last_on: date


def rebuys(
    bought: Mapping[str, Collection[date]], usual_gaps: Mapping[str, int], today: date
) -> list[Rebuy]:
    """For each product line of one customer when it is expected again, the most overdue first."""
    found = [rebuy(line, days, usual_gaps.get(line), today) for line, days in bought.items()]
    return sorted(found, key=lambda r: (not r.is_known, -r.overdue_days, _expected(r), r.line))


def _expected(one: Rebuy) -> date:
    return one.expected_on or date.max


def rebuy(line: str, days: Collection[date], usual_gap: int | None, today: date) -> Rebuy:
    """When the line is bought next: the last purchase and one gap later.

    The gap is Z times the customer's median gap and 1-Z times everybody's, with
    Z = gaps / (gaps + 3). Days after today are not looked at.
    """
    purchases = occasions(day for day in days if day <= today)
    last_on = purchases[-1] if purchases else None
    if last_on is None or len(purchases) < FEWEST_PURCHASES:
        return Rebuy(line, len(purchases), last_on)
    gaps = _gaps(purchases)
    own = median(gaps)
    trust = len(gaps) / (len(gaps) + CREDIBLE_GAPS)
    gap = round(own if usual_gap is None else trust * own + (1 - trust) * usual_gap)
    expected_on = last_on + timedelta(days=gap)
    overdue = max(0, (today - expected_on).days)
    return Rebuy(line, len(purchases), last_on, round(own), gap, expected_on, overdue)


def usual_gap(customers: Iterable[Collection[date]]) -> int | None:
    """Everybody's gap for a line: the median of the customers' median gaps, each counting once."""
    medians = [median(gaps) for days in customers if (gaps := _gaps(occasions(days)))]
    return round(median(medians)) if medians else None


def occasions(days: Iterable[date]) -> list[date]:
    """The days on which a purchase began, in order; what follows within three days is part."""
    found: list[date] = []
    for day in sorted(set(days)):
        if not found or (day - found[-1]).days > ONE_PURCHASE_DAYS:
            found.append(day)
    return found


def _gaps(days: Sequence[date]) -> list[int]:
    return [(later - earlier).days for earlier, later in pairwise(days)]


def usual_basket(taken: Iterable[Taken], orders: int = 10, limit: int = 8) -> list[Usual]:
    """What the customer usually takes, by its last so many orders: most often first.

    A product counts when at least two of those orders have it; quantity is the median over the
    orders that do, lines of one order added up. Returned quantities below zero do not count.
    """
    lines = [one for one in taken if one.quantity > 0]
    last = dict.fromkeys(one.order_id for one in sorted(lines, key=_latest_first))
    recent = list(last)[:orders]
    by_product: dict[str, dict[str, list[Taken]]] = {}
    for one in lines:
        if one.order_id in recent:
            by_product.setdefault(one.product_id, {}).setdefault(one.order_id, []).append(one)
    usual = [_usual(p, found, len(recent)) for p, found in by_product.items() if len(found) > 1]
    usual.sort(key=lambda u: (-u.orders, -u.last_on.toordinal(), u.product_id))
    return usual[:limit]


def _latest_first(one: Taken) -> tuple[int, str]:
    return -one.booked_on.toordinal(), one.order_id


def _usual(product_id: str, found: Mapping[str, Sequence[Taken]], orders: int) -> Usual:
    amounts = [sum((t.quantity for t in taken), Decimal(0)) for taken in found.values()]
    last_on = max(one.booked_on for taken in found.values() for one in taken)
    share = (Decimal(len(found)) / orders).quantize(Decimal("0.0001"))
    return Usual(product_id, share, len(found), median(amounts), last_on)
