"""The inputs of one version, taken over by the next."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model

from salesops.web.targets.models import Goal, Node, Plan, Stance

Row = TypeVar("Row", bound=Model)


def copy_inputs(old: Plan, new: Plan) -> None:
    """Give the new version the goals, the tree and the stances of the old one; no comments."""
    nodes = _copied(old.nodes.all(), new)
    goals = _copied(old.goals.all(), new)
    made: list[Stance] = []
    for stance in Stance.objects.filter(goal__plan=old):
        goal, node = goals[stance.goal_id], nodes[stance.node_id]
        stance.goal, stance.node = goal, node
        made.append(_blank(stance))
    Stance.objects.bulk_create(made, batch_size=2000)


RowOfPlan = TypeVar("RowOfPlan", Goal, Node)


def _copied(rows: Iterable[RowOfPlan], plan: Plan) -> dict[int, RowOfPlan]:
    """The rows written once more under the plan, by the ids of those they were copied from."""
    before = list(rows)
    ids = [row.pk for row in before]
    for row in before:
        row.plan = plan
    made = (
        type(before[0])._default_manager.bulk_create(  # noqa: SLF001 - Django documents it
            [_blank(row) for row in before], batch_size=2000
        )
        if before
        else []
    )
    return dict(zip(ids, made, strict=True))


def _blank(row: Row) -> Row:
    """The row as a new one, in its first version."""
    row.pk = None
    row._state.adding = True  # noqa: SLF001 - Django documents this way of copying
    if hasattr(row, "version"):
        row.version = 1
    return row
