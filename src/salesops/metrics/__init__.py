"""Every number, once: no thresholds, no formatting."""

import os
from collections.abc import Mapping
from importlib import import_module

from salesops.metrics import (
    customers,
    market,
    people,
    pipeline,
    process,
    quota,
    receipts,
    sales,
    stages,
)
from salesops.metrics.metric import Metric, collect

_ADDED = [name for name in os.environ.get("SALESOPS_MODULES", "").split(",") if name]

METRICS: Mapping[str, Metric] = collect(
    sales, receipts, quota, customers, market, pipeline, stages, process, people,
    *map(import_module, _ADDED),
)  # fmt: skip

__all__ = ["METRICS", "Metric"]
