"""The life of a plan's version: which step leads where, and who must not take it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from salesops.kernel.problem import Problem, Wording

Status = Literal["draft", "submitted", "approved", "published"]
Step = Literal["submit", "return", "approve", "publish"]

NOT_FROM_HERE = Wording(
    "plan_not_from_here",
    zh=("方案“{plan}”现在是“{status_zh}”，不能{step_zh}", "请刷新页面，查看方案当前的状态"),
    en=('The plan "{plan}" is {status}: it cannot be {step_en}.', "Reload to see where it stands"),
)
FOUR_EYES = Wording(
    "plan_four_eyes",
    zh=("提交人不能批准自己提交的方案", "请由另一位有权限的同事批准"),
    en=("Whoever submitted a plan cannot approve it.", "Ask a colleague who may approve it"),
)
REPLAN_TOO_EARLY = Wording(
    "plan_replan_too_early",
    zh=("调整方案从 {holds_from} 起，不在原方案的期间内（{starts_on} 起 {periods} 个月）",
        "请选择原方案期间内某个月的第一天"),
    en=("The re-plan would hold from {holds_from}, outside the {periods} months from {starts_on}.",
        "Choose the first day of one of its months"),
)  # fmt: skip
REASON_NEEDED = Wording(
    "plan_reason_needed",
    zh=("调整方案需要写明原因", "请写一句话：为什么要调整"),
    en=("A re-plan needs a reason.", "Say in a sentence why"),
)
PUBLISHED_TWICE = Wording(
    "plan_published_twice",
    zh=("“{other}”已经为同一期间发布了“{metric}”的目标",
        "请在“{other}”的基础上做调整方案，或换一个期间"),
    en=('"{other}" is already published for the same months and {metric}.',
        'Make a re-plan of "{other}", or choose other months'),
)  # fmt: skip

_LEADS: Mapping[Step, tuple[Status, Status]] = {
    "submit": ("draft", "submitted"),
    "return": ("submitted", "draft"),
    "approve": ("submitted", "approved"),
    "publish": ("approved", "published"),
}
_STATUS_ZH = {"draft": "草稿", "submitted": "已提交", "approved": "已批准", "published": "已发布"}
_STEP_WORDS = {
    "submit": ("提交", "submitted"), "return": ("退回", "returned"),
    "approve": ("批准", "approved"), "publish": ("发布", "published"),
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What the life of a version is decided by; `submitter` is whoever submitted it, if anybody."""

    plan: str
    status: Status
    submitter: object = None


def after(step: Step, held: Held, actor: object) -> Status | Problem:
    """The status that the step leads to, or why the actor cannot take it now."""
    begins, ends = _LEADS[step]
    if held.status != begins:
        zh, en = _STEP_WORDS[step]
        values = {"plan": held.plan, "status": held.status, "status_zh": _STATUS_ZH[held.status],
                  "step_zh": zh, "step_en": en}  # fmt: skip
        return Problem(NOT_FROM_HERE, values=values)
    if step == "approve" and actor == held.submitter:
        return Problem(FOUR_EYES)
    return ends


def steps(status: Status) -> list[Step]:
    """The steps that lead on from the status, in the order people take them."""
    return [step for step, (begins, _) in _LEADS.items() if begins == status]


def month(starts_on: date, number: int) -> date:
    """The first day of the plan's month: 0 is the first. Days past the 28th stay in the month."""
    years, months = divmod(starts_on.month - 1 + number, 12)
    return date(starts_on.year + years, months + 1, min(starts_on.day, 28))


def months(starts_on: date, periods: int) -> list[tuple[date, date]]:
    """The plan's months, each from its first day to before its last."""
    return [(month(starts_on, n), month(starts_on, n + 1)) for n in range(periods)]


def replan_problems(starts_on: date, periods: int, holds_from: date, reason: str) -> list[Problem]:
    """Why a re-plan of these months cannot hold from the day: it begins with one of them."""
    found = []
    if holds_from not in [first for first, _ in months(starts_on, periods)]:
        values = {"holds_from": holds_from, "starts_on": starts_on, "periods": periods}
        found.append(Problem(REPLAN_TOO_EARLY, values=values))
    if not reason.strip():
        found.append(Problem(REASON_NEEDED))
    return found
