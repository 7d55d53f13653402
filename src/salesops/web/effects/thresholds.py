"""Where results may pile up: at the quota, and wherever the plans of whoever got it jump."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from salesops.causal.bunching import ALPHA, Bunching, bunching
from salesops.incentives.edges import edges
from salesops.incentives.explained import percent
from salesops.kernel.problem import Language
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer
from salesops.web.effects.panels import DIMENSIONS, MONTH
from salesops.web.explore.questions import cache_folder
from salesops.web.pay_plans.models import PayAssignment, PayPlanVersion

INTERVALS = {"month": MONTH, "quarter": "calendar.quarter"}
"""The intervals whose attainment can be asked for, and each one's dimension."""
SAID = {"month": ("每月", "each month"), "quarter": ("每季度", "each quarter")}
WIDTH, MOST = 0.02, 6
LOWEST, HIGHEST = Decimal("0.5"), Decimal(2)
"""A threshold further away has too few results on one side to draw a curve through."""


@dataclass(frozen=True, order=True)
class Threshold:
    """An attainment of a month or a quarter at which pay jumps."""

    interval: str
    at: Decimal

    def label(self, language: Language) -> str:
        """What a reader calls it."""
        zh, en = SAID[self.interval]
        return f"{percent(self.at)}（{zh}）" if language == "zh" else f"{percent(self.at)} {en}"


QUOTA = Threshold("month", Decimal(1))


@dataclass(frozen=True)
class Piled:
    """What stands around one threshold; looked at beside `others`, it must stand out the more."""

    threshold: Threshold
    found: Bunching
    others: int

    @property
    def is_found(self) -> bool:
        """Whether chance explains it too seldom, all that was looked at considered (Bonferroni)."""
        return self.found.is_found(ALPHA / self.others)


def piles(ledger: Ledger, persons: Collection[str], first: date, end: date) -> Sequence[Piled]:
    """What stands at each threshold of these people's plans in the months from `first`."""
    at = thresholds(persons, first, end)
    reached = {
        interval: attainments(ledger, persons, INTERVALS[interval], first, end)
        for interval in {one.interval for one in at}
    }
    return [
        Piled(one, bunching(reached[one.interval], float(one.at), WIDTH), len(at)) for one in at
    ]


def thresholds(persons: Collection[str], first: date, end: date) -> list[Threshold]:
    """The quota, and the jumps of the plans these people were on; those nearest to the quota.

    Tiers in amounts lie elsewhere for everybody, and a year is one result: neither is looked at.
    """
    found = {QUOTA}
    for version in _versions(persons, first, end):
        for edge in edges(version.text, Decimal(0)):
            if edge.accumulate in INTERVALS and LOWEST <= edge.attainment <= HIGHEST:
                found.add(Threshold(edge.accumulate, edge.attainment.normalize()))
    nearest = sorted(found, key=lambda one: (abs(one.at - 1), one))[:MOST]
    return sorted(nearest)


def _versions(persons: Collection[str], first: date, end: date) -> Sequence[PayPlanVersion]:
    held = PayAssignment.objects.filter(
        Q(ends_before=None) | Q(ends_before__gt=first), starts_on__lt=end, person__in=list(persons)
    )
    return list(
        PayPlanVersion.objects.filter(
            pay_plan__in=held.values("pay_plan"), status=PayPlanVersion.Status.APPROVED,
            starts_on__lt=end, ends_before__gt=first,
        )
    )  # fmt: skip


def attainments(
    ledger: Ledger, persons: Collection[str], interval: str, first: date, end: date
) -> list[float]:
    """The attainment of each of these people in each interval, where they had a quota."""
    person = DIMENSIONS["person"]
    question = Question(("attainment",), (person, interval), (), first, end)
    return [
        float(row["attainment"])
        for row in answer(ledger, question, cache_folder()).rows
        if row["attainment"] is not None and row[person] in persons
    ]
