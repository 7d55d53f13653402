"""A shortfall split into market, product, team and target, part by part, with nothing left over.

From target to actual by way of what could have been sold at each turn: in a year as usual, in
the market as it came, with every seat filled. Each step is the difference of two neighbours in
that chain, so the steps sum to the whole whatever the estimates between are worth.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from salesops.causal.shrinking import Estimate
from salesops.kernel.money import CENT, half_up

Family = Literal["market", "product", "team", "target", "cannot_tell"]
Grade = Literal["A", "B", "C"]
"""A: counted from records or sources. B: estimated, and more than chance. C: may be chance."""

AS_EVER = Estimate(1.0, 1.0, 1.0)
# A cell is singled out when it misses by more than its own noise explains and by a tenth.
SINGLED_SIGMAS, SINGLED_SHARE = 2.0, 0.10
# So much dearer than elsewhere, against before, is a decision and not a customer's haggling.
DEARER = 1.05
LEAST_MARKET_MOVE, LEAST_LINE_MOVE = 0.03, 0.05


@dataclass(frozen=True)
class Slice:
    """Target and actual of some of a cell's people, over the months for which it is so."""

    target: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)


@dataclass(frozen=True)
class Cell:
    """One product line in one place, over the period, and what is known about it.

    `usual` is the share of such a target that the node usually sells. `market` is the market's
    size against its own trend, `price` our price against elsewhere and before, `line` what
    the product line does elsewhere against target; each 1 for nothing special and None for not
    known. `noise` is the standard deviation of actual ÷ expected over such a period when nothing
    special happens. `vacant` is what stood with empty seats, `ramping` with people who were new.
    `rival` names a competitor known to have won share here.
    """

    place: str
    line: str
    target: Decimal
    actual: Decimal
    usual: Estimate = AS_EVER
    market: float | None = None
    elsewhere: float | None = None
    price: float | None = None
    noise: float = 0.05
    vacant: Slice = Slice()
    ramping: Slice = Slice()
    rival: str = ""


@dataclass(frozen=True)
class TeamSeen:
    """The team beside its peers in the same markets and lines, as ratios less 1, shrunken.

    `effect` is of sales, `activity` of calls and visits a head, `conversion` of the win rate.
    None where there are no peers to see.
    """

    effect: Estimate | None = None
    activity: Estimate | None = None
    conversion: Estimate | None = None


@dataclass(frozen=True)
class Part:
    """One part of a shortfall: money, negative where it cost sales; `place` "" is everywhere."""

    family: Family
    kind: str
    amount: Decimal
    grade: Grade
    place: str = ""
    line: str = ""
    detail: str = ""


@dataclass
class _Rest:
    """What no cell could claim for itself: expected (and of it in unsized markets), and missing."""

    expected: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    unsized: Decimal = Decimal(0)
    parts: list[Part] = field(default_factory=list)


def shortfall(cells: Sequence[Cell], team: TeamSeen = TeamSeen()) -> tuple[Part, ...]:
    """The parts of Σ actual − Σ target; they sum to it exactly.

    A cell that misses by far more than its noise is explained by what is known of it: a price of
    our own, a rival. All others are pooled and set against peers; what is not beyond chance
    is said to be so.
    """
    rest = _Rest()
    for cell in cells:
        _split(cell, rest)
    rest.parts += _of_team(rest, team)
    return tuple(part for part in rest.parts if part.amount)


def outcome(cells: Sequence[Cell]) -> tuple[Decimal, Decimal]:
    """What the cells that explain nothing by themselves were expected to sell, and their miss."""
    rest = _Rest()
    for cell in cells:
        _split(cell, rest)
    return rest.expected, rest.amount


def _split(cell: Cell, rest: _Rest) -> None:
    level = cell.target
    for family, kind, grade, factor in _turns(cell):
        reached = half_up(level * Decimal(str(factor)), CENT)
        rest.parts.append(_part(cell, family, kind, reached - level, grade))
        level = reached
    missed_by_people = list(_of_people(cell, level))
    rest.parts += missed_by_people
    staffed = level + sum((part.amount for part in missed_by_people), Decimal(0))
    left = cell.actual - staffed
    if _stands_out(cell, staffed, left):
        rest.parts += _explained(cell, left)
        return
    rest.expected += staffed
    rest.amount += left
    rest.unsized += staffed if cell.market is None else Decimal(0)


def _turns(cell: Cell) -> Iterator[tuple[Family, str, Grade, float]]:
    """The factors that lead from the target to what fully staffed seats could have sold."""
    yield "target", "above_potential", "B" if cell.usual.excludes(1.0) else "C", cell.usual.value
    if cell.market is not None:
        moved = abs(cell.market - 1) >= LEAST_MARKET_MOVE
        yield "market", "size", "A" if moved else "C", cell.market
    if cell.elsewhere is not None:
        moved = abs(cell.elsewhere - 1) >= LEAST_LINE_MOVE
        yield "product", "volume", "B" if moved else "C", cell.elsewhere


def _of_people(cell: Cell, level: Decimal) -> Iterator[Part]:
    """What empty seats and new people left unsold of their share of the level."""
    if not cell.target:
        return
    empty, new = (
        some.actual - half_up(some.target * level / cell.target, CENT)
        for some in (cell.vacant, cell.ramping)
    )
    if empty < 0:
        yield _part(cell, "team", "vacancy", empty, "A")
    if -new > (cell.ramping.actual - new) * Decimal(str(SINGLED_SIGMAS * cell.noise)):
        yield _part(cell, "team", "ramp", new, "B")


def _stands_out(cell: Cell, staffed: Decimal, left: Decimal) -> bool:
    if staffed <= 0:
        return False
    share = float(left / staffed)
    return share < -SINGLED_SHARE and share < -SINGLED_SIGMAS * cell.noise


def _explained(cell: Cell, left: Decimal) -> Iterator[Part]:
    """Why one cell misses: we are dearer, a rival moved, or nothing that is on record."""
    if cell.price is not None and cell.price >= DEARER:
        gained = half_up(cell.actual - cell.actual / Decimal(str(cell.price)), CENT)
        yield _part(cell, "product", "price", gained, "A")
        yield _part(cell, "product", "volume_at_price", left - gained, "B")
    elif cell.rival:
        yield _part(cell, "market", "share", left, "A", cell.rival)
    elif cell.market is not None:
        yield _part(cell, "market", "share", left, "C", "unknown")
    else:
        yield _part(cell, "cannot_tell", "size_or_share", left, "C", "no_market_size")


def _part(
    cell: Cell, family: Family, kind: str, amount: Decimal, grade: Grade, detail: str = ""
) -> Part:
    return Part(family, kind, amount, grade, cell.place, cell.line, detail)


def _of_team(rest: _Rest, team: TeamSeen) -> Iterable[Part]:
    """The pooled rest: the team's own part as far as it is more than chance, then the unknown."""
    if team.effect is None:
        yield Part("cannot_tell", "rest", rest.amount, "C", detail="no_peers")
        return
    own = Decimal(0)
    if team.effect.excludes(0.0):
        own = half_up(rest.expected * Decimal(str(team.effect.value)), CENT)
        # Peers elsewhere are no peers where nobody knows what the market here did.
        if rest.unsized * 2 > rest.expected:
            yield Part("cannot_tell", "market_or_team", own, "C", detail="no_market_size")
        else:
            yield from _activity_and_conversion(own, team)
    yield Part("cannot_tell", "rest", rest.amount - own, "C", detail="chance")


def _activity_and_conversion(own: Decimal, team: TeamSeen) -> Iterator[Part]:
    """The team's part by how far calls and win rate go the same way as its sales."""
    ways = {
        name: abs(seen.value)
        for name, seen in (("activity", team.activity), ("conversion", team.conversion))
        if seen and seen.excludes(0.0) and (seen.value < 0) == (own < 0)
    }
    if not ways:
        yield Part("team", "activity_or_conversion", own, "B", detail="not_told_apart")
        return
    left, whole = own, sum(ways.values())
    for name, size in list(ways.items())[:-1]:
        amount = half_up(own * Decimal(str(size / whole)), CENT)
        yield Part("team", name, amount, "B")
        left -= amount
    yield Part("team", list(ways)[-1], left, "B")
