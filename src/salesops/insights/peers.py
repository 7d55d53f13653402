"""The node beside its peers: sales after market and target, calls a month, win rate."""

from collections.abc import Callable, Mapping, Sequence

from salesops.causal.shortfall import TeamSeen
from salesops.causal.shrinking import Estimate, between_variance, shrunken
from salesops.insights.panel import (
    HISTORY_MONTHS,
    TEAM,
    USUAL_MONTHS,
    Asked,
    Panel,
    Sums,
    Where,
    grouped,
)
from salesops.insights.signs import Place, noise, shares_by_month

FEWEST_PEERS, FEWEST_DEALS = 3, 5
# Teams differ in truth by at least so much, even where the noise of eight of them hides it:
# otherwise the one that really is behind would be called as usual.
TEAMS_DIFFER, RATES_DIFFER = 0.05**2, 0.15**2
Key = tuple[str, ...]
EVERYBODY: Key = ("*",)
Pair = tuple[float, float]
"""A value and its variance; of a rate, the value and what it was counted from."""
Rates = Callable[[Asked, Where, Sequence[str]], dict[Key, Pair]]


def seen_beside_peers(
    asked: Asked, panel: Panel, moves: Mapping[Place, float], effect: Pair | None
) -> TeamSeen:
    """Everything a team is compared in; nothing where fewer than three peers can be seen.

    `effect` is what is missing of the node's sales once everything known is taken off, as a
    share of what was expected, with its variance.
    """
    others = _effects(asked, panel, moves)
    if len(others) < FEWEST_PEERS or effect is None:
        return TeamSeen()
    return TeamSeen(
        _drawn(effect, others, TEAMS_DIFFER),
        _compared(asked, _activities),
        _compared(asked, _conversions),
    )


def _drawn(own: Pair, others: Sequence[Pair], least: float) -> Estimate:
    between = between_variance([value for value, _ in others], [error for _, error in others])
    return shrunken(own[0], own[1], 0.0, max(between, least))


def _effects(asked: Asked, panel: Panel, moves: Mapping[Place, float]) -> list[Pair]:
    """Of every team: sales ÷ (target × its market's move × its usual share) − 1, with variance."""
    now = grouped(panel.teams, lambda key: (key[3], key[1], key[2]), asked.months)
    usual = grouped(panel.teams, lambda key: key[3], asked.before(USUAL_MONTHS))
    monthly = grouped(panel.teams, lambda key: (key[3], key[0]), asked.before(HISTORY_MONTHS))
    found = []
    for team in sorted({team for team, _, _ in now if team}):
        expected = sum(
            float(sums.target) * moves.get((region, line), 1.0)
            for (name, region, line), sums in now.items()
            if name == team
        )
        actual = sum(float(sums.actual) for (name, _, _), sums in now.items() if name == team)
        level = usual.get(team, Sums()).share
        if expected > 0 and level:
            months = {month: sums for (name, month), sums in monthly.items() if name == team}
            history = shares_by_month(months, asked.before(HISTORY_MONTHS))
            error = noise(history, len(asked.months))
            found.append((actual / (expected * level) - 1, error**2))
    return found


def _compared(asked: Asked, rates: Rates) -> Estimate | None:
    """The node's figure against everybody's, drawn by how far teams differ; None if not known."""
    own, teams = rates(asked, asked.where, ()), rates(asked, (), (TEAM,))
    if () not in own or EVERYBODY not in teams or len(teams) <= FEWEST_PEERS:
        return None
    usual = teams.pop(EVERYBODY)[0]
    others = [(rate / usual - 1, 1 / count) for rate, count in teams.values()]
    return _drawn((own[()][0] / usual - 1, 1 / own[()][1]), others, RATES_DIFFER)


def _activities(asked: Asked, where: Where, by: Sequence[str]) -> dict[Key, Pair]:
    """Calls and visits a month against the year before, and how many calls' worth that says."""
    now = _counts(asked, ("activity_count",), where, by)
    then = _counts(asked, ("activity_count",), where, by, back=USUAL_MONTHS)
    scale = USUAL_MONTHS / len(asked.months)
    return {
        key: (calls / before * scale, 1 / (1 / calls + 1 / before))
        for key, (calls,) in now.items()
        if calls and (before := then.get(key, (0.0,))[0])
    }


def _conversions(asked: Asked, where: Where, by: Sequence[str]) -> dict[Key, Pair]:
    """Win rates, and the count c for which 1 ÷ c is the variance of the rate's relative error."""
    found = {}
    for key, (won, lost) in _counts(asked, ("won_deals", "lost_deals"), where, by).items():
        closed = won + lost
        if closed >= FEWEST_DEALS:
            # One half more of each keeps a team that won all, or none, from being certain.
            rate = (won + 0.5) / (closed + 1)
            found[key] = (rate, closed * rate / (1 - rate))
    return found


def _counts(
    asked: Asked, metrics: Sequence[str], where: Where, by: Sequence[str], *, back: int = 0
) -> dict[Key, tuple[float, ...]]:
    """The counts by group, and of all groups together; `back` months before the period instead."""
    found: dict[Key, tuple[float, ...]] = {}
    for row in asked.ask(metrics, by, where=where, back=back, ahead=not back):
        counts = tuple(float(row[name] or 0) for name in metrics)
        key = tuple(row[name] for name in by)
        for at in {key, EVERYBODY} if by else {key}:
            before = found.get(at, (0.0,) * len(counts))
            found[at] = tuple(map(sum, zip(before, counts, strict=True)))
    return {key: counts for key, counts in found.items() if all(key)}
