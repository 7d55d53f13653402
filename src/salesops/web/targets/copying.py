"""The inputs of one version, taken over by the next."""

from salesops.web.targets.models import Goal, Node, Plan, Stance


def copy_inputs(old: Plan, new: Plan) -> None:
    """Give the new version the goals, the tree and the stances of the old one; no comments."""
    nodes = _copied(Node, old.nodes.all(), plan=new)
    goals = _copied(Goal, old.goals.all(), plan=new)
    stances = Stance.objects.filter(goal__plan=old)
    made = []
    for stance in stances:
        stance.goal, stance.node = goals[stance.goal_id], nodes[stance.node_id]
        made.append(_blank(stance))
    Stance.objects.bulk_create(made, batch_size=2000)


def _copied(model, rows, plan):  # type: ignore[no-untyped-def]
    """The rows written once more under the plan, by the ids of those they were copied from."""
    before = list(rows)
    ids = [row.pk for row in before]
    for row in before:
        row.plan = plan
    made = model.objects.bulk_create([_blank(row) for row in before], batch_size=2000)
    return dict(zip(ids, made, strict=True))


def _blank(row):  # type: ignore[no-untyped-def]
    row.pk = None
    row._state.adding = True  # noqa: SLF001 - Django documents this way of copying
    if hasattr(row, "version"):
        row.version = 1
    return row
