"""What is told of deadlines: that one is near, to whoever owes; that one was missed, also above."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from salesops.kernel.problem import Problem, Wording
from salesops.process.watching import Watched

Step = Literal["warned", "breached"]
OLDEST_TOLD = timedelta(days=3)

NEAR = Wording(
    "deadline_near",
    zh=("期限将到：{name}，{what}", "{due} 之前：{action}"),
    en=("A deadline is near: {name}. {what_en}", "Until {due}: {action_en}"),
    severity="warning",
)
MISSED = Wording(
    "deadline_missed",
    zh=("已超期：{name}，{what}", "期限是 {due}。现在：{action}"),
    en=("A deadline was missed: {name}. {what_en}", "It was due {due}. Now: {action_en}"),
)
ESCALATED = Wording(
    "deadline_escalated",
    zh=("{who} 超期：{name}，{what}", "期限是 {due}。与 {who} 商量，或改派给别人"),
    en=("{who} missed a deadline: {name}. {what_en}", "Due {due}. Talk to {who}, or reassign it"),
)


@dataclass(frozen=True)
class Telling:
    """What is to be told of a clock, and as which step."""

    watched: Watched
    step: Step


def tellings(found: Iterator[Watched] | list[Watched], now: datetime) -> Iterator[Telling]:
    """What should have been told of by now; what is long over is no news."""
    for one in found:
        if one.state == "warned":
            yield Telling(one, "warned")
        elif one.state == "late" and now - one.due_at <= OLDEST_TOLD:
            yield Telling(one, "breached")


def words(wording: Wording, one: Watched, who: str = "") -> Problem:
    """The sentence that tells of it."""
    values = {
        "name": one.case.name, "what": one.case.what("zh"), "what_en": one.case.what("en"),
        "action": one.case.action("zh"), "action_en": one.case.action("en"),
        "due": f"{one.due_at.astimezone(one.case.calendar.zone):%Y-%m-%d %H:%M}", "who": who,
    }  # fmt: skip
    return Problem(wording, values=values)
