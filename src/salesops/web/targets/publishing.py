"""A plan becomes the targets that hold: a quota for everybody, every month and every line."""

from collections.abc import Iterator

from salesops.planning.versions import months
from salesops.web.targets.models import Goal, Node, Plan, Quota
from salesops.web.targets.past import ancestors
from salesops.web.targets.records import quota_id
from salesops.web.targets.working import worked


def publish_quotas(plan: Plan) -> int:
    """Write the quotas from the day the plan holds; gives how many. Older ones are replaced."""
    written = 0
    for goal in plan.goals.all():
        Quota.objects.filter(
            plan__in=ancestors(plan), metric=goal.metric, starts_on__gte=plan.holds_from,
            replaced_by=None,
        ).update(replaced_by=plan)  # fmt: skip
        written += len(Quota.objects.bulk_create(quotas_of(goal), batch_size=2000))
    return written


def quotas_of(goal: Goal) -> Iterator[Quota]:
    """The quota of every node with nobody below it, for each month that is still to come."""
    plan, found = goal.plan, worked(goal)
    tree = found.allocation.plan.tree
    leaves = {tree.nodes[place].name: place for place in tree.leaves}
    days = months(plan.starts_on, plan.periods)  # type: ignore[arg-type]
    for node in plan.nodes.filter(key__in=leaves):
        cells = found.cells[leaves[node.key]]
        for period in range(found.past.periods, len(days)):
            for line, product in enumerate(found.allocation.plan.goal.products or ("",)):
                amount = found.money(cells[period, line])
                yield _quota(goal, node, product, amount, *days[period])


def _quota(goal, node: Node, product, amount, starts_on, ends_before) -> Quota:  # type: ignore[no-untyped-def]
    row = {
        "plan": goal.plan_id, "person_id": node.person_id, "region_id": node.region_id,
        "product_line": product, "starts_on": starts_on,
    }  # fmt: skip
    key = row | {"plan": f"{goal.plan_id}\x1e{goal.metric}\x1e{node.key}"}
    return Quota(
        quota_id=quota_id(key), plan_id=goal.plan_id, person_id=node.person_id,
        region_id=node.region_id, product_line=product, metric=goal.metric, starts_on=starts_on,
        ends_before=ends_before, amount=amount, node_key=node.key,
    )  # fmt: skip
