"""From credits to what everybody is entitled to in every period, with the lines behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from salesops.incentives.exact import SCALE, Array, Earned, Stage, objects, rounded
from salesops.incentives.modifiers import Modifier, Reached, Threshold
from salesops.incentives.payment import Draw, capped, held_back, in_instalments
from salesops.incentives.periods import LENGTHS
from salesops.incentives.plan import Plan, Version
from salesops.incentives.presence import version_days
from salesops.incentives.quotas import terms_of
from salesops.incentives.rules import Component, Objectives
from salesops.incentives.seen import Sight
from salesops.incentives.tiers import Totals
from salesops.incentives.tracing import clawed_back, collected_part
from salesops.incentives.world import World


@dataclass(frozen=True)
class Block:
    """One kind of line for everybody: a step of a component, by person and period.

    `amounts` are whole units of money; `basis` ten-thousandths times `stage.basis_den`.
    """

    component: str
    version: Version | None
    stage: Stage
    amounts: Array
    basis: Array | None = None


@dataclass(frozen=True)
class Calculation:
    """What a plan pays on its credits: blocks of lines, which sum to what people have earned."""

    world: World
    blocks: tuple[Block, ...]

    @property
    def plan(self) -> Plan:
        """The plan that pays."""
        return self.world.plan

    @property
    def entitled(self) -> Array:
        """Whole units by person and period: the sum of all lines."""
        found = np.zeros(self.world.shape, dtype=object)
        for block in self.blocks:
            found = found + block.amounts
        return found

    def by_component(self) -> dict[str, Array]:
        """What each component entitles to, by person and period."""
        found: dict[str, Array] = {}
        for block in self.blocks:
            so_far = found.get(block.component)
            found[block.component] = block.amounts if so_far is None else so_far + block.amounts
        return found

    def sights(self) -> Iterator[Sight]:
        """What each component sees under each version."""
        return sights(self.world)


def sights(world: World) -> Iterator[Sight]:
    """What each component sees under each version that has begun."""
    end = world.periods.starts[world.periods.count]
    for version in world.plan.versions:
        if version.starts_on < end:
            for component in version.components:
                yield Sight(world, component, version)


def calculated(world: World) -> Calculation:
    """Everybody's lines: components first, then how and when they are paid."""
    blocks: list[Block] = []
    for sight in sights(world):
        own = list(_blocks(sight, world))
        blocks += own + list(_timed(sight, own, world))
    blocks += _limited(blocks, world)
    return Calculation(world, tuple(blocks))


def earned(sight: Sight) -> Earned:
    """What a component has earned to date: its rule, then what modifies it."""
    rule = sight.component.earned(sight)
    if sight.is_by_transaction:
        rule = sight.by_order.summed(rule, sight.world.shape, sight)
    stages = list(rule.stages)
    if not sight.component.returns.reduce_attainment:
        stages += clawed_back(sight)
    for modifier in modifiers(sight.component):
        stages.append(modifier.step(_reached(sight, stages, rule.den)))
    return replace(rule, stages=tuple(stages))


def modifiers(of: Component) -> Sequence[Modifier]:
    """What a component has after its tiers, in the order they are applied."""
    caps = [cap for cap in of.caps if cap.of == "payment" and cap.per == "interval"]
    threshold = [] if of.threshold is None else [Threshold(at_least=of.threshold)]
    floor = [of.floor] if of.floor else []
    return [*of.gates, *threshold, *of.multipliers, *of.matrices, *floor, *caps]


def _reached(sight: Sight, stages: Sequence[Stage], den: int) -> Reached:
    def totals_of(name: str) -> Totals:
        if not name:
            return _judged(sight)
        other = next(c for c in sight.version.components if c.name == name)
        return _judged(Sight(sight.world, other, sight.version))

    return Reached(
        tuple(stages), den, sight.unit, totals_of, _held_periods(sight), *_before(sight, den)
    )


def _judged(sight: Sight) -> Totals:
    """What conditions go by: attained of the quota, or the score where objectives are scored."""
    totals, of = sight.cells.judged, sight.component
    if not isinstance(of, Objectives):
        return totals
    return replace(totals, attained=of.attained(sight), quota=np.ones_like(totals.quota))


def _held_periods(sight: Sight) -> Array:
    """How many periods of its interval the version holds at the end of, to date.

    Of those somebody was on the plan for.
    """
    starts, ends = version_days(sight.world.plan, sight.version)
    days = [day - timedelta(days=1) for day in sight.world.periods.starts[1:]]
    holds = np.array([starts <= day < ends for day in days[: sight.world.periods.count]])
    began = (sight.world.presence.under(sight.version) & holds).astype(np.int64)
    return sight.world.periods.to_date(began, sight.component.accumulate)


def _before(sight: Sight, den: int) -> tuple[Array, Array, Array]:
    """What earlier versions have paid of an interval, the least they had to, what was filled up."""
    paid, least, filled = np.zeros((3, *sight.world.shape), dtype=object)
    limits = [sight.component.floor, *sight.component.caps]
    for earlier in sight.earlier if any(limits) else ():
        of = earned(earlier)
        paid = paid + objects(of.total) * Fraction(den, of.den)
        if earlier.component.floor:
            each = Fraction(earlier.component.floor.amount) / Fraction(sight.unit) * den
            least = least + objects(_held_periods(earlier)) * each
            own = [stage.num for stage in of.stages if stage.kind == "floor"]
            filled = filled + sum(map(objects, own)) * Fraction(den, of.den)
    return paid, least, filled


def _blocks(sight: Sight, world: World) -> Iterator[Block]:
    """A block a step: what it adds in each period, rounded so that all of them sum exactly.

    The component to date is rounded once; its steps have the differences of running sums.
    """
    found, scope = earned(sight), sight.component.accumulate
    if LENGTHS[scope] == 1:
        before = np.zeros_like(found.stages[0].num)
    else:
        before = world.periods.since_before(found.total, scope)
    reached, last = before, rounded(before, found.den)
    for stage in found.stages:
        step, basis = stage.num, stage.basis
        if LENGTHS[scope] > 1:
            step = step - world.periods.since_before(stage.num, scope)
            basis = None if basis is None else basis - world.periods.since_before(basis, scope)
        reached = reached + step
        now = rounded(reached, found.den)
        yield Block(sight.component.name, sight.version, stage, now - last, basis)
        last = now


def _timed(sight: Sight, own: Sequence[Block], world: World) -> Iterator[Block]:
    """When a component's pay is paid: on collection, in instalments, some held back, capped."""
    of = sight.component
    amounts: Array = sum((block.amounts for block in own), np.zeros(world.shape, np.int64))
    for kind, paid in _payments(sight, amounts, world):
        yield Block(of.name, sight.version, Stage(kind, paid), paid - amounts)
        amounts = paid


def _payments(sight: Sight, amounts: Array, world: World) -> Iterator[tuple[str, Array]]:
    """What is paid in each period after each of the component's rules of payment."""
    of = sight.component
    if of.release == "collected":
        amounts = collected_part(sight, amounts)
        yield "collected", amounts
    if of.instalments > 1:
        amounts = in_instalments(amounts, of.instalments)
        yield "instalments", amounts
    if of.holdback:
        left = world.left_in if world.plan.leaver == "settle" else None
        amounts = held_back(amounts, of.holdback.share, of.holdback.periods, left)
        yield "holdback", amounts
    for cap in of.caps:
        if cap.of == "payment" and cap.per == "period":
            most = int(Fraction(cap.at_most) / Fraction(world.plan.unit))
            amounts = amounts + capped(amounts, most, refundable=cap.refundable)
            yield "cap", amounts


def _limited(blocks: Sequence[Block], world: World) -> list[Block]:
    """What the whole plan does to a period's pay: what leavers forfeit, the cap, the draw."""
    amounts: Array = sum((block.amounts for block in blocks), np.zeros(world.shape, np.int64))
    found = []
    if world.plan.leaver == "forfeit":
        found.append(Block("forfeit", None, Stage("forfeit", amounts), _forfeited(amounts, world)))
    if world.plan.payment_cap is not None:
        most = int(Fraction(world.plan.payment_cap) / Fraction(world.plan.unit))
        so_far = amounts + sum(block.amounts for block in found)
        cut = capped(so_far, most, refundable=world.plan.payment_cap_refundable)
        found.append(Block("payment_cap", None, Stage("cap", cut), cut))
    drawn = _drawn(amounts + sum(block.amounts for block in found), world)
    return [*found, *drawn]


def _forfeited(amounts: Array, world: World) -> Array:
    """Everything paid after the period somebody left in is taken away."""
    left = world.left_in[:, None]
    after = (left >= 0) & (np.arange(world.periods.count)[None, :] > left)
    return np.where(after, -amounts, 0)


def _drawn(amounts: Array, world: World) -> Iterator[Block]:
    """Each draw with the people who have it: their own, else the plan's."""
    own = {payee.payee: payee.draw for payee in world.plan.payees if payee.draw}
    by_draw: dict[Draw, list[int]] = {}
    for row, name in enumerate(world.people):
        draw = own.get(name, world.plan.draw)
        if draw is not None:
            by_draw.setdefault(draw, []).append(row)
    first, left = first_period(world), world.left_in
    last = np.where(left < 0, world.periods.count, left)
    for draw, rows in by_draw.items():
        added = np.zeros_like(amounts)
        added[rows] = draw.paid(amounts[rows], world.plan.unit, first[rows], last[rows])
        yield Block("draw", None, Stage("draw", added, detail=draw.kind, rate=draw.amount), added)


def first_period(world: World) -> Array:
    """The place of the period in which each person's plan begins."""
    terms = terms_of(world.plan).items()
    starts = {name: own[0].starts_on for name, own in terms if own[0].starts_on}
    begins = world.plan.versions[0].starts_on
    days = [max(starts.get(name, begins), begins).toordinal() for name in world.people]
    return world.periods.at(np.array(days, dtype=np.int64))


def basis_of(block: Block, row: int, period: int) -> Decimal | None:
    """The basis of one line as an amount, rounded to a ten-thousandth."""
    if block.basis is None:
        return None
    held, den = block.basis[row, period], block.stage.basis_den
    value: Any = held if isinstance(held, Fraction) else int(held)
    whole = (2 * abs(value) + den) // (2 * den)
    return Decimal(-whole if value < 0 else whole) / SCALE
