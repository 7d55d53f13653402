"""Planning anew within a year: the past stays, the rest is split again, the bridge is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from salesops.kernel.period import month_later
from salesops.planning.allocate import Allocation, Conflict, allocation, summed
from salesops.planning.allocate_plan import Plan
from salesops.planning.allocate_table import Reals, Units
from salesops.planning.goal import Goal
from salesops.planning.standing import Shape, Standing, Stood, bound_of
from salesops.planning.tree import Limit, Node


@dataclass(frozen=True)
class Bridge:
    """How a node's number went from the old plan to the new one, in units.

    `past` is what stays of the old plan and `rest` what was still to come; `goal` is what the
    changed goal alone would have done to the rest, with the old weights, people and bounds, and
    `moved` what the new ones do on top. old = past + rest; new = old + goal + moved.
    """

    node: str
    past: int
    rest: int
    goal: int
    moved: int

    @property
    def old(self) -> int:
        """The node's number in the old plan."""
        return self.past + self.rest

    @property
    def new(self) -> int:
        """The node's number in the new plan."""
        return self.old + self.goal + self.moved


@dataclass(frozen=True)
class Replan:
    """An old plan up to a day, and a new one for the goal's other periods from that day on."""

    old: Allocation
    new: Allocation
    periods_kept: int

    def units(self, node: str, period: int | None = None, product: str | None = None) -> int:
        """A node's target over both plans, in units; periods count from the old plan's first."""
        if period is not None and period < self.periods_kept:
            return _units(self.old, node, period, product)
        if period is not None:
            return _units(self.new, node, period - self.periods_kept, product)
        past = sum(_units(self.old, node, p, product) for p in range(self.periods_kept))
        return past + _units(self.new, node, None, product)

    def bridges(self) -> Iterator[Bridge]:
        """Every node of either plan; what the change of the goal does sums exactly, too."""
        rest = {name: self._rest(name) for name in self._names()}
        changed = self._changed(rest)
        for name, left in rest.items():
            new = _units(self.new, name, None, None)
            past = sum(_units(self.old, name, p, None) for p in range(self.periods_kept))
            moved = new - left - changed[name]
            yield Bridge(name, past, left, changed[name], moved)

    def _names(self) -> Sequence[str]:
        old = [node.name for node in self.old.plan.tree.nodes]
        known = set(old)
        return [*old, *(n.name for n in self.new.plan.tree.nodes if n.name not in known)]

    def _rest(self, name: str) -> int:
        periods = range(self.periods_kept, self.old.plan.goal.periods)
        return sum(_units(self.old, name, period, None) for period in periods)

    def _changed(self, rest: Mapping[str, int]) -> Mapping[str, int]:
        """What the new goal does by itself: the old plan's inputs once more, with its amount.

        Where those contradict it, such as pins above it, its change is shared by what the old plan
        still had to come, down its tree.
        """
        try:
            alone = allocation(_rest_of(self.old, self.periods_kept, self.new.totals[0]))
        except (Conflict, ValueError):
            return self._shared(rest)
        return {name: _units(alone, name, None, None) - left for name, left in rest.items()}

    def _shared(self, rest: Mapping[str, int]) -> Mapping[str, int]:
        tree, stood = self.old.plan.tree, standing(self.old, self.periods_kept)
        found = dict.fromkeys(rest, 0)
        top = tree.nodes[0].name
        found[top] = self.new.totals[0] - rest[top]
        for place, below in enumerate(tree.children):
            names = [tree.nodes[child].name for child in below]
            parts = stood.spread(found[tree.nodes[place].name], names)
            found.update(zip(names, parts, strict=True))
        return found


def _rest_of(old: Allocation, kept: int, amount: int) -> Plan:
    """What the old plan asked for the periods still to come, of another amount."""
    plan = old.plan
    goal = replace(
        plan.goal, amount=amount, periods=plan.goal.periods - kept,
        starts_on=month_later(plan.goal.starts_on, kept),
    )  # fmt: skip
    nodes = tuple(_rest_of_node(old, node, kept) for node in plan.nodes)
    stood = standing(old, kept) if kept else plan.standing
    return replace(plan, goal=goal, nodes=nodes, standing=stood)


def _rest_of_node(old: Allocation, node: Node, kept: int) -> Node:
    gone = old.cells[old.plan.tree.places[node.name], :kept]
    bound = bound_of(node, int(gone.sum()))
    limits = (_later(old, one, kept, gone.sum(axis=0)) for one in node.limits)
    return replace(
        node, pin=bound.pin, floor=None if node.floor is None else bound.floor, cap=bound.cap,
        season=None if node.season is None else tuple(node.season[kept:]),
        limits=tuple(one for one in limits if one is not None),
    )  # fmt: skip


def standing(old: Allocation, kept: int) -> Standing:
    """What a plan has still to come after so many of its periods, and what it came from."""
    tree, lines = old.plan.tree, len(old.plan.goal.products) or 1
    before = summed(tree, old.ideal).reshape(len(tree.nodes), -1, lines)
    nodes = {
        node.name: _stood(old, place, kept, before[place]) for place, node in enumerate(tree.nodes)
    }
    return Standing(old.plan.goal.products, nodes)


def _stood(old: Allocation, place: int, kept: int, ideal: Reals) -> Stood:
    tree, node, parent = old.plan.tree, old.plan.tree.nodes[place], old.plan.tree.parents[place]
    gone = old.cells[place, :kept]
    due, whole = float(ideal[kept:].sum()), float(ideal.sum())
    above = old.plan.standing.nodes.get(node.name) if old.plan.standing else None
    return Stood(
        parent=None if parent < 0 else tree.nodes[parent].name, share=old.why(place)[1],
        bound=bound_of(node, int(gone.sum())), held=old.held[place],
        cells=old.cells[place, kept:], due=due,
        part=(due / whole if whole else 0.0) * (above.part if above else 1.0),
        shape=_shape(old, place, kept, gone.sum(axis=0)),
    )  # fmt: skip


def _shape(old: Allocation, place: int, kept: int, gone: Units) -> Shape:
    """A node's profile and limits over the periods to come; `gone` is what is past by line."""
    season, lines = old.profiles.of(place)
    rest = season[kept:]
    limits = (_later(old, one, kept, gone) for one in old.plan.tree.nodes[place].limits)
    whole = rest.sum() or 1.0
    return Shape(rest / whole, lines, frozenset(one for one in limits if one is not None))


def _later(old: Allocation, limit: Limit, kept: int, gone: Units) -> Limit | None:
    """A limit as it is for the periods still to come; None of a past one."""
    if limit.period is not None:
        return replace(limit, period=limit.period - kept) if limit.period >= kept else None
    past = int(gone[old.plan.goal.products.index(limit.product or "")])
    bounds = {
        name: None if told is None else max(0, told - past)
        for name, told in (("pin", limit.pin), ("floor", limit.floor), ("cap", limit.cap))
    }
    return replace(limit, **bounds)  # type: ignore[arg-type]


def replanned(old: Allocation, from_on: date, changed: Plan) -> Replan:
    """The old plan up to the day, and the changed one for the rest of its goal.

    `changed` is a plan of the whole year as it should now be: its goal's amount less what the
    old plan had up to the day is broken down over its nodes (whose pins, floors and caps are for
    the rest) and the remaining periods. Where nobody asked for another number the old one stays,
    cell by cell. Raises ValueError unless a period of the old goal starts
    on the day, and Conflict where the rest cannot be broken down.
    """
    goal = old.plan.goal
    starts = [month_later(goal.starts_on, n) for n in range(1, goal.periods)]
    if from_on not in starts:
        raise ValueError(f"no period but the first starts on {from_on}")
    kept = starts.index(from_on) + 1
    past = int(old.cells[0, :kept].sum())
    nodes = tuple(
        node if node.season is None else replace(node, season=tuple(node.season[kept:]))
        for node in changed.nodes
    )
    rest = replace(
        changed.goal, amount=changed.goal.amount - past, starts_on=from_on,
        periods=goal.periods - kept,
    )  # fmt: skip
    asked = replace(changed, goal=rest, nodes=nodes, standing=standing(old, kept))
    return Replan(old, allocation(asked), kept)


def _units(of: Allocation, node: str, period: int | None, product: str | None) -> int:
    """A node's units in a plan; 0 where the plan has no such node or line."""
    goal: Goal = of.plan.goal
    if node not in of.plan.tree.places or (product and product not in goal.products):
        return 0
    return of.units(node, period, product)
