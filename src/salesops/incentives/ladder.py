"""Honours and the ladder: promotion and demotion over what people attained, with grace."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

# What somebody reached in each period, in order; None for one in which nothing was measured.
History = Sequence[Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What has to be reached over the last `periods`: their `sum`, `each` of them, or `any_of`.

    `any_of` asks for `count` of them. A period that was not measured reaches nothing.
    """

    measure: Literal["sum", "each", "any_of"] = "sum"
    periods: int
    at_least: Decimal
    count: int = 1

    def progress(self, history: History) -> Fraction:
        """How much of it is reached, 1 and more when it is met; 0 before there are periods."""
        last = [value or Decimal(0) for value in history[-self.periods :]]
        if self.measure == "sum":
            return Fraction(sum(last, Decimal(0))) / Fraction(self.at_least)
        met = sum(value >= self.at_least for value in last)
        return Fraction(met, self.periods if self.measure == "each" else self.count)

    def is_met(self, history: History) -> bool:
        """Whether it is reached; `each` and `any_of` need all the periods to have been there."""
        return self.progress(history) >= 1


@dataclass(frozen=True, kw_only=True)
class Below:
    """What leads down: so many periods in a row below a value."""

    periods: int
    less_than: Decimal

    def is_met(self, history: History) -> bool:
        """Whether each of the last periods was measured and below the value."""
        last = history[-self.periods :]
        return len(last) == self.periods and all(
            value is not None and value < self.less_than for value in last
        )


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A grade with its pay a period, what leads up from it and what leads down.

    Nobody is demoted in the first `grace` periods on a rung. Every criterion of `up` must be met.
    """

    grade: str
    pay: Decimal = Decimal(0)
    up: tuple[Criterion, ...] = ()
    down: Below | None = None
    grace: int = 0


@dataclass(frozen=True)
class Move:
    """One promotion or demotion: in which period, from which grade to which."""

    period: int
    before: str
    after: str


@dataclass(frozen=True)
class Standing:
    """Where somebody stands: grade, periods on it, and how far each criterion of the next is."""

    grade: str
    since: int
    progress: tuple[Fraction, ...]

    @property
    def is_ready(self) -> bool:
        """Whether every criterion is met; nobody is ready at the top."""
        return bool(self.progress) and min(self.progress) >= 1


@dataclass(frozen=True)
class Ladder:
    """Rungs from the lowest to the highest.

    A new grade begins a new history: what led to one promotion does not lead to the next.
    """

    rungs: tuple[Rung, ...]

    def moves(self, history: History, grade: str) -> list[Move]:
        """Every move of somebody who began on a grade, at the end of each period."""
        return [move for move in self._walked(history, self.place(grade)) if move]

    def grades(self, history: History, grade: str) -> list[str]:
        """The grade somebody is on in each period; a move holds from the next one on."""
        place, found = self.place(grade), []
        for move in self._walked(history, place):
            found.append(self.rungs[place].grade)
            place = self.place(move.after) if move else place
        return found

    def standing(self, history: History, grade: str) -> Standing:
        """Where somebody stands after the history."""
        moves = self.moves(history, grade)
        now = moves[-1].after if moves else grade
        since = moves[-1].period + 1 if moves else 0
        rung = self.rungs[self.place(now)]
        own = history[since:]
        return Standing(now, len(own), tuple(one.progress(own) for one in rung.up))

    def place(self, grade: str) -> int:
        """The place of a grade; ValueError where the ladder has no such rung."""
        return [rung.grade for rung in self.rungs].index(grade)

    def _walked(self, history: History, place: int) -> Iterator[Move | None]:
        since = 0
        for period in range(len(history)):
            rung, own = self.rungs[place], history[since : period + 1]
            step = self._step(rung, own)
            if 0 <= place + step < len(self.rungs) and step:
                place, since = place + step, period + 1
                yield Move(period, rung.grade, self.rungs[place].grade)
            else:
                yield None

    def _step(self, rung: Rung, own: History) -> int:
        if rung.up and all(criterion.is_met(own) for criterion in rung.up):
            return 1
        if rung.down and len(own) > rung.grace and rung.down.is_met(own):
            return -1
        return 0


@dataclass(frozen=True)
class Simulated:
    """A ladder over histories: heads by grade and pay, in each period."""

    heads: tuple[Mapping[str, int], ...]
    pay: tuple[Decimal, ...]
    moves: Mapping[str, tuple[Move, ...]]


def simulated(
    ladder: Ladder, histories: Mapping[str, History], grades: Mapping[str, str]
) -> Simulated:
    """What a ladder would have done to headcount and pay: `grades` are where people began."""
    walks = {name: ladder.grades(history, grades[name]) for name, history in histories.items()}
    length = max(map(len, walks.values()), default=0)
    pays = {rung.grade: rung.pay for rung in ladder.rungs}
    heads, pay = [], []
    for period in range(length):
        there = Counter(walk[period] for walk in walks.values() if period < len(walk))
        heads.append({rung.grade: there[rung.grade] for rung in ladder.rungs})
        pay.append(sum((pays[grade] * count for grade, count in there.items()), Decimal(0)))
    moves = {name: tuple(ladder.moves(h, grades[name])) for name, h in histories.items()}
    return Simulated(tuple(heads), tuple(pay), moves)
