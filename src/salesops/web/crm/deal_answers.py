"""What REST answers about many deals: a flow's buckets, a bulk change's results, risks."""

from collections.abc import Mapping, Sequence
from typing import Any

from salesops.kernel.problem import Problem
from salesops.selling.flow import BUCKETS, Bucket, Flow, Part
from salesops.selling.stalls import Stall
from salesops.web.crm.actions.undoing import Bulk, Result
from salesops.web.crm.flowing import Told
from salesops.web.crm.models import Deal
from salesops.web.door_problems import NOT_FOUND, unfit
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken

MOST_PARTS = 1000
Largest = Mapping[Bucket, Sequence[Part]]


def flow(told: Told) -> dict[str, Any]:
    """The flow whole, by group, and what moved between open stages."""
    asked, window = told.asked, told.asked.window
    return {
        "from": asked.starts_on, "to": asked.ends_on, "currency": told.currency,
        "closing_from": window.starts_on if window else None,
        "closing_before": window.ends_before if window else None,
        "buckets": buckets(told.whole, told.largest(MOST_PARTS)), "by": asked.by,
        "groups": [{"name": g.name, "buckets": buckets(g.told)} for g in told.split],
        "moved": [
            {"from": before, "to": after, "deals": count, "amount": amount}
            for (before, after), (count, amount) in told.moved.items()
        ],
    }  # fmt: skip


def buckets(whole: Flow, largest: Largest | None = None) -> Mapping[str, Any]:
    """Every bucket with its amount and count, and its largest deals where they are given."""
    found: dict[str, Any] = {}
    for bucket in BUCKETS:
        told_of: dict[str, Any] = {"amount": whole.total(bucket), "deals": whole.count(bucket)}
        if largest:
            told_of["items"] = [
                {"deal_id": part.deal_id, "amount": part.amount} for part in largest[bucket]
            ]
        found[bucket] = told_of
    return found


def bulk(done: Bulk) -> dict[str, Any]:
    """What became of many deals."""
    return {
        "bulk_id": done.bulk_id, "done": done.done,
        "results": [_result(result) for result in done.results],
    }  # fmt: skip


def _result(result: Result) -> dict[str, Any]:
    problems: list[dict[str, Any]] = []
    if result.problem:
        problems.append(problem_shown(result.problem, spoken()))
    if result.missing:
        problems.append(problem_shown(Problem(NOT_FOUND), spoken()) | {"code": "no_such_deal"})
    problems += [unfit(*told) for told in (result.errors or {}).items()]
    return {
        "deal_id": result.deal_id, "is_done": result.is_done, "version": result.version,
        "problems": problems,
    }  # fmt: skip


def risks(ranked: Sequence[tuple[Deal, Stall]]) -> list[dict[str, Any]]:
    """Deals at risk with their reasons in words."""
    return [
        {
            "deal_id": deal.pk, "name": deal.name, "amount": deal.amount, "score": stall.score,
            "risks": [
                {**problem_shown(r.problem, spoken()), "severity": r.severity}
                for r in stall.risks
            ],
        }
        for deal, stall in ranked
    ]  # fmt: skip
