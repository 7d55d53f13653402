"""What a plan's table has of a node beyond its whole: λ, season, months, lines, open seats."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from salesops.kernel.problem import Problem, Where
from salesops.planning.cells import cell_problems
from salesops.planning.goal import Goal as Asked
from salesops.planning.node_seasons import SEASON_UNFIT, season_problem
from salesops.planning.plan_columns import More
from salesops.planning.plan_table import Row
from salesops.web.targets.models import Goal, Stance
from salesops.web.targets.problems import WEIGHT_UNFIT
from salesops.web.targets.unfit import whole_goal


def more_by_key(goal: Goal) -> dict[str, More]:
    """Every node's columns, by its key, as the file is to have them."""
    months = month_names(whole_goal(goal))
    return {
        stance.node.key: More(
            {name: str(part) for name, part in stance.mix.items()},
            dict(zip(months, stance.seasons, strict=False)), stance.season_years, stance.cells,
            None if stance.node.person_id else stance.node.starts_on,
        )
        for stance in goal.stances.select_related("node")
    }  # fmt: skip


def month_names(whole: Asked) -> list[str]:
    """The goal's months as columns call them."""
    return [whole.label(period) for period in range(whole.periods)]


def fill_more(stance: Stance, row: Row, months: Sequence[str]) -> None:
    """What the row says beyond the node's whole; columns that the file lacks stay as they are.

    Indices typed anew were seen in no year, unless the file says after how many.
    """
    more = row.more
    if more.mix is not None:
        stance.mix = dict(more.mix)
    if more.cells is not None:
        stance.cells = {cell: dict(told) for cell, told in sorted(more.cells.items())}
    if more.seasons is not None:
        indices = [more.seasons[name] for name in months if name in more.seasons]
        kept = stance.season_years if indices == stance.seasons else []
        stance.seasons = indices
        stance.season_years = list(kept if more.season_years is None else more.season_years)


def more_problems(stance: Stance, row: Row, whole: Asked) -> Iterator[Problem]:
    """What is wrong with a row's λ, seasons, months and lines, each with its line of the file."""
    for problem in _more_problems(stance, row, whole):
        yield replace(problem, where=Where(line=row.line))


def _more_problems(stance: Stance, row: Row, whole: Asked) -> Iterator[Problem]:
    more, kept = row.more, stance.cells
    changed = {cell: told for cell, told in (more.cells or {}).items() if kept.get(cell) != told}
    yield from cell_problems(changed, whole, stance.goal.plan.holds_from)  # type: ignore[arg-type]
    for name, part in (more.mix or {}).items():
        if Decimal(part) < 0:
            yield Problem(WEIGHT_UNFIT, values={"column": name, "value": part})
    if more.seasons:
        name, told = stance.node.name, list(more.seasons.values())
        if set(more.seasons) != set(month_names(whole)):
            yield Problem(SEASON_UNFIT, values={"node": name, "periods": whole.periods})
        elif problem := season_problem(name, told, whole.periods):
            yield problem
