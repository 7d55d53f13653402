"""The round that takes neglected customers back: nobody loses one without having been warned."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from salesops.kernel.problem import Problem, Wording
from salesops.selling.pool import Owned, PoolRule, Verdict, due
from salesops.selling.workdays import IsWorkday, workday_after

Act = Literal["keep", "warn", "take", "call_off"]

WARNED_LATE = Wording(
    "warned_late",
    zh=(
        "期限已过，但还没有提醒过您：{contact_by} 之后将回到公海",
        "请在 {contact_by} 前联系客户并记录",
    ),
    en=(
        "The time is over, but you were not warned: it goes back to the pool after {contact_by}",
        "Contact the customer by {contact_by} and record it",
    ),
    severity="warning",
)


PLEASE_CONTACT = Wording(
    "please_contact",
    zh=("{contact_by} 之后，客户“{name}”将回到公海", "请在此之前联系客户并记录"),
    en=(
        'The customer "{name}" goes back to the pool after {contact_by}',
        "Get in touch until then",
    ),
    severity="warning",
)


@dataclass(frozen=True)
class Turn:
    """What the round does to one customer, the last day for a contact, and why."""

    account_id: str
    act: Act
    contact_by: date | None
    reason: Problem
    is_warned: bool = False


def turn(
    customer: Owned,
    rule: PoolRule,
    warned_on: date | None,
    today: date,
    is_workday: IsWorkday,
) -> Turn:
    """Whether the round leaves the customer, warns its owner, calls a warning off or takes it.

    `warned_on` is the day of the warning that still stands. Whoever was warned late, because
    nothing ran or the rule is new, has as many working days left as a warning is to give.
    """
    verdict = due(customer, rule, today, is_workday)
    if verdict.state == "stays":
        return _turn(verdict, "call_off" if warned_on else "keep")
    notice = min(rule.warn_before_workdays, rule.recycle_after_workdays or 0)
    if verdict.state == "warn":
        return _turn(verdict, "keep" if warned_on else "warn", is_warned=True)
    if notice == 0:
        return _turn(verdict, "take")
    last_day = max(
        workday_after(warned_on or today, notice, is_workday), verdict.contact_by or today
    )
    if warned_on is not None and today > last_day:
        return _turn(verdict, "take")
    late = Problem(WARNED_LATE, values={"contact_by": last_day})
    act: Act = "keep" if warned_on else "warn"
    return Turn(verdict.account_id, act, last_day, late, is_warned=True)


def _turn(verdict: Verdict, act: Act, *, is_warned: bool = False) -> Turn:
    return Turn(verdict.account_id, act, verdict.contact_by, verdict.reason, is_warned)
