"""A figure of one period and of the one it is compared with, side by side in the same rows."""

import ibis
import ibis.expr.types as ir

from salesops.ledger.views import BASE, REST, SIDE
from salesops.metrics import METRICS


def based(rows: ir.Table, name: str, base: str, is_cut: bool) -> ir.Value:
    """The figure of the base period: of equal days, of the whole of it, or not to be had."""
    metric, nothing = METRICS[name], ibis.null(METRICS[name].dtype)
    out = base == "festival" and metric.of_periods  # A month does not move with the festival.
    if not out and (not is_cut or metric.compared == "days"):
        return on_side(rows, name, BASE)
    sides = [BASE, REST] if metric.compared == "whole" and not out else ["none"]
    return rows[SIDE].isin(sides).ifelse(rows[name], nothing).sum().cast(nothing.type())


def on_side(rows: ir.Table, name: str, side: str) -> ir.Value:
    """The one figure of a group that stands on a side; a condition on `max` may give 0 for none."""
    return (rows[SIDE] == side).ifelse(rows[name], ibis.null(METRICS[name].dtype)).max()
