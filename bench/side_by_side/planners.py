"""Two other libraries breaking the same goal down the same tree, in an environment of their own.

Run with the environment's interpreter and the folder of the tree; prints one line of JSON a peer.
This file is the one that is run there: it imports nothing of the project.
"""

import json
import math
import sys
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy

PACKAGES = ("b2b-revenue-forecasting==0.46.0", "hierarchicalforecast==1.5.3")


class Clock:
    """Seconds since it was made: of the clock on the wall, and of the processor."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def taken(self) -> dict[str, float]:
        """Both, until now."""
        return {
            "seconds": round(time.perf_counter() - self.wall, 3),
            "cpu_seconds": round(time.process_time() - self.cpu, 3),
        }


def sums(parents: list[int], amounts: Any) -> dict[str, float]:
    """The largest gap between a node and its children, as it is and when kept in cents."""
    below: dict[int, list[int]] = {}
    for place, parent in enumerate(parents):
        if parent >= 0:
            below.setdefault(parent, []).append(place)
    raw = cents = 0.0
    for parent, children in below.items():
        for column in range(len(amounts[0])):
            parts = [float(amounts[child][column]) for child in children]
            whole = float(amounts[parent][column])
            raw = max(raw, abs(math.fsum(parts) - whole))
            cents = max(cents, abs(sum(round(p * 100) for p in parts) - round(whole * 100)) / 100)
    return {"largest_error": raw, "largest_error_in_cents": cents}


def cascaded(told: dict[str, Any]) -> dict[str, Any]:
    """b2b-revenue-forecasting: everybody's whole of the year; months and lines it does not know."""
    package = import_module("b2b_revenue_forecasting")
    columns = ["company", "region", "team", "person", "potential", "last_year"]
    frame = import_module("pandas").DataFrame(told["people"], columns=columns)
    clock = Clock()
    tree = package.SalesHierarchy()
    tree.from_dataframe(frame, ["company", "region", "team", "person"],
                        ["potential", "last_year"])  # fmt: skip
    specs = [
        package.MetricSpec("potential", weight=0.6, columns=["potential"], impute_zeros=False),
        package.MetricSpec("last_year", weight=0.4, columns=["last_year"], impute_zeros=False),
    ]
    cascader = package.QuotaCascader(tree)
    cascader.cascade_quota(
        told["names"][0], told["amount"], metrics=specs, new_ic_overrides=told["pins"],
        verbose=False,
    )  # fmt: skip
    taken = clock.taken()
    amounts = [[cascader.base_quotas[name]] for name in told["names"]]
    return {"peer": "QuotaCascader", **taken, "cells": len(amounts),
            **sums(told["parents"], amounts)}  # fmt: skip


def reconciled(told: dict[str, Any], method: Any, name: str) -> dict[str, Any]:
    """hierarchicalforecast: every cell of every node made coherent; pins it does not know."""
    sparse = import_module("scipy.sparse")
    matrix = sparse.csr_matrix(
        (numpy.ones(len(told["rows"])), (told["rows"], told["columns"])),
        shape=(len(told["parents"]), len(told["people"])),
    )
    shape = numpy.array(told["shape"])
    wished = numpy.array(told["wished"], dtype=float)[:, None] * shape[None, :]
    tags = {level: numpy.array(places) for level, places in told["levels"].items()}
    clock = Clock()
    found = method.fit_predict(S=matrix, y_hat=wished, tags=tags)["mean"]
    taken = clock.taken()
    return {"peer": f"hierarchicalforecast {name}", **taken, "cells": found.size,
            **sums(told["parents"], found)}  # fmt: skip


def main() -> None:
    """All peers, one after the other."""
    warnings.simplefilter("ignore")
    told = json.loads((Path(sys.argv[1]) / "tree.json").read_text(encoding="utf-8"))
    print(json.dumps(cascaded(told)), flush=True)
    methods = import_module("hierarchicalforecast.methods")
    for name, method in (
        ("TopDown", methods.TopDownSparse("forecast_proportions")),
        ("MinTrace", methods.MinTraceSparse("wls_struct")),
    ):
        print(json.dumps(reconciled(told, method, name)), flush=True)


if __name__ == "__main__":
    main()
