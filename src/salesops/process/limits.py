"""How long something may take: in hours that pass, in hours of work, or in days of work."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from salesops.kernel.problem import Language, Problem, Where, Wording

Unit = Literal["hours", "working_hours", "working_days"]

MOST_DAYS = 3650
SAID = re.compile(r"^(?P<amount>\d{1,9}(?:\.\d{1,6})?)\s*(?P<unit>\D.*)$")
WORDS: dict[str, Unit] = {
    **dict.fromkeys(("h", "hour", "hours", "elapsed hour", "elapsed hours", "小时"), "hours"),
    **dict.fromkeys(
        ("working hour", "working hours", "business hour", "business hours", "work hours",
         "working_hours", "工作小时", "个工作小时", "工时"),
        "working_hours",
    ),
    **dict.fromkeys(
        ("working day", "working days", "business day", "business days", "workday", "workdays",
         "working_days", "工作日", "个工作日"),
        "working_days",
    ),
}  # fmt: skip
NAMES: dict[Unit, tuple[str, str]] = {
    "hours": ("小时", "hours"),
    "working_hours": ("个工作小时", "working hours"),
    "working_days": ("个工作日", "working days"),
}

LIMIT_UNCLEAR = Wording(
    "limit_unclear",
    zh=(
        "看不懂期限“{value}”",
        "写明数量和单位，例如 24 hours、2 working hours 或 1 working day（“天”说不清是哪一种）",
    ),
    en=(
        'The limit "{value}" is not clear',
        "Say 24 hours, 2 working hours or 1 working day; a plain day may be either",
    ),
)
LIMIT_ZERO = Wording(
    "limit_zero",
    zh=("期限不能是 0", "写一个大于 0 的期限；不限时就不要写期限"),
    en=("A limit cannot be nothing", "Give more than 0, or no limit where there is none"),
)
LIMIT_BROKEN_DAY = Wording(
    "limit_broken_day",
    zh=("工作日只能是整数，而这里是 {amount}", "写整数个工作日，或改用工作小时"),
    en=("Working days are whole, and this is {amount}", "Give whole days, or working hours"),
)
LIMIT_TOO_LONG = Wording(
    "limit_too_long",
    zh=("期限超过 {most} 天", "写一个更短的期限"),
    en=("The limit is longer than {most} days", "Give a shorter one"),
)


@dataclass(frozen=True)
class Limit:
    """So many hours that pass, hours of work, or days of work."""

    amount: Decimal
    unit: Unit

    @property
    def microseconds(self) -> int:
        """The length of a limit in hours, of either kind."""
        return int(self.amount * 3_600_000_000)

    def said(self, language: Language) -> str:
        """The limit in words."""
        zh, en = NAMES[self.unit]
        amount = f"{self.amount.normalize():f}"
        if language == "zh":
            return f"{amount} {zh}"
        return f"{amount} {en[:-1] if self.amount == 1 else en}"

    def __str__(self) -> str:
        return self.said("en")


DAY_AND_NIGHT = Limit(Decimal(24), "hours")
"""How soon a lead is to be answered unless a company says otherwise."""


def limit_read(text: str) -> Limit | Problem:
    """A limit as people write it, such as `2 working hours` or `1 个工作日`; else what is wrong."""
    found = SAID.match(" ".join(text.split()).casefold())
    unit = WORDS.get(found["unit"]) if found else None
    if found is None or unit is None:
        return Problem(LIMIT_UNCLEAR, Where(value=text))
    limit = Limit(Decimal(found["amount"]), unit)
    return limit_problem(limit) or limit


def limit_problem(limit: Limit) -> Problem | None:
    """What is wrong with a limit: nothing at all, half a working day, or more than ten years."""
    if limit.amount <= 0:
        return Problem(LIMIT_ZERO)
    if limit.unit == "working_days" and limit.amount != limit.amount.to_integral_value():
        return Problem(LIMIT_BROKEN_DAY, values={"amount": f"{limit.amount:f}"})
    days = limit.amount if limit.unit == "working_days" else limit.amount / 24
    return Problem(LIMIT_TOO_LONG, values={"most": MOST_DAYS}) if days > MOST_DAYS else None
