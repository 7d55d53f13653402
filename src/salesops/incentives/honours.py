"""Awards, points and leaderboards: what is recognised without being paid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Goal:
    """One line of a scorecard: points for its target, more or fewer in proportion."""

    name: str
    target: Decimal
    points: Decimal


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """Points for several results; `at_most` is the most of each goal's points, None for no limit.

    Whether points are capped has to be said: there is no default.
    """

    goals: tuple[Goal, ...]
    at_most: Decimal | None

    def points(self, results: Mapping[str, Decimal]) -> Fraction:
        """Σ points × result ÷ target; a result that is missing or below 0 earns none."""
        return sum((self._of(goal, results) for goal in self.goals), Fraction(0))

    def _of(self, goal: Goal, results: Mapping[str, Decimal]) -> Fraction:
        share = max(Fraction(0), Fraction(results.get(goal.name, 0)) / Fraction(goal.target))
        if self.at_most is not None:
            share = min(share, Fraction(self.at_most))
        return Fraction(goal.points) * share


@dataclass(frozen=True)
class Place:
    """A place on a leaderboard; equal results share one, and the next is as far down as usual."""

    rank: int
    person: str
    result: Fraction


def leaderboard(
    results: Mapping[str, Fraction | Decimal], opted_out: Collection[str] = ()
) -> list[Place]:
    """Everybody who takes part, best first; who opted out is neither shown nor counted."""
    shown = {name: Fraction(value) for name, value in results.items() if name not in opted_out}
    order = sorted(shown, key=lambda name: (-shown[name], name))
    values = sorted(shown.values(), reverse=True)
    return [Place(values.index(shown[name]) + 1, name, shown[name]) for name in order]


@dataclass(frozen=True, kw_only=True)
class Award:
    """An honour for a period: for everybody from `at_least` on, or the `best` so many of them.

    Whoever ties with the last of the best is honoured too: no coin is thrown.
    """

    name: str
    at_least: Decimal | None = None
    best: int | None = None

    def winners(self, results: Mapping[str, Fraction | Decimal]) -> list[str]:
        """Who is honoured, best first. Opting out of a leaderboard loses nobody an award."""
        enough = {
            name: value
            for name, value in results.items()
            if self.at_least is None or value >= self.at_least
        }
        board: Sequence[Place] = leaderboard(enough)
        return [p.person for p in board if self.best is None or p.rank <= self.best]
