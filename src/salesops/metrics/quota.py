"""How far towards the goal: quotas, attainment and pace."""

from typing import Any

from salesops.metrics.metric import metric


@metric(unit="money", absent="unknown")
def quota(quotas: Any) -> Any:
    """The target set for the period in the published plan."""
    return quotas.amount.sum()


@metric(unit="ratio")
def attainment(net_revenue: Any, quota: Any) -> Any:
    """Net revenue as a share of quota."""
    return net_revenue / quota


@metric(unit="money", absent="unknown")
def expected_quota(quotas: Any) -> Any:
    """The part of the target due by the ledger's date, by the season and not by the calendar."""
    return quotas.expected_amount.sum()


@metric(unit="ratio")
def pace(net_revenue: Any, expected_quota: Any) -> Any:
    """Net revenue as a share of the part of the quota due by now: 1 is on pace."""
    return net_revenue / expected_quota
