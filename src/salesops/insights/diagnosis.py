"""Why a node missed: its shortfall split exactly, its causes ranked, each with its questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from salesops.causal.shortfall import Cell, Family, Grade, Part, Slice, outcome, shortfall
from salesops.insights.panel import HISTORY_MONTHS, Asked, Panel, Sums, Where, grouped, panel
from salesops.insights.peers import seen_beside_peers
from salesops.insights.proof import questions
from salesops.insights.seats import covering, left, ramping, vacancies
from salesops.insights.signs import (
    Place,
    dearer,
    elsewhere,
    market_moves,
    noise,
    shares_by_month,
    usual_share,
    winners,
)
from salesops.kernel.period import Period
from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import OPEN_SEAT
from salesops.metrics.question import Question
from salesops.metrics.recorded import is_recorded

# A cause is named when it took a fiftieth of the target, and a quarter of what is missing.
LEAST_OF_TARGET, LEAST_OF_SHORTFALL = Decimal("0.02"), Decimal("0.25")
NO_SALES = "no_sales"
"""The detail of what cannot be told since no sales are on record."""
# Price and what it cost in volume are one cause; calls and win rate are one team.
CAUSES: Mapping[str, str] = {"volume_at_price": "price"}


@dataclass(frozen=True)
class Cause:
    """Parts that are one story, with what they cost together and the questions that prove it."""

    family: Family
    kind: str
    amount: Decimal
    grade: Grade
    parts: tuple[Part, ...]
    questions: tuple[Question, ...]
    is_named: bool

    @property
    def places(self) -> tuple[str, ...]:
        """The regions, dearest first."""
        return _worst(self.parts, "place")

    @property
    def lines(self) -> tuple[str, ...]:
        """The product lines, dearest first."""
        return _worst(self.parts, "line")

    @property
    def details(self) -> tuple[str, ...]:
        """Who or what else: a competitor's name, a reason why it cannot be told."""
        return tuple(dict.fromkeys(part.detail for part in self.parts if part.detail))


@dataclass(frozen=True)
class Diagnosis:
    """A node's target and actual, and all parts between: they sum to the difference exactly."""

    where: Where
    period: Period
    target: Decimal
    actual: Decimal
    causes: tuple[Cause, ...]

    def __post_init__(self) -> None:
        """Refuse a diagnosis that leaves something unsaid."""
        if sum((cause.amount for cause in self.causes), Decimal(0)) != self.missing:
            raise ValueError("the causes do not sum to what is missing")

    @property
    def missing(self) -> Decimal:
        """Actual less target: negative is a shortfall."""
        return self.actual - self.target

    @property
    def named(self) -> tuple[Cause, ...]:
        """The causes that can be stood by, dearest first; none where it may all be chance."""
        return tuple(cause for cause in self.causes if cause.is_named)


def diagnosis(ledger: Ledger, where: Where, period: Period, cache: Path | None = None) -> Diagnosis:
    """Why the node missed its target in a period of whole months.

    Where the period was over before any sale on record, all of it is what cannot be told.
    """
    asked = Asked(ledger, where, period, cache)
    known = panel(asked)
    if not is_recorded(ledger, "orders", period):
        whole = sum(grouped(known.node, lambda _: "", asked.months).values(), Sums())
        part = Part("cannot_tell", "rest", whole.actual - whole.target, "C", detail=NO_SALES)
        told = tuple(_causes(asked, [part], whole))
        return Diagnosis(where, period, whole.target, whole.actual, told)
    moves = market_moves(asked, known)
    cells = list(_cells(asked, known, moves))
    seen = seen_beside_peers(asked, known, moves, _effect(asked, known, cells))
    parts = shortfall(cells, seen)
    whole = sum(grouped(known.node, lambda _: "", asked.months).values(), Sums())
    causes = _causes(asked, parts, whole)
    return Diagnosis(where, period, whole.target, whole.actual, tuple(causes))


def _effect(asked: Asked, known: Panel, cells: Sequence[Cell]) -> tuple[float, float] | None:
    """What is missing once everything known is taken off, and its variance."""
    expected, left = outcome(cells)
    if expected <= 0:
        return None
    monthly = grouped(known.node, lambda key: key[0], asked.before(HISTORY_MONTHS))
    history = shares_by_month(monthly, asked.before(HISTORY_MONTHS))
    return float(left / expected), noise(history, len(asked.months)) ** 2


def _cells(asked: Asked, known: Panel, moves: Mapping[Place, float]) -> Iterator[Cell]:
    now = grouped(known.node, lambda key: (key[1], key[2]), asked.months)
    monthly = grouped(
        known.node, lambda key: (key[1], key[2], key[0]), asked.before(HISTORY_MONTHS)
    )
    usual, prices, rivals = usual_share(asked, known), dearer(asked), winners(asked, known)
    lines = elsewhere(asked, known, moves, {region for region, _ in now})
    vacant, new = _slices(asked, known)
    for place, sums in sorted(now.items()):
        months = {m: s for (region, line, m), s in monthly.items() if (region, line) == place}
        history = shares_by_month(months, asked.before(HISTORY_MONTHS))
        yield Cell(
            place[0],
            place[1],
            target=sums.target,
            actual=sums.actual,
            usual=usual,
            market=moves.get(place),
            elsewhere=lines.get(place[1]),
            price=prices.get(place),
            noise=noise(history, len(asked.months)),
            vacant=vacant.get(place, Slice()),
            ramping=new.get(place, Slice()),
            rival=rivals.get(place, ""),
        )


def _slices(asked: Asked, known: Panel) -> tuple[dict[Place, Slice], dict[Place, Slice]]:
    """What stood with empty seats, and what with new people, by region and line."""
    gaps = vacancies(known.spells)
    empty, covered, new = left(gaps), covering(gaps, known.spells), ramping(known.spells)
    own = _own(asked, known, covered)
    of_seats: dict[Place, Sums] = {}
    of_new: dict[Place, Sums] = {}
    for (month, *place, position), sums in known.node.items():
        if month not in asked.months:
            continue
        at = (place[0], place[1])
        covers = month in covered.get(position, ()) and (*at, position) not in own
        unfilled = position.startswith(OPEN_SEAT)
        if unfilled or covers or month in empty.get(position, ()):
            of_seats[at] = of_seats.get(at, Sums()) + sums
        elif month in new.get(position, ()):
            of_new[at] = of_new.get(at, Sums()) + sums
    return _as_slices(of_seats), _as_slices(of_new)


def _own(asked: Asked, known: Panel, covered: Mapping[str, set[str]]) -> set[tuple[str, str, str]]:
    """Regions and lines of which a manager had a quota before a seat fell empty: not a cover."""
    before = set(asked.before(HISTORY_MONTHS))
    return {
        (region, line, position)
        for (month, region, line, position), sums in known.node.items()
        if month in before and month not in covered.get(position, ()) and sums.target
    }


def _as_slices(sums: Mapping[Place, Sums]) -> dict[Place, Slice]:
    return {place: Slice(found.target, found.actual) for place, found in sums.items()}


def _causes(asked: Asked, parts: Sequence[Part], whole: Sums) -> list[Cause]:
    stories: dict[tuple[Family, str], list[Part]] = {}
    for part in parts:
        stories.setdefault((part.family, CAUSES.get(part.kind, part.kind)), []).append(part)
    found = []
    for (family, kind), told in stories.items():
        amount = sum((part.amount for part in told), Decimal(0))
        grade = _grade(told)
        found.append(
            Cause(
                family,
                kind,
                amount,
                grade,
                tuple(sorted(told, key=lambda part: part.amount)),
                questions(asked, kind, told),
                grade != "C" and family != "cannot_tell" and _is_large(amount, whole),
            )
        )
    return sorted(found, key=lambda cause: cause.amount)


def _grade(parts: Sequence[Part]) -> Grade:
    """The grade of the parts that make up most of the story."""
    weights: dict[Grade, Decimal] = {}
    for part in parts:
        weights[part.grade] = weights.get(part.grade, Decimal(0)) + abs(part.amount)
    return max(weights, key=lambda grade: weights[grade])


def _is_large(amount: Decimal, whole: Sums) -> bool:
    missing = whole.target - whole.actual
    return (
        missing > 0
        and -amount >= whole.target * LEAST_OF_TARGET
        and -amount >= missing * LEAST_OF_SHORTFALL
    )


def _worst(parts: Sequence[Part], name: str) -> tuple[str, ...]:
    costs: dict[str, Decimal] = {}
    for part in parts:
        at = getattr(part, name)
        if at:
            costs[at] = costs.get(at, Decimal(0)) + part.amount
    return tuple(sorted((at for at in costs if costs[at] < 0), key=lambda at: costs[at]))
