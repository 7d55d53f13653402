"""How far towards the goal: quota, attainment and pace."""

from typing import Any

from salesops.metrics.metric import metric


def _of(quotas: Any, name: str) -> Any:
    """The rows that plan this metric; a plan that names none is of revenue."""
    return quotas.metric.fill_null("net_revenue") == name


@metric(unit="money", absent="unknown", compared="whole")
def quota(quotas: Any) -> Any:
    """What was to be sold in the period according to the published plan."""
    return quotas.amount.sum(where=_of(quotas, "net_revenue"))


@metric(unit="ratio")
def attainment(net_revenue: Any, quota: Any) -> Any:
    """Net revenue as a share of quota."""
    return net_revenue / quota


@metric(unit="money", absent="unknown", compared="never")
def expected_quota(quotas: Any) -> Any:
    """The part of the quota that should be sold by now, by the season's pattern."""
    return quotas.expected_amount.sum(where=_of(quotas, "net_revenue"))


@metric(unit="ratio")
def pace(net_revenue: Any, expected_quota: Any) -> Any:
    """Net revenue as a share of the quota due to date: 1 is on pace."""
    return net_revenue / expected_quota
