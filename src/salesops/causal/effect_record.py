"""An effect under its names, as JSON and pages show it."""

from math import isfinite
from typing import Any

from salesops.causal.effects import Effect

DIGITS = 6
LEAST_SHARE = 0.001


def record(found: Effect) -> dict[str, Any]:
    """Verdict, size, interval, comparison, event study, both paths and the weights behind them."""
    of, panel, declared = found.estimate, found.panel, found.declared
    return {
        "verdict": found.kind, "reasons": list(found.reasons),
        "effect": number(of.size), "low": number(of.low), "high": number(of.high),
        "p": number(of.p), "standard_error": number(of.error), "interval_by": of.how,
        "in_shares": of.in_shares,
        "relative": number(found.relative), "usual": number(found.usual),
        "total": number(found.total), "method": declared.method,
        "comparison": declared.comparison if declared.method == "did" else "never",
        "alpha": declared.alpha, "worth": declared.worth,
        "treated": {unit: panel.times[start] for unit, start
                    in zip(panel.units, panel.starts, strict=True) if start is not None},
        "never_treated": panel.never, "units_needed": found.needed,
        "before": {"periods": of.past.periods, "p": number(of.past.p),
                   "rmspe": number(of.past.misfit)},
        "events": events(found), "paths": paths(found), "weights": weights(found),
        "placebos": [number(float(one)) for one in of.placebos],
    }  # fmt: skip


def number(value: float | None) -> float | None:
    """A figure as JSON holds it: none where it is infinite or unknown."""
    return None if value is None or not isfinite(value) else round(float(value), DIGITS)


def events(found: Effect) -> list[dict[str, Any]]:
    """The gap by periods since the start, and how far chance alone would get."""
    return [
        {"since": event, "effect": number(float(gap)),
         "chance": number(found.estimate.bands.get(event))}
        for event, gap in found.estimate.gaps.events().items()
    ]  # fmt: skip


def paths(found: Effect) -> list[dict[str, Any]]:
    """At each time the mean of all treated units, and what it would have been."""
    panel = found.panel
    actual = panel.values[panel.labels < len(panel.cohorts)].mean(axis=0)
    gap = found.estimate.gaps.by_time()
    return [
        {"time": time, "actual": number(float(reached)), "otherwise": number(float(reached - off))}
        for time, reached, off in zip(panel.times, actual, gap, strict=True)
    ]  # fmt: skip


def weights(found: Effect) -> list[dict[str, Any]]:
    """The share of each unit and period in the comparison, the largest first; none for did."""
    panel = found.panel
    donors = panel.members(len(panel.cohorts))
    rows: list[dict[str, Any]] = []
    for start, mix in zip(panel.cohorts, found.estimate.mixes, strict=False):
        shares = [(panel.units[donors[n]], "", share) for n, share in enumerate(mix.units)]
        if mix.times is not None:
            shares += [("", panel.times[n], share) for n, share in enumerate(mix.times)]
        rows += [
            {"start": panel.times[start], "unit": unit, "time": time, "share": number(share)}
            for unit, time, share in sorted(shares, key=lambda row: -row[2])
            if share >= LEAST_SHARE
        ]
    return rows
