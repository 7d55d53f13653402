"""The truths planted in the demo company: where, since when and how strong each one is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from salesops.demo.company import CONSUMABLES, METERS, PUMPS, PURIFIERS
from salesops.demo.horizon import Horizon, later

KINDS = (
    "competitor_promotion",
    "vacancies",
    "market_shrank",
    "overpriced_line",
    "talk_track",
    "slow_first_contact",
    "pulled_orders",
    "course_helps",
    "course_without_effect",
    "price_sensitivity",
    "spring_festival",
    "best_seller",
    "slow_mover",
)

PROMOTION_PROVINCE = "HD-ZJ"
PROMOTION_LINE = PURIFIERS
PROMOTER = "碧涟净水"
SHRUNK_PROVINCES = ("HZ-HB", "HZ-HN")
SHRUNK_LINES = (PUMPS, METERS)
OVERPRICED_PROVINCES = ("HB-SD", "HB-HE")
OVERPRICED_LINE = METERS
VACANT_PATCH = "滇黔"
SHRUNK_PATCH = "两湖"
OVERPRICED_PATCH = "鲁冀"
PULLING_AREA = "HD"
SLOW_SOURCE = "官网留资"
SLOW_AREA = "HN"
TALK_STAGE = "方案报价"
HELPFUL_COURSE = "顾问式销售实战"
IDLE_COURSE = "商务礼仪通识"
# Line and place among its products of the best seller and the slow mover.
BEST_SELLER = (PURIFIERS, 5)
SLOW_MOVER = (CONSUMABLES, 4)


@dataclass(frozen=True)
class Span:
    """A half-open stretch of days."""

    starts_on: date
    ends_before: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts_on <= day < self.ends_before


@dataclass(frozen=True)
class Plants:
    """Which truths are in, and when each of them holds; months count back from the running one."""

    kinds: frozenset[str]
    horizon: Horizon

    def __contains__(self, kind: object) -> bool:
        return kind in self.kinds

    def span(self, kind: str) -> Span:
        """The days during which a truth holds."""
        until = later(self.horizon.months[-1], 1)
        first = {
            "competitor_promotion": self.horizon.month(3),
            "vacancies": self.horizon.month(4),
            "market_shrank": self.horizon.month(4),
            "overpriced_line": self.horizon.month(4),
            "talk_track": self.horizon.month(9),
            "slow_first_contact": self.horizon.month(8),
            "pulled_orders": date(self.horizon.until.year - 1, 1, 1),
            "course_helps": self.horizon.month(18),
            "course_without_effect": self.horizon.month(18),
            "price_sensitivity": self.horizon.month(12),
            "spring_festival": self.horizon.starts_on,
            "best_seller": self.horizon.month(13),
            "slow_mover": self.horizon.month(13),
        }[kind]
        over = {"competitor_promotion", "vacancies", "overpriced_line"}
        return Span(first, self.horizon.months[-1] if kind in over else until)

    def holds(self, kind: str, day: date) -> bool:
        """Whether a truth is planted and at work on this day."""
        return kind in self.kinds and day in self.span(kind)

    def demand_factor(self, province_id: str, line: int, month: date) -> float:
        """What is left of a province's demand for a line in a month under the planted truths."""
        factor = 1.0
        if (province_id, line) == (PROMOTION_PROVINCE, PROMOTION_LINE):
            factor *= 0.60 if self.holds("competitor_promotion", month) else 1.0
        if province_id in SHRUNK_PROVINCES and line in SHRUNK_LINES:
            factor *= self.market_factor(province_id, line, month)
        if province_id in OVERPRICED_PROVINCES and line == OVERPRICED_LINE:
            factor *= 0.62 if self.holds("overpriced_line", month) else 1.0
        return factor

    def market_factor(self, province_id: str, line: int, month: date) -> float:
        """What is left of the whole market, ours and the competitors'."""
        shrunk = province_id in SHRUNK_PROVINCES and line in SHRUNK_LINES
        return 0.70 if shrunk and self.holds("market_shrank", month) else 1.0

    def price_factor(self, province_id: str, line: int, month: date) -> float:
        """How much dearer than the national list price we sell."""
        here = province_id in OVERPRICED_PROVINCES and line == OVERPRICED_LINE
        return 1.15 if here and self.holds("overpriced_line", month) else 1.0

    def elasticity(self, month: date) -> float:
        """Per cent of quantity lost for one per cent of net price, as a (negative) number."""
        return -3.0 if self.holds("price_sensitivity", month) else -1.2


def plants(horizon: Horizon, chosen: bool | Collection[str]) -> Plants:
    """All truths, none, or the named ones."""
    kinds = (KINDS if chosen else ()) if isinstance(chosen, bool) else chosen
    unknown = set(kinds) - set(KINDS)
    if unknown:
        raise ValueError(f"no such planted truth: {', '.join(sorted(unknown))}")
    return Plants(frozenset(kinds), horizon)
