"""Tiers: half-open ranges of attainment, amount or pieces, and what each of them pays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from salesops.incentives.exact import LIMIT, SCALE, Array, Earned, Stage, objects, ratio, rounded

TierMethod = Literal["marginal", "whole", "interpolated"]
# What a sum of some products of doubles is off by at most, as a part of the sum of their sizes.
DOUBT = 2.0**-44
TierUnit = Literal["attainment", "amount", "quantity"]
Tie = Literal["upper", "lower"]


@dataclass(frozen=True, kw_only=True)
class Tier:
    """From `starts` up to, not including, `ends`; without an end it has none.

    It pays one of three: `rate` of the basis; `times` the base rate, which is target pay ÷
    quota; or `amount`, the pay for passing through it (interpolated) or reaching it (whole).
    """

    starts: Decimal = Decimal(0)
    ends: Decimal | None = None
    rate: Decimal | None = None
    times: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Totals:
    """What stands behind a component's cells, each to date in its interval, in ten-thousandths.

    `attained` moves along the tiers, `basis` is what the rates apply to, `carried` is where an
    earlier version of the plan had come to. `target` is the target pay of the whole interval.
    `present` is where the person is on the plan at all, `before` where an earlier version had
    paid. `settled` is what was attained of which quota where not these decide but later ones.
    """

    attained: Array
    basis: Array
    carried: Array
    quota: Array
    target: Array
    present: Array | None = None
    before: Array | None = None
    settled: tuple[Array, Array] | None = None

    @property
    def judged(self) -> "Totals":
        """The same with the attainment and the quota that conditions go by."""
        if self.settled is None:
            return self
        return replace(self, attained=self.settled[0], quota=self.settled[1], settled=None)

    @property
    def is_even(self) -> bool:
        """Whether all that is paid on is what attains, and nothing was carried over."""
        return self.basis is self.attained and not self.carried.any()

    @property
    def has_quota(self) -> Array:
        """Where there is a quota to attain."""
        return np.asarray(self.quota > 0)

    def as_objects(self) -> "Totals":
        """The same in numbers without a largest."""
        return self.each(objects)

    def each(self, done: Callable[[Array], Array]) -> "Totals":
        """The same with every column done something with."""
        attained = done(self.attained)
        basis = attained if self.basis is self.attained else done(self.basis)
        present, before = (None if c is None else done(c) for c in (self.present, self.before))
        return Totals(
            attained, basis, done(self.carried), done(self.quota), done(self.target),
            present, before, self.settled and (done(self.settled[0]), done(self.settled[1])),
        )  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Tiers with how they are to be read; the method is never guessed."""

    tiers: tuple[Tier, ...]
    method: TierMethod
    unit: TierUnit
    tie: Tie = "upper"

    def earned(self, of: Totals, unit: Decimal) -> Earned:
        """What every cell has earned to date, a step a tier.

        Marginal and interpolated: Σ of slice × price. Whole: everything at the price of the
        tier reached. Where basis and attainment differ, the basis is spread evenly over the
        way from `carried` to `attained`, so that only totals count and never their order.
        """
        edges = 1 if self.unit != "attainment" else self._edges
        rates = _denominator([t.rate for t in self.tiers if t.rate is not None])
        simple = of.is_even and of.settled is None and all(t.rate is not None for t in self.tiers)
        if not simple or self._largest(of, edges) * 2 * rates >= LIMIT:
            of = of.as_objects()
        over = Fraction(SCALE * edges * rates) * Fraction(unit)
        slices = self._bases(of, edges)
        stages = [
            Stage("tier", self._pay(n, tier, of, basis, edges, rates) * over.denominator,
                  basis, edges, n, tier.rate)
            for n, (tier, basis) in enumerate(zip(self.tiers, slices, strict=True))
        ]  # fmt: skip
        return Earned(tuple(stages), over.numerator)

    def rounded(self, of: Totals, unit: Decimal) -> Array:
        """What every cell has earned to date in whole units: what `earned` comes to, rounded.

        Doubles decide where they leave no doubt which whole number is nearest; the few cells
        where they do are worked out exactly. So many orders are traced in a blink.
        """
        near = self._nearly(of, unit)
        if near is None:
            found = self.earned(of, unit)
            return rounded(found.total, found.den)
        whole, in_doubt = near
        if in_doubt.any():
            exact = self.earned(of.each(lambda column: column[in_doubt]), unit)
            whole[in_doubt] = rounded(exact.total, exact.den)
        return whole

    def _nearly(self, of: Totals, unit: Decimal) -> tuple[Array, Array] | None:
        """Whole units by doubles, and where they may be wrong; None where they are of no use."""
        edges = 1 if self.unit != "attainment" else self._edges
        is_narrow = all(c.dtype != object for c in (of.attained, of.quota, of.target))
        leaps = self.method == "whole" and any(tier.amount is not None for tier in self.tiers)
        if leaps or not is_narrow or not of.is_even or self._largest(of, edges) * 2 >= LIMIT:
            return None
        units = float(1 / (Fraction(SCALE * edges) * Fraction(unit)))
        pays = [
            slice_ * (self._price(n, of) * units) for n, slice_ in enumerate(self._bases(of, edges))
        ]
        size = sum((np.abs(pay) for pay in pays), np.zeros(of.attained.shape))
        value = sum(pays, np.zeros(of.attained.shape))
        above = np.abs(value) + 0.5
        in_doubt = np.abs(above - np.rint(above)) <= (size + 1) * DOUBT
        whole = np.where(in_doubt, 0, np.floor(above) * np.sign(value)).astype(np.int64)
        return whole, in_doubt

    def _price(self, place: int, of: Totals) -> Array | float:
        """About what a tier pays for a ten-thousandth of its basis, in the same."""
        tier = self.tiers[place]
        if tier.rate is not None:
            return float(tier.rate)
        to_quota = np.where(of.quota == 0, 0.0, 1 / np.where(of.quota == 0, 1, of.quota))
        if tier.times is not None:
            return np.asarray(of.target * to_quota * float(tier.times))
        width = float((tier.ends or tier.starts) - tier.starts)
        whole = to_quota if self.unit == "attainment" else 1 / SCALE
        return whole * (float(tier.amount or 0) / width * SCALE) if width else 0.0

    @property
    def _edges(self) -> int:
        """The power of ten that makes whole numbers of all edges."""
        told = [e for t in self.tiers for e in (t.starts, t.ends) if e is not None]
        return _denominator(told)

    def _largest(self, of: Totals, edges: int) -> int:
        """No number on the way to the pay is larger, before rates."""
        quota = int(np.abs(of.quota).max(initial=0)) if self.unit == "attainment" else SCALE
        ends = [abs(e) for t in self.tiers for e in (t.starts, t.ends) if e is not None]
        steepest = max((abs(t.rate) for t in self.tiers if t.rate is not None), default=Decimal(1))
        furthest = max(int(np.abs(of.attained).max(initial=0)), int(max(ends, default=1)) * quota)
        return (furthest + quota) * edges * (int(steepest) + 1)

    def _edge(self, edge: Decimal, of: Totals, edges: int) -> Array | int:
        """Where a tier begins or ends, in the finer unit."""
        if self.unit == "attainment":
            return of.quota * int(edge * edges)
        return int(Fraction(edge) * SCALE)

    def _bases(self, of: Totals, edges: int) -> list[Array]:
        if self.method == "whole":
            return [
                np.where(self._in(n, of.judged, edges), of.basis * edges, 0)
                for n in range(len(self.tiers))
            ]
        passed = [self._slice(n, of.attained, of, edges) for n in range(len(self.tiers))]
        if of.is_even:
            return passed
        before = [self._slice(n, of.carried, of, edges) for n in range(len(self.tiers))]
        if self.method == "interpolated":
            return [after - start for after, start in zip(passed, before, strict=True)]
        way = (of.attained - of.carried) * edges
        return [
            np.where(way == 0, np.where(self._in(n, of, edges), of.basis * edges, 0),
                     of.basis * edges * ratio(after - start, way))
            for n, (after, start) in enumerate(zip(passed, before, strict=True))
        ]  # fmt: skip

    def _slice(self, place: int, at: Array, of: Totals, edges: int) -> Array:
        """How much of the way to `at` lies in a tier; the first one reaches below 0."""
        tier, fine = self.tiers[place], at * edges
        top = fine if tier.ends is None else np.minimum(fine, self._edge(tier.ends, of, edges))
        if place == 0:
            return np.asarray(top)
        start = self._edge(tier.starts, of, edges)
        return np.asarray(np.maximum(top - start, 0))

    def _in(self, place: int, of: Totals, edges: int) -> Array:
        """Whether a cell stands in a tier."""
        tier, at = self.tiers[place], of.attained * edges
        above = np.greater_equal if self.tie == "upper" else np.greater
        here = np.ones(at.shape, bool) if place == 0 else above(
            at, self._edge(tier.starts, of, edges)
        )  # fmt: skip
        if tier.ends is not None:
            here = here & ~above(at, self._edge(tier.ends, of, edges)).astype(bool)
        return np.asarray(here.astype(bool))

    def _pay(
        self, place: int, tier: Tier, of: Totals, basis: Array, edges: int, rates: int
    ) -> Array:
        """What a tier pays, in ten-thousandths of money times `edges` and `rates`."""
        if tier.rate is not None:
            return np.asarray(basis * int(tier.rate * rates))
        if tier.times is not None:
            return np.asarray(basis * ratio(of.target, of.quota) * (Fraction(tier.times) * rates))
        amount = Fraction(tier.amount or 0) * SCALE * rates
        if self.method == "whole":
            here = self._in(place, of, edges)
            if of.present is not None:
                here = here & of.present.astype(bool)
            # What an earlier version of the plan has paid is not paid again.
            start = replace(of, attained=of.carried)
            before = here & False if of.before is None else of.before.astype(bool)
            before = before & self._in(place, start, edges)
            return np.asarray((here.astype(object) - before.astype(object)) * (amount * edges))
        width = Fraction((tier.ends or tier.starts) - tier.starts)
        if not width:
            return np.asarray(objects(basis) * 0)
        whole = of.quota if self.unit == "attainment" else np.full(of.quota.shape, SCALE, object)
        return np.asarray(basis * ratio(np.ones(whole.shape, object), whole) * (amount / width))


def cut(tiers: Sequence[Tier], limit: Decimal) -> tuple[Tier, ...]:
    """The tiers up to a limit, and one that pays nothing from there on."""
    kept = [t for t in tiers if t.starts < limit]
    last = kept[-1]
    ends = limit if last.ends is None else min(last.ends, limit)
    shortened = Tier(starts=last.starts, ends=ends, rate=last.rate, times=last.times,
                     amount=_part(last, ends))  # fmt: skip
    return (*kept[:-1], shortened, Tier(starts=limit, rate=Decimal(0)))


def _part(tier: Tier, ends: Decimal) -> Decimal | None:
    if tier.amount is None or tier.ends is None:
        return tier.amount
    return tier.amount * (ends - tier.starts) / (tier.ends - tier.starts)


def _denominator(numbers: Sequence[Decimal]) -> int:
    """The power of ten that makes whole numbers of all of them."""
    places = [max(0, -int(n.normalize().as_tuple().exponent)) for n in numbers]
    return 10 ** int(max(places, default=0))
