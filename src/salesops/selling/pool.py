"""The public pool 公海: when a customer goes back to it, and who may take one out.

All days are days of the company's own time zone; "after N working days" means that N whole
working days have passed since the last reason to keep the customer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from salesops.kernel.problem import Problem, Wording
from salesops.selling.workdays import IsWorkday, workday_after

State = Literal["stays", "warn", "recycle"]

KEPT_FOR_GOOD = Wording(
    "kept_for_good",
    zh=("公海规则“{rule}”不回收这个客户", "无需处理"),
    en=('The pool rule "{rule}" does not take this customer back', "Nothing to do"),
    severity="warning",
)
IN_TOUCH = Wording(
    "in_touch",
    zh=("最近一次{since_zh}在 {since}，{contact_by} 前有联系即可保留", "无需处理"),
    en=("Last {since_en} on {since}; a contact by {contact_by} keeps it", "Nothing to do yet"),
    severity="warning",
)
ABOUT_TO_GO = Wording(
    "about_to_go",
    zh=(
        "自 {since} {since_zh}后没有联系，{contact_by} 之后将回到公海",
        "请在 {contact_by} 前联系客户并记录",
    ),
    en=(
        "No contact since the {since_en} on {since}; it goes back to the pool after {contact_by}",
        "Contact the customer by {contact_by} and record it",
    ),
    severity="warning",
)
OUT_OF_TOUCH = Wording(
    "out_of_touch",
    zh=(
        "自 {since} {since_zh}后 {workdays} 个工作日没有联系，按规则“{rule}”回到公海",
        "冷却期过后可以重新领取",
    ),
    en=(
        'No contact for {workdays} working days since the {since_en} on {since}: by "{rule}"',
        "It can be claimed again after the cool-down",
    ),
)
OUT_OF_REGION = Wording(
    "out_of_region",
    zh=("您负责的区域不在公海“{pool}”的范围内", "请领取本区域公海中的客户，或联系销售运营"),
    en=('The pool "{pool}" does not serve your region', "Claim from your own region's pool"),
)
CAP_REACHED = Wording(
    "cap_reached",
    zh=("您已持有 {holding} 个未成交客户，达到上限 {cap}", "退回不再跟进的客户后再领取"),
    en=(
        "You hold {holding} customers that have not bought; the cap is {cap}",
        "Return customers you no longer work on, then claim again",
    ),
)
DAILY_LIMIT = Wording(
    "daily_limit",
    zh=("您今天已领取 {claims} 个客户，达到每日上限", "明天再来领取"),
    en=("You have claimed {claims} customers today, which is the daily limit", "Claim tomorrow"),
)
COOLING_DOWN = Wording(
    "cooling_down",
    zh=(
        "这个客户是您在 {returned_on} 放回公海的，{free_on} 起才能再次领取",
        "在此之前可由同事领取",
    ),
    en=(
        "You gave this customer up on {returned_on}; you may claim it again from {free_on}",
        "Until then your colleagues may",
    ),
)
SINCE = {
    "claim": ("领取", "claim"),
    "contact": ("联系", "contact"),
    "win": ("成交", "win"),
    "rule": ("规则生效", "start of the rule"),
}


@dataclass(frozen=True)
class PoolRule:
    """One pool: whom it takes back and when, and how much one may take out of it.

    Empty classes or regions mean every one; a region stands for all below it. None is no limit.
    A rule that starts on a day counts from that day at the earliest.
    """

    name: str
    recycle_after_workdays: int | None = None
    warn_before_workdays: int = 3
    holding_cap: int | None = None
    claims_per_day: int | None = None
    cool_down_workdays: int = 0
    keeps_won: bool = True
    classes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    starts_on: date | None = None


@dataclass(frozen=True)
class Owned:
    """A customer somebody holds; `region_path` is its region and all those above."""

    account_id: str
    claimed_on: date
    last_contact_on: date | None = None
    won_on: date | None = None
    klass: str = ""
    region_path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What happens to an owned customer today, the last day for a contact, and why."""

    account_id: str
    state: State
    contact_by: date | None
    reason: Problem


@dataclass(frozen=True)
class Claimant:
    """Who wants a customer: where they work, what they hold and have claimed today."""

    person_id: str
    region_path: tuple[str, ...] = ()
    holding: int = 0
    claims_today: int = 0


@dataclass(frozen=True)
class Pooled:
    """A customer in the pool, and who gave it up last."""

    account_id: str
    last_owner_id: str | None = None
    returned_on: date | None = None


def rule_for(rules: Iterable[PoolRule], customer: Owned) -> PoolRule | None:
    """The first pool that takes customers of this class and region."""
    return next(
        (rule for rule in rules if covers(rule, customer.klass, customer.region_path)), None
    )


def covers(rule: PoolRule, klass: str, region_path: Sequence[str]) -> bool:
    """Whether the pool is for customers of this class and region."""
    is_class = not rule.classes or klass in rule.classes
    return is_class and _in_region(rule, region_path)


def _in_region(rule: PoolRule, region_path: Sequence[str]) -> bool:
    return not rule.regions or not rule.regions.isdisjoint(region_path)


def due(customer: Owned, rule: PoolRule, today: date, is_workday: IsWorkday) -> Verdict:
    """Whether the customer stays, its owner is warned, or it goes back to the pool, and why.

    The clock starts at the latest of claim, contact, win and the rule's first day, so it is
    never empty: a customer that nobody has called yet is as old as its claim.
    """
    is_kept = rule.keeps_won and customer.won_on is not None
    if rule.recycle_after_workdays is None or is_kept or not _covers(rule, customer):
        return Verdict(
            customer.account_id, "stays", None, Problem(KEPT_FOR_GOOD, values={"rule": rule.name})
        )
    since, event = _since(customer, rule)
    contact_by = workday_after(since, rule.recycle_after_workdays, is_workday)
    warn_on = workday_after(since, _warn_after(rule), is_workday)
    state, wording = _state(today, contact_by, warn_on)
    zh, en = SINCE[event]
    values = {
        "rule": rule.name, "since": since, "since_zh": zh, "since_en": en,
        "contact_by": contact_by, "workdays": rule.recycle_after_workdays,
    }  # fmt: skip
    return Verdict(customer.account_id, state, contact_by, Problem(wording, values=values))


def _covers(rule: PoolRule, customer: Owned) -> bool:
    return covers(rule, customer.klass, customer.region_path)


def _since(customer: Owned, rule: PoolRule) -> tuple[date, str]:
    """The latest reason to keep the customer, and which it is."""
    days = {
        "claim": customer.claimed_on,
        "contact": customer.last_contact_on,
        "win": customer.won_on,
        "rule": rule.starts_on,
    }
    return max(((day, event) for event, day in days.items() if day), key=lambda pair: pair[0])


def _warn_after(rule: PoolRule) -> int:
    return max(0, (rule.recycle_after_workdays or 0) - rule.warn_before_workdays)


def _state(today: date, contact_by: date, warn_on: date) -> tuple[State, Wording]:
    if today > contact_by:
        return "recycle", OUT_OF_TOUCH
    return ("warn", ABOUT_TO_GO) if today >= warn_on else ("stays", IN_TOUCH)


def uses_cap(customer: Owned) -> bool:
    """Whether the customer counts against its owner's holding cap: not once it has bought."""
    return customer.won_on is None


def holding(owned: Iterable[Owned], rule: PoolRule) -> int:
    """How many of somebody's customers count against the cap of this pool."""
    return sum(uses_cap(customer) and _covers(rule, customer) for customer in owned)


def may_claim(
    rule: PoolRule, claimant: Claimant, customer: Pooled, today: date, is_workday: IsWorkday
) -> Problem | None:
    """Why the customer may not be claimed now, or nothing.

    The cool-down binds whoever gave the customer up last, willingly or not; colleagues may
    claim it at once.
    """
    if not _in_region(rule, claimant.region_path):
        return Problem(OUT_OF_REGION, values={"pool": rule.name})
    if rule.holding_cap is not None and claimant.holding >= rule.holding_cap:
        return Problem(CAP_REACHED, values={"holding": claimant.holding, "cap": rule.holding_cap})
    if rule.claims_per_day is not None and claimant.claims_today >= rule.claims_per_day:
        return Problem(DAILY_LIMIT, values={"claims": claimant.claims_today})
    if customer.last_owner_id != claimant.person_id or customer.returned_on is None:
        return None
    free_on = workday_after(customer.returned_on, rule.cool_down_workdays, is_workday)
    if today >= free_on:
        return None
    return Problem(COOLING_DOWN, values={"returned_on": customer.returned_on, "free_on": free_on})
