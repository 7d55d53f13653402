"""Where one number of a plan comes from, line by line on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesops.cli.workspace import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def explained(told: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """What was worked out, line by line, in the reader's language."""
    it = told["explanation"]
    if it is None:
        yield said("没有数字", "No number"), said("方案里有冲突", "the plan contradicts itself")
        return
    if it["parent"]:
        yield said(f"上级 {it['parent_name']}", f"Of {it['parent_name']}"), it["from_parent"]
    for one in it["weights"]:
        share = "—" if one["share"] is None else f"{one['share']:.2%}"
        own = "—" if one["own"] is None else one["own"]
        whole = one["family"] or "—"
        yield f"{one['label']} λ {one['weight']:.0%}", f"{own} / {whole} = {share}"
    if it["parent"] and it["share"] is not None:
        yield said("混合占比", "Share by the mix"), f"{it['share']:.2%}"
    if it["held_said"]:
        yield said("限制", "Limit"), it["held_said"]
    if told["reason"]:
        yield said("原因", "Reason"), told["reason"]
    if it["past"] != "0":
        yield said("已过月份不变", "Past months stay"), it["past"]
    if it["exact"] is not None and it["rounding"]:
        yield said("取整前", "Before rounding"), it["exact"]
    yield said("目标", "Target"), it["target"]
    if told["offered"] is not None:
        yield said("自报", "Bottom-up"), told["offered"]
    if told["record"] and told["record"]["periods"]:
        yield said("以往自报", "Offers before"), _recorded(told["record"])


def _recorded(record: Mapping[str, Any]) -> str:
    """What came of the same person's offers before, and what the new one comes to by that."""
    if record["quotient"] is None:
        return said("还说不准", "unknown")
    came = f"{float(record['quotient']):.1%}"
    by_that = record["adjusted"] or "—"
    return said(f"来了 {came}，照此折算 {by_that}", f"{came} of it came, by that {by_that}")
