"""The world a plan pays in, and everything wrong with its credits and quotas, by name and amount.

Whoever something is wrong with is left out and told; everybody else is paid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from salesops.incentives import credit_words as w
from salesops.incentives.calculation import sights
from salesops.incentives.credits import Credits, Names
from salesops.incentives.exact import Array, unscaled
from salesops.incentives.periods import periods_of
from salesops.incentives.plan import Plan
from salesops.incentives.quotas import Against, Quotas, terms_of
from salesops.incentives.rules import Bonus, Commission, Component, Objectives, Pool, Promise
from salesops.incentives.seen import Sight
from salesops.incentives.world import World
from salesops.kernel.problem import Problem, Wording

Told = tuple[str, Problem]


def world_of(
    plan: Plan, credits: Credits, quotas: Quotas, as_of: date
) -> tuple[World, list[Problem]]:
    """What a plan pays on up to the period of `as_of`, and the problems of who is left out."""
    periods = periods_of(plan, as_of)
    known = _of_people(credits, _people(plan, credits))
    kept, problems = _dated(plan, known)
    problems = [*_without_plan(plan, credits), *problems]
    against = Against(plan, quotas, periods, known.payee.values)
    world = World(plan, kept, against, periods, frozenset())
    told = [*_over_returned(world), *_by_component(world)]
    told += _waiting(plan, {payee for payee, _ in told})
    out = frozenset(payee for payee, _ in told)
    if out:
        rows = ~kept.payee.among(out)
        world = replace(world, credits=kept.where(rows), left_out=out)
    return world, [*problems, *(problem for _, problem in told)]


def _people(plan: Plan, credits: Credits) -> Sequence[str]:
    """Everybody on the plan; everybody with credits or a share where it names nobody."""
    if plan.payees:
        return sorted({payee.payee for payee in plan.payees})
    members = {name for pool in _pools(plan) for name in pool.shares}
    return sorted(members | set(credits.payee.values)) if members else credits.payee.values


def _pools(plan: Plan) -> list[Pool]:
    return [c for version in plan.versions for c in version.components if isinstance(c, Pool)]


def _waiting(plan: Plan, out: set[str]) -> Iterator[Told]:
    """Who shares a pool with somebody left out: what the team made cannot be said without."""
    for pool in _pools(plan):
        for other in sorted(out & set(pool.shares)):
            for payee in sorted(set(pool.shares) - out):
                values = {"payee": payee, "other": other, "component": pool.name}
                yield payee, Problem(w.POOL_WAITS, values=values)


def _of_people(credits: Credits, people: Sequence[str]) -> Credits:
    """The credits by the places of these people, without anybody else's."""
    if credits.payee.values == tuple(people):
        return credits
    places = {name: place for place, name in enumerate(people)}
    moved = np.array([places.get(name, -1) for name in credits.payee.values], dtype=np.int64)
    codes = moved[credits.payee.codes] if len(moved) else credits.payee.codes
    own = replace(credits, payee=Names(tuple(people), codes))
    return own.where(codes >= 0)


def _without_plan(plan: Plan, credits: Credits) -> Iterator[Problem]:
    listed = {payee.payee for payee in plan.payees}
    if not listed:
        return
    for place, name in enumerate(credits.payee.values):
        if name not in listed:
            amount = unscaled(credits.amount[credits.payee.codes == place].sum())
            yield Problem(w.NO_PLAN, values={"payee": name, "amount": amount})


def _dated(plan: Plan, credits: Credits) -> tuple[Credits, list[Problem]]:
    """The credits on days that the plan and the person's time on it hold; the rest is told."""
    first, last = plan.versions[0].starts_on.toordinal(), plan.ends_before.toordinal()
    outside = (credits.sale_day < first) | (credits.sale_day >= last)
    problems = list(_rows(w.NOT_YET, credits, outside))
    off = ~outside & ~on_terms(plan, credits)
    if not off.any():
        return (credits.where(~outside) if outside.any() else credits), problems
    last_days = {name: own[-1].ends_before for name, own in terms_of(plan).items()}
    for place in np.unique(credits.payee.codes[off]):
        left_on = last_days[credits.payee.values[place]]
        own = off & (credits.payee.codes == place)
        late = own & (credits.sale_day >= left_on.toordinal()) if left_on else own & False
        problems += _rows(w.LEFT, credits, late, left_on=left_on)
        problems += _rows(w.NOT_YET, credits, own & ~late)
    return credits.where(~outside & ~off), problems


def on_terms(plan: Plan, credits: Credits) -> Array:
    """Which credits are of sales on a day of the person's time on a plan."""
    if not plan.payees:
        return np.ones(len(credits), bool)
    terms = terms_of(plan)
    count = len(credits.payee.values)
    found = np.zeros(len(credits), bool)
    for number in range(max(map(len, terms.values()))):
        starts, ends = np.full(count, date.max.toordinal()), np.zeros(count, np.int64)
        for place, name in enumerate(credits.payee.values):
            own = terms.get(name, [])
            if number < len(own):
                starts[place] = (own[number].starts_on or date.min).toordinal()
                ends[place] = (own[number].ends_before or date.max).toordinal()
        codes = credits.payee.codes
        found |= (credits.sale_day >= starts[codes]) & (credits.sale_day < ends[codes])
    return found


def _rows(wording: Wording, credits: Credits, wrong: Array, **more: object) -> Iterator[Problem]:
    for row in np.flatnonzero(wrong):
        values = {
            "payee": credits.payee.values[credits.payee.codes[row]],
            "day": date.fromordinal(int(credits.day[row])),
            "amount": unscaled(credits.amount[row]),
        }
        yield Problem(wording, values={**values, **more})


def _over_returned(world: World) -> Iterator[Told]:
    """Orders of which more came back than was sold, in one basis and role."""
    credits = world.credits  # noqa: A001 - the ledger's own word
    if not credits.is_return.any():
        return
    width = len(credits.role.values)
    keys = (credits.sale * len(credits.basis.values) + credits.basis.codes) * width
    keys = np.where(credits.sale < 0, -1, keys + credits.role.codes)
    found, first, place = np.unique(keys, return_index=True, return_inverse=True)
    sold, back = np.zeros((2, len(found)), dtype=credits.amount.dtype)
    np.add.at(sold, place[~credits.is_return], credits.amount[~credits.is_return])
    np.add.at(back, place[credits.is_return], -credits.amount[credits.is_return])
    for sale in np.flatnonzero((back > sold) & (sold > 0) & (found >= 0)):
        row = int(first[sale])
        payee = credits.payee.values[credits.payee.codes[row]]
        order = credits.order.values[int(credits.sale[row]) % (len(credits.order.values) + 1)]
        values = {"payee": payee, "order": order, "sold": unscaled(sold[sale]),
                  "amount": unscaled(back[sale])}  # fmt: skip
        yield payee, Problem(w.OVER_RETURNED, values=values)


def _by_component(world: World) -> Iterator[Told]:
    for sight in sights(world):
        lookers = [
            Sight(world, each, sight.version) for each in sight.version.components
            if sight.component.name in looked_at(each)
        ]  # fmt: skip
        own = [sight] if needs_quota(sight.component) else []
        if own or (lookers and not isinstance(sight.component, Objectives)):
            yield from _quotas(sight, [*own, *lookers])
        if sight.is_by_transaction and _has_several(sight.component):
            yield from _without_sale(sight)


def needs_quota(of: Component) -> bool:
    """Whether a component goes by attainment of its own quota; objectives go by their score."""
    if isinstance(of, Objectives):
        return False
    if isinstance(of, Commission | Pool) and of.tier_unit == "attainment":
        return True
    if isinstance(of, Bonus) and of.at_least > 0:
        return True
    return isinstance(of, Promise) or of.threshold is not None or of.name in looked_at(of)


def looked_at(of: Component) -> set[str]:
    """The components whose attainment a component's gates, factors and matrices go by."""
    found = {gate.component for gate in of.gates} | {each.component for each in of.multipliers}
    for matrix in of.matrices:
        found |= {matrix.down, matrix.across}
    return {name or of.name for name in found}


def _has_several(of: Component) -> bool:
    return isinstance(of, Commission) and len({(t.rate, t.times, t.amount) for t in of.tiers}) > 1


def _quotas(sight: Sight, payers: Sequence[Sight]) -> Iterator[Told]:
    """Who sold something in an interval whose quota is missing or 0: the first such period.

    `payers` are the components whose pay goes by it: itself, or those that look at it.
    """
    attained = np.zeros(sight.world.shape, np.int64)
    for payer in payers:
        moved = sight.world.periods.to_date(payer.grid(payer.attained), payer.scope)
        attained = np.where(attained != 0, attained, moved)
    wrong = (attained != 0) & (sight.held.missing | (sight.held.quota <= 0))
    for row in np.flatnonzero(wrong.any(axis=1)):
        place = int(np.flatnonzero(wrong[row])[0])
        payee = sight.world.people[int(row)]
        values: dict[str, Any] = {
            "payee": payee, "component": sight.component.name,
            "period": sight.world.periods.label(place),
        }  # fmt: skip
        if sight.held.missing[row, place]:
            values["amount"] = unscaled(attained[row, place])
            yield payee, Problem(w.NO_QUOTA, values=values)
        else:
            values["amount"] = unscaled(sight.held.quota[row, place])
            yield payee, Problem(w.ZERO_QUOTA, values=values)


def _without_sale(sight: Sight) -> Iterator[Told]:
    rows, by = sight.rows, sight.by_order
    for row in np.flatnonzero(rows.is_return & ~by.returned):
        code = rows.order.codes[row]
        payee = rows.payee.values[rows.payee.codes[row]]
        values = {"payee": payee, "amount": unscaled(rows.amount[row]),
                  "order": rows.order.values[code] if code >= 0 else "?"}  # fmt: skip
        yield payee, Problem(w.NO_ORIGINAL, values=values)
