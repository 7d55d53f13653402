"""Every number, once: no thresholds, no formatting."""

import os
from collections.abc import Mapping
from importlib import import_module

from salesops.metrics import quota, sales
from salesops.metrics.metric import Metric, collect

_ADDED = [name for name in os.environ.get("SALESOPS_MODULES", "").split(",") if name]

METRICS: Mapping[str, Metric] = collect(sales, quota, *map(import_module, _ADDED))

__all__ = ["METRICS", "Metric"]
