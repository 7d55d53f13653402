"""The flow as the doors show it: plain rows with their units in their names."""

from collections.abc import Iterable
from typing import Any

from salesops.process.flow import Edge, Flow, Rework, Times, Variant, Waiting, plain


def told(flow: Flow) -> dict[str, Any]:
    """All of a flow as plain values, seconds and shares as numbers."""
    return {
        "cases": flow.cases,
        "events": flow.events,
        "as_of": flow.as_of and flow.as_of.isoformat(),
        "activities": dict(flow.activities),
        "starts": dict(flow.starts),
        "ends": dict(flow.ends),
        "edges": edge_rows(flow.edges),
        "variants": variant_rows(flow.variants),
        "rework": rework_rows(flow.rework),
        "ping_pong": [
            {"there": one.there, "back": one.back, "cases": one.cases, "events": one.events}
            for one in flow.ping_pong
        ],
        "waiting": waiting_rows(flow.waiting),
    }


def edge_rows(edges: Iterable[Edge]) -> list[dict[str, Any]]:
    """Edges as rows; working time only where there is a calendar."""
    return [
        {
            "source": edge.source,
            "target": edge.target,
            "cases": edge.cases,
            "events": edge.events,
            **edge.seconds.told,
            **_worked(edge.worked),
        }
        for edge in edges
    ]


def variant_rows(variants: Iterable[Variant]) -> list[dict[str, Any]]:
    """Variants as rows; shares in six decimals."""
    return [
        {
            "activities": list(one.activities),
            "cases": one.cases,
            "share": plain(one.share),
            "coverage": plain(one.coverage),
        }
        for one in variants
    ]


def rework_rows(rework: Iterable[Rework]) -> list[dict[str, Any]]:
    """Rework as rows."""
    return [
        {
            "activity": one.activity,
            "cases": one.cases,
            "repeats": one.repeats,
            "self_loops": one.self_loops,
            "redone": one.redone,
        }
        for one in rework
    ]


def waiting_rows(waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    """Where open cases stand, and for how long so far."""
    return [
        {
            "activity": one.activity,
            "cases": one.cases,
            **one.seconds.told,
            **_worked(one.worked),
        }
        for one in waiting
    ]


def _worked(times: Times | None) -> dict[str, float]:
    return {} if times is None else {f"worked_{name}": value for name, value in times.told.items()}
