"""At which field of a form a plan's problem stands."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from salesops.kernel.problem import Problem

FIELDS: Mapping[str, str] = {
    "plan_without_currency": "currency", "plan_bad_unit": "unit",
    "plan_bad_periods": "period_starts", "plan_versions_not_in_order": "versions",
    "plan_without_component": "versions",
}  # fmt: skip
OF_COMPONENT: Mapping[str, str] = {
    "tier_gap": "tiers", "tier_overlap": "tiers", "tier_ends": "tiers", "tier_empty": "tiers",
    "tier_pays_one": "tiers", "first_tier_not_at_zero": "tiers", "no_tiers": "tiers",
    "too_fine": "tiers", "rate_too_high": "tiers", "shares_not_whole": "shares",
    "matrix_not_full": "matrices", "pool_member_not_on_plan": "shares",
    "component_named_twice": "name", "no_target_pay": "tiers", "no_such_component": "gates",
}  # fmt: skip


def place_of(problem: Problem, told: Mapping[str, Any]) -> str:
    """The place, as the form calls its inputs; nothing where it concerns the whole plan."""
    values = problem.values
    if "field" in values and "component" not in values:
        return re.sub(r"\[(\w+)\]", r".\1", str(values["field"]))
    if problem.code in FIELDS:
        return FIELDS[problem.code]
    for path, component in _components(told):
        if component.get("name") == values.get("component"):
            return _within(problem, path, component)
    if problem.code == "example_does_not_come_out":
        return "versions"
    return ""


def _components(told: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for at, version in enumerate(told.get("versions") or []):
        for number, one in enumerate(version.get("components") or []):
            yield f"versions.{at}.components.{number}", one


def _within(problem: Problem, path: str, component: Mapping[str, Any]) -> str:
    name = OF_COMPONENT.get(problem.code, str(problem.values.get("field", "")))
    if name == "shares" and component.get("kind") == "objectives":
        name = "objectives"
    if name == "tiers":
        return _tier(problem, f"{path}.tiers", component.get("tiers") or [])
    return f"{path}.{name}" if name else path


def _tier(problem: Problem, path: str, tiers: list[Mapping[str, Any]]) -> str:
    """The tier that begins where the problem says, or whose rate it names."""
    wanted = problem.values.get("starts")
    if wanted is not None:
        for number, tier in enumerate(tiers):
            if _same(tier.get("starts", 0), wanted):
                return f"{path}.{number}.starts"
    return path


def _same(one: object, other: object) -> bool:
    try:
        return float(str(one or 0)) == float(str(other))
    except ValueError:
        return False
