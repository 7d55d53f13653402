"""Deals at risk: why each is, how serious that is, and what to do about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import quantiles
from typing import Literal

from salesops.kernel.problem import Problem, Wording
from salesops.selling.workdays import DAY, IsWorkday, workdays_between

Severity = Literal["high", "medium", "low"]
WEIGHTS: Mapping[Severity, int] = {"high": 4, "medium": 2, "low": 1}

QUIET = Wording(
    "quiet",
    zh=("{workdays} 个工作日没有任何跟进", "今天联系客户，确认项目是否还在推进"),
    en=("No activity for {workdays} working days", "Call today and ask whether it is still on"),
    severity="warning",
)
OVERDUE = Wording(
    "overdue_close",
    zh=("预计成交日 {expected} 已过 {days} 天", "与客户确认新的日期，或关闭商机"),
    en=("The expected close, {expected}, was {days} days ago", "Agree on a new day, or close it"),
    severity="warning",
)
PUSHED = Wording(
    "pushed_often",
    zh=("预计成交日已推迟 {pushes} 次", "找出真正的障碍，与决策人约定下一步"),
    en=("The expected close was pushed {pushes} times", "Find what really holds it up"),
    severity="warning",
)
STUCK = Wording(
    "stuck_in_stage",
    zh=(
        "在“{stage}”已停留 {workdays} 个工作日，期限是 {limit}",
        "推进到下一阶段，或请经理一起诊断",
    ),
    en=(
        '{workdays} working days in "{stage}", where the limit is {limit}',
        "Move it on, or look at it with your manager",
    ),
    severity="warning",
)
SLOW = Wording(
    "slower_than_won",
    zh=(
        "在“{stage}”已停留 {workdays} 个工作日；赢单的商机四分之三在 {limit} 个工作日内离开",
        "推进到下一阶段，或请经理一起诊断",
    ),
    en=(
        '{workdays} working days in "{stage}"; three in four won deals left it within {limit}',
        "Move it on, or look at it with your manager",
    ),
    severity="warning",
)
NO_NEXT_TASK = Wording(
    "no_next_task",
    zh=("没有安排下一步任务", "新建一条带日期的任务"),
    en=("There is no next task", "Add one with a day"),
    severity="warning",
)
SINGLE_CONTACT = Wording(
    "single_contact",
    zh=("客户方只认识 {contacts} 人", "再认识一位使用部门或采购的联系人"),
    en=("You know {contacts} people there", "Get to know somebody who uses or buys it"),
    severity="warning",
)
SHRUNK = Wording(
    "amount_shrank",
    zh=("金额从最高 {highest} 降到 {amount}（减少 {share}%）", "弄清缩减的是数量、范围还是价格"),
    en=("The amount fell from {highest} to {amount} ({share}% less)", "Find out what was cut"),
    severity="warning",
)
NO_DECISION_MAKER = Wording(
    "no_decision_maker",
    zh=("联系人中没有决策人", "请对口联系人引荐决策人，并在联系人中标注"),
    en=("None of the contacts decides", "Ask to meet who decides, and mark them as such"),
    severity="warning",
)


@dataclass(frozen=True)
class OpenDeal:
    """An open deal as it stands today; days the record does not know are absent."""

    deal_id: str
    stage: str
    entered_stage_on: date
    last_activity_on: date | None = None
    created_on: date | None = None
    expected_close_on: date | None = None
    pushes: int = 0
    has_next_task: bool = False
    contacts: int = 0
    has_decision_maker: bool = False
    amount: Decimal | None = None
    highest_amount: Decimal | None = None


@dataclass(frozen=True)
class Limits:
    """From when on something is a risk: in working days, times, and a share of the amount.

    `stage_limits` are set by the company, `usual_stays` come from its won deals; where a stage
    has both, the company's own holds. `late_stages` are those in which nobody should still be
    talking to one person, or to none who decides.
    """

    quiet_workdays: int = 10
    pushes: int = 2
    shrunk_share: Decimal = Decimal("0.2")
    stage_limits: Mapping[str, int] = field(default_factory=dict)
    usual_stays: Mapping[str, int] = field(default_factory=dict)
    late_stages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Risk:
    """One reason why a deal is at risk: how serious, in a sentence, and what to do."""

    severity: Severity
    problem: Problem


@dataclass(frozen=True)
class Stall:
    """A deal at risk with all its reasons, most serious first."""

    deal: OpenDeal
    risks: tuple[Risk, ...]

    @property
    def score(self) -> int:
        """What the reasons weigh together: 4 a serious one, 2 a middling, 1 a small."""
        return sum(WEIGHTS[risk.severity] for risk in self.risks)


def stalls(
    deals: Iterable[OpenDeal], limits: Limits, today: date, is_workday: IsWorkday
) -> list[Stall]:
    """The deals at risk, those with most at stake first: by weight of reasons, then amount."""
    found = [Stall(deal, risks(deal, limits, today, is_workday)) for deal in deals]
    atrisk = [stall for stall in found if stall.risks]
    return sorted(atrisk, key=lambda s: (-s.score, -(s.deal.amount or 0), s.deal.deal_id))


def risks(deal: OpenDeal, limits: Limits, today: date, is_workday: IsWorkday) -> tuple[Risk, ...]:
    """Every reason why the deal is at risk today, most serious first; none where all is well."""
    view = _View(deal, limits, today, is_workday)
    found = [risk for detect in DETECTORS if (risk := detect(view))]
    return tuple(sorted(found, key=lambda risk: -WEIGHTS[risk.severity]))


def usual_stays(won: Iterable[tuple[str, int]], least: int = 8) -> dict[str, int]:
    """For each stage, the working days within which three in four won deals left it.

    From (stage, working days) of every stay of deals that were won. The upper quartile by linear
    interpolation between the ordered values (Hyndman and Fan's type 7), rounded down; stages
    with fewer stays than the least say nothing.
    """
    by_stage: dict[str, list[int]] = {}
    for stage, days in won:
        by_stage.setdefault(stage, []).append(days)
    known = {stage: days for stage, days in by_stage.items() if len(days) >= max(2, least)}
    return {s: int(quantiles(days, n=4, method="inclusive")[2]) for s, days in known.items()}


@dataclass(frozen=True)
class _View:
    deal: OpenDeal
    limits: Limits
    today: date
    is_workday: IsWorkday

    def workdays_since(self, day: date) -> int:
        """Whole working days between the day and today."""
        return workdays_between(day, self.today, self.is_workday)

    def workdays_stood(self, day: date) -> int:
        """Working days after the day, today included: as the board counts, where limits are set."""
        return workdays_between(day, self.today + DAY, self.is_workday)

    @property
    def is_late(self) -> bool:
        return not self.limits.late_stages or self.deal.stage in self.limits.late_stages


def _quiet(view: _View) -> Risk | None:
    """Silence since the last activity, or since the deal began if there was none yet."""
    deal = view.deal
    since = deal.last_activity_on or deal.created_on or deal.entered_stage_on
    workdays, limit = view.workdays_since(since), view.limits.quiet_workdays
    if workdays < limit:
        return None
    severity: Severity = "high" if workdays >= 2 * limit else "medium"
    return Risk(severity, Problem(QUIET, values={"workdays": workdays}))


def _overdue(view: _View) -> Risk | None:
    expected = view.deal.expected_close_on
    if expected is None or expected >= view.today:
        return None
    values = {"expected": expected, "days": (view.today - expected).days}
    return Risk("high", Problem(OVERDUE, values=values))


def _pushed(view: _View) -> Risk | None:
    pushes, limit = view.deal.pushes, view.limits.pushes
    if pushes < limit:
        return None
    severity: Severity = "high" if pushes > limit else "medium"
    return Risk(severity, Problem(PUSHED, values={"pushes": pushes}))


def _stuck(view: _View) -> Risk | None:
    stage, limits = view.deal.stage, view.limits
    is_set = stage in limits.stage_limits
    limit = limits.stage_limits.get(stage, limits.usual_stays.get(stage))
    workdays = view.workdays_stood(view.deal.entered_stage_on)
    if limit is None or workdays <= limit:
        return None
    values = {"stage": stage, "workdays": workdays, "limit": limit}
    severity: Severity = "high" if is_set or workdays > 2 * limit else "medium"
    return Risk(severity, Problem(STUCK if is_set else SLOW, values=values))


def _no_next_task(view: _View) -> Risk | None:
    return None if view.deal.has_next_task else Risk("medium", Problem(NO_NEXT_TASK))


def _single_contact(view: _View) -> Risk | None:
    contacts = view.deal.contacts
    if contacts > 1 or not view.is_late:
        return None
    return Risk("low", Problem(SINGLE_CONTACT, values={"contacts": contacts}))


def _shrunk(view: _View) -> Risk | None:
    amount, highest = view.deal.amount, view.deal.highest_amount
    if amount is None or not highest or highest <= 0:
        return None
    share = (highest - amount) / highest
    if share < view.limits.shrunk_share:
        return None
    values = {
        "highest": f"{highest:,.0f}",
        "amount": f"{amount:,.0f}",
        "share": f"{share * 100:.0f}",
    }
    return Risk("medium", Problem(SHRUNK, values=values))


def _no_decision_maker(view: _View) -> Risk | None:
    if view.deal.has_decision_maker or not view.is_late:
        return None
    return Risk("low", Problem(NO_DECISION_MAKER))


DETECTORS: Sequence[Callable[[_View], Risk | None]] = (
    _overdue, _quiet, _stuck, _pushed, _no_next_task, _shrunk, _no_decision_maker, _single_contact,
)  # fmt: skip
