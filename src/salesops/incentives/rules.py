"""The kinds of component a plan is made of: each a frozen dataclass with one method, `earned`.

A new rule is one more of them, named in `Component`; its fields are the form and the schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol

import numpy as np

from salesops.incentives.exact import SCALE, Array, Earned, Stage, objects, ratio, rounded
from salesops.incentives.modifiers import Cap, Floor, Gate, Matrix, Multiplier
from salesops.incentives.tiers import Table, Tie, Tier, TierMethod, TierUnit, Totals, cut

Accumulate = Literal["transaction", "month", "quarter", "half", "year"]
Measure = Literal["amount", "quantity"]
Role = Literal["direct", "split", "overlay", "shadow", "rollup"]
OWN: tuple[Role, ...] = ("direct", "split", "overlay", "shadow")


@dataclass(frozen=True, kw_only=True)
class Returns:
    """What a negative credit does to what its sale has earned.

    With `reduce_attainment` it is taken off on the sale's day (`original`) or its own
    (`current`), and the tiers decide. Without, attainment stays and the sale's own earning
    comes back: `full`, a `share` of it, or `prorated` by the part of `months` not served.
    """

    attribution: Literal["original", "current"] = "original"
    reduce_attainment: bool = True
    clawback: Literal["full", "share", "prorated"] = "full"
    share: Decimal = Decimal(1)
    months: int = 12


@dataclass(frozen=True, kw_only=True)
class Windfall:
    """Of one order above `above` only these shares count for attainment and for pay."""

    above: Decimal
    attainment_share: Decimal = Decimal(0)
    pay_share: Decimal = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Holdback:
    """A share of every earning is released only so many periods later."""

    share: Decimal
    periods: int


@dataclass(frozen=True, kw_only=True)
class Paying:
    """What all components have: what counts, over how long, held against what, paid when.

    `basis` names the events that count (booked, delivered, invoiced, collected). `quota` names
    the quota, the component's own name without one. `weight` is the share of the person's
    target pay that this component stands for.
    """

    name: str
    basis: tuple[str, ...]
    accumulate: Accumulate
    measure: Measure = "amount"
    roles: tuple[Role, ...] = OWN
    products: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_before: date | None = None
    quota: str = ""
    quota_scope: Literal["interval", "to_date"] = "interval"
    weight: Decimal = Decimal(1)
    threshold: Decimal | None = None
    gates: tuple[Gate, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    floor: Floor | None = None
    caps: tuple[Cap, ...] = ()
    returns: Returns = Returns()
    windfall: Windfall | None = None
    holdback: Holdback | None = None
    instalments: int = 1
    release: Literal["", "collected"] = ""


class Seen(Protocol):
    """What a rule may look at: its totals to date, its orders, and a score."""

    unit: Decimal

    def totals(self) -> Totals:
        """To date, a cell per payee and period; a row per transaction where that is the scope."""

    def orders(self, at_least: int) -> Array:
        """How many orders of each cell have at least so much."""

    def of_basis(self, basis: str) -> Array:
        """What was recorded under another basis, to date, in ten-thousandths."""

    def carried_of(self, basis: str) -> Array:
        """What earlier versions of the component had of it in the same interval."""

    def share_of_year(self) -> Array:
        """Each cell's interval as a part of the year."""

    def team(self, members: tuple[str, ...]) -> Totals:
        """The totals of these people together, one row."""

    def placed(self, members: tuple[str, ...], amounts: Array) -> Array:
        """Rows of these people at their places, 0 for everybody else."""


@dataclass(frozen=True, kw_only=True)
class Commission(Paying):
    """Pay in proportion to what was sold, by tiers."""

    kind: Literal["commission"] = "commission"
    tier_method: TierMethod
    tier_unit: TierUnit = "attainment"
    tie: Tie = "upper"
    tiers: tuple[Tier, ...]

    @property
    def table(self) -> Table:
        """The tiers as they are read, up to the cap on attainment if there is one."""
        tiers = self.tiers
        for cap in self.caps:
            if cap.of == "attainment":
                tiers = cut(tiers, cap.at_most)
        return Table(tiers, self.tier_method, self.tier_unit, self.tie)

    def earned(self, seen: Seen) -> Earned:
        """A step a tier; the half-open tiers and the method are the plan's own words."""
        return self.of(seen.totals(), seen.unit)

    def of(self, totals: Totals, unit: Decimal) -> Earned:
        """The same of given totals, as the trace to orders asks for them."""
        return self.table.earned(self._capped(totals), unit)

    def rounded(self, totals: Totals, unit: Decimal) -> Array:
        """What given totals have earned, in whole units."""
        return self.table.rounded(self._capped(totals), unit)

    def _capped(self, totals: Totals) -> Totals:
        """Whole-amount tiers pay on no more than the cap on attainment."""
        limits = [c.at_most for c in self.caps if c.of == "attainment"]
        if not limits or self.tier_method != "whole":
            return totals
        wide = totals.as_objects()
        scale = SCALE if self.tier_unit != "attainment" else 1
        most = Fraction(min(limits))
        whole = np.full(wide.quota.shape, scale, object) if scale > 1 else wide.quota
        basis = np.minimum(wide.basis, np.maximum(whole * most - wide.carried, 0))
        attained = np.minimum(wide.attained, whole * most - 1)
        if wide.settled is not None:
            reached, quota = wide.settled
            wide = replace(wide, settled=(
                np.minimum(reached, (whole if scale > 1 else quota) * most - 1), quota
            ))  # fmt: skip
        return replace(wide, attained=attained, basis=basis)


@dataclass(frozen=True, kw_only=True)
class Bonus(Paying):
    """An amount for reaching an attainment; of a yearly amount each interval has its part."""

    kind: Literal["bonus"] = "bonus"
    amount: Decimal
    amount_per: Literal["interval", "year"] = "interval"
    at_least: Decimal = Decimal(1)

    def earned(self, seen: Seen) -> Earned:
        """The amount where attained ≥ at_least × quota of a quota; where none is asked, always."""
        totals = seen.totals().as_objects()
        asked = totals.quota * Fraction(self.at_least)
        there = totals.has_quota if self.at_least else totals.present
        reached = (totals.attained >= asked).astype(bool)
        reached = reached if there is None else reached & there.astype(bool)
        if totals.before is not None:
            # What an earlier version of the plan has paid is not paid again.
            paid = (totals.carried >= asked) if self.at_least else totals.before
            reached = reached & ~(totals.before.astype(bool) & paid.astype(bool))
        share = seen.share_of_year() if self.amount_per == "year" else Fraction(1)
        whole = Fraction(self.amount) / Fraction(seen.unit) * share
        num = reached.astype(bool).astype(object) * whole
        return Earned((Stage("bonus", num, rate=self.at_least),), 1)


@dataclass(frozen=True, kw_only=True)
class Spiff(Paying):
    """An amount for every order of at least so much, beside the plan."""

    kind: Literal["spiff"] = "spiff"
    amount: Decimal
    at_least: Decimal
    accumulate: Accumulate = "transaction"

    def earned(self, seen: Seen) -> Earned:
        """Amount × orders."""
        orders = seen.orders(int(self.at_least * SCALE))
        num = objects(orders) * (Fraction(self.amount) / Fraction(seen.unit))
        basis = orders * SCALE
        return Earned((Stage("spiff", num, basis, 1, rate=self.amount),), 1)


@dataclass(frozen=True, kw_only=True)
class Objectives(Paying):
    """Scored objectives: target pay by weight and score; scores come as credits of that basis."""

    kind: Literal["objectives"] = "objectives"
    objectives: Mapping[str, Decimal]
    most: Decimal = Decimal(1)

    def earned(self, seen: Seen) -> Earned:
        """Σ weight × min(score, most) × target pay, a step an objective.

        Of a score that an earlier version of the plan has paid, only what came since.
        """
        target = objects(seen.totals().target) * Fraction(1, SCALE) / Fraction(seen.unit)
        stages = []
        for name, weight in self.objectives.items():
            before = seen.carried_of(name)
            score = self._counted(before + seen.of_basis(name)) - self._counted(before)
            stages.append(Stage("objective", target * score * Fraction(weight), rate=weight,
                                detail=name))  # fmt: skip
        return Earned(tuple(stages), 1)

    def attained(self, seen: Seen) -> Array:
        """Σ weight × min(score, most): what conditions that look at the component go by."""
        scores = [self._counted(seen.carried_of(name) + seen.of_basis(name)) * Fraction(weight)
                  for name, weight in self.objectives.items()]  # fmt: skip
        return np.asarray(sum(scores[1:], scores[0]))

    def _counted(self, score: Array) -> Array:
        """A score up to the most that counts."""
        most = np.array(Fraction(self.most), dtype=object)
        return np.asarray(np.minimum(objects(score) * Fraction(1, SCALE), most))


@dataclass(frozen=True, kw_only=True)
class Pool(Paying):
    """A team's pay by tiers on what it sold together, split by fixed shares to the cent."""

    kind: Literal["pool"] = "pool"
    tier_method: TierMethod
    tier_unit: TierUnit = "amount"
    tiers: tuple[Tier, ...]
    shares: Mapping[str, Decimal] = field(default_factory=dict)

    def earned(self, seen: Seen) -> Earned:
        """The pool rounded once; members have its running shares, so that they sum to it."""
        members = tuple(self.shares)
        found = Table(self.tiers, self.tier_method, self.tier_unit).earned(
            seen.team(members), seen.unit
        )
        pool = objects(rounded(found.total, found.den))[0]
        parts, before, reached = [], pool * 0, Fraction(0)
        for share in self.shares.values():
            reached += Fraction(share)
            to_date = rounded(pool * reached, 1)
            parts.append(to_date - before)
            before = to_date
        amounts = np.array(parts, dtype=object).reshape(len(members), -1)
        return Earned((Stage("pool", seen.placed(members, amounts)),), 1)


@dataclass(frozen=True, kw_only=True)
class Promise(Paying):
    """A bonus that is largest when the own forecast was true (Gonik): target pay times a factor.

    With quota O, forecast F and result A: 1.2·F/O where A = F, 0.6·(A+F)/O above it and
    0.6·(3A−F)/O below. Forecasts come as credits of the basis `forecast`.
    """

    kind: Literal["promise"] = "promise"
    forecast: str = "forecast"

    def earned(self, seen: Seen) -> Earned:
        """Never below nothing; less what an earlier version of the plan has paid of it."""
        of = seen.totals().as_objects()
        before = objects(seen.carried_of(self.forecast))
        said = before + objects(seen.of_basis(self.forecast))
        share = _gonik(of.attained, said, of.quota) - _gonik(of.carried, before, of.quota)
        target = of.target * Fraction(1, SCALE) / Fraction(seen.unit)
        return Earned((Stage("promise", target * share),), 1)


def _gonik(attained: Array, said: Array, quota: Array) -> Array:
    """The factor of a result and its forecast."""
    grid = np.where(attained >= said, attained + said, 3 * attained - said)
    return np.asarray(np.maximum(ratio(grid, quota) * Fraction(3, 5), 0))


Component = Commission | Bonus | Spiff | Objectives | Pool | Promise
