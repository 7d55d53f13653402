"""How far towards the goal: quota, attainment and pace."""

from collections.abc import Mapping
from typing import Any

from salesops.metrics.metric import metric

PLANNED: Mapping[str, str] = {
    "net_revenue": "quota", "gross_profit": "gross_profit_quota", "units": "units_quota",
    "new_customers": "new_customers_quota",
}  # fmt: skip
"""The metrics that plans are made of, each with the metric that says what was to be reached."""


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


@metric(unit="money", absent="unknown", compared="whole")
def gross_profit_quota(quotas: Any) -> Any:
    """What gross profit was to be made in the period according to the published plan."""
    return quotas.amount.sum(where=_of(quotas, "gross_profit"))


@metric(unit="ratio")
def gross_profit_attainment(gross_profit: Any, gross_profit_quota: Any) -> Any:
    """Gross profit as a share of its quota."""
    return gross_profit / gross_profit_quota


@metric(unit="quantity", absent="unknown", compared="whole")
def units_quota(quotas: Any) -> Any:
    """How many units were to be sold in the period according to the published plan."""
    return quotas.amount.sum(where=_of(quotas, "units"))


@metric(unit="ratio")
def units_attainment(units: Any, units_quota: Any) -> Any:
    """Units as a share of their quota."""
    return units / units_quota


@metric(unit="count", absent="unknown", compared="whole")
def new_customers_quota(quotas: Any) -> Any:
    """How many new customers were to be won in the period according to the published plan."""
    return quotas.amount.sum(where=_of(quotas, "new_customers"))


@metric(unit="ratio")
def new_customers_attainment(new_customers: Any, new_customers_quota: Any) -> Any:
    """New customers as a share of their quota."""
    return new_customers / new_customers_quota
