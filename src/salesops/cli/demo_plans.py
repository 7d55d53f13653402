"""The demo's targets: a published plan for the running year, a draft for the next one."""

from datetime import date
from decimal import Decimal
from typing import Any

ROUNDED = Decimal(10_000)
GROWTH = Decimal("1.12")
ANSWERING = 60
"""Of how many sellers the answers are in."""


def plan_ahead(until: date) -> None:
    """Plan gross profit for the running year, whose revenue came imported, and draft the next."""
    from salesops.web.people.models import User

    ops = User.objects.get(username="ops")
    boss = User.objects.get(username="executive")
    this_year = date(until.year, 1, 1)
    running = _drafted(ops, f"{until.year} 年毛利目标", this_year, "gross_profit")
    _publish(ops, boss, running)
    for year in (until.year - 2, until.year - 1):
        _agreed(ops, boss, year)
    draft = _drafted(ops, f"{until.year + 1} 年销售目标", date(until.year + 1, 1, 1), "net_revenue")
    _disagree(ops, draft)


def _drafted(ops: Any, name: str, starts_on: date, metric: str) -> str:
    """A plan of the company's teams over last year's sales and heads, in months and lines."""
    from salesops.web.targets.actions.inputs import grow_tree, set_goal, weigh
    from salesops.web.targets.actions.plans import draft_plan
    from salesops.web.targets.history import lines_known, seasons_known

    plan = draft_plan(actor=ops, name=name, starts_on=starts_on)
    values = {
        "amount": _goal(ops, starts_on, metric), "currency": "CNY", "unit": Decimal(100),
        "weights": {"last_year": "0.7", "ramped_heads": "0.2", "customers": "0.1"},
        "shares": lines_known(ops, starts_on, 12, metric),
        "seasons": seasons_known(ops, starts_on, 12, metric),
        "over_assignment": Decimal("0.05"),
    }  # fmt: skip
    set_goal(actor=ops, plan_id=plan.pk, metric=metric, values=values)
    grow_tree(actor=ops, plan_id=plan.pk)
    weigh(actor=ops, plan_id=plan.pk)
    return plan.pk


def _goal(ops: Any, starts_on: date, metric: str) -> Decimal:
    """What the year before brought, and some more, in round numbers."""
    from salesops.web.explore.questions import ask

    before = starts_on.replace(year=starts_on.year - 1)
    params = {"metrics": [metric], "starts_on": before.isoformat(),
              "ends_before": starts_on.isoformat()}  # fmt: skip
    sold = Decimal(str(ask(ops, params).totals[metric] or 0))
    return max(sold * GROWTH // ROUNDED, Decimal(1)) * ROUNDED


def _publish(ops: Any, boss: Any, plan_id: str) -> None:
    from salesops.web.targets.actions.plans import approve_plan, publish_plan, submit_plan

    submit_plan(actor=ops, plan_id=plan_id)
    approve_plan(actor=boss, plan_id=plan_id)
    publish_plan(actor=ops, plan_id=plan_id)


def _agreed(ops: Any, boss: Any, year: int) -> None:
    """A round of offers for a year that is over, beside its imported quotas: agreed, no more.

    Some always say too little and some too much.
    """
    from salesops.web.explore.questions import ask
    from salesops.web.targets.actions.offers import offer
    from salesops.web.targets.actions.plans import approve_plan, submit_plan
    from salesops.web.targets.models import Node

    first, last = date(year, 1, 1), date(year + 1, 1, 1)
    plan_id = _drafted(ops, f"{year} 年目标共商", first, "net_revenue")
    asked = {"metrics": ["net_revenue"], "by": ["people.person_id"],
             "starts_on": first.isoformat(), "ends_before": last.isoformat()}  # fmt: skip
    sold = {row["people.person_id"]: row["net_revenue"] for row in ask(ops, asked).rows}
    people = Node.objects.filter(plan=plan_id, person__in=[who for who in sold if who])
    for number, node in enumerate(people.order_by("person_id")[:ANSWERING]):
        habit = Decimal(75 + number * 17 % 50 + year % 4) / 100
        amount = Decimal(str(sold[node.person_id])) * habit // ROUNDED * ROUNDED
        offer(actor=ops, plan_id=plan_id, metric="net_revenue", key=node.key, amount=amount)
    submit_plan(actor=ops, plan_id=plan_id)
    approve_plan(actor=boss, plan_id=plan_id)


def _disagree(ops: Any, plan_id: str) -> None:
    """One pin, two thirds of the first answers from below, and a word about one of them."""
    from salesops.web.targets.actions.inputs import set_stance
    from salesops.web.targets.actions.offers import comment, offer
    from salesops.web.targets.models import Plan
    from salesops.web.targets.working import worked

    plan = Plan.objects.get(pk=plan_id)
    found = worked(plan.goals.get())
    people = list(plan.nodes.filter(kind="person"))
    sellers = [node for node in people if found.target(node.key) > 0]
    for number, node in enumerate(sellers[:ANSWERING]):
        if number % 3:
            share = Decimal(88 + number * 7 % 20) / 100
            amount = found.target(node.key) * share // ROUNDED * ROUNDED
            offer(actor=ops, plan_id=plan.pk, metric="net_revenue", key=node.key, amount=amount,
                  reason="按在手商机和老客户复购估算")  # fmt: skip
    pinned = sellers[0]
    amount = found.target(pinned.key) * Decimal("1.1") // ROUNDED * ROUNDED
    set_stance(actor=ops, plan_id=plan.pk, metric="net_revenue", key=pinned.key,
               values={"pin": amount}, reason="框架合同已签，目标按合同定")  # fmt: skip
    comment(actor=ops, plan_id=plan.pk, key=pinned.key, text="合同到明年九月，续签与否季度末再看")
