"""What is told of deadlines: that one is near, to whoever owes; that one was missed, also above."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from salesops.kernel.problem import Problem, Wording
from salesops.process.watching import BOTH, Watched

Step = Literal["warned", "breached"]
OLDEST_TOLD = timedelta(days=3)
AT_ONCE = timedelta(minutes=1)

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


def coinciding(found: Iterable[Telling]) -> Iterator[Sequence[Telling]]:
    """The tellings, the customer's and the owner's of a lead as one where they are due at once."""
    of_lead: dict[tuple[str, Step], list[Telling]] = defaultdict(list)
    for one in found:
        if one.watched.case.kind in ("customer", "owner"):
            of_lead[one.watched.case.case_id, one.step].append(one)
        else:
            yield (one,)
    for every in of_lead.values():
        dues = [one.watched.due_at for one in every]
        if max(dues) - min(dues) < AT_ONCE:
            yield every
        else:
            yield from ((one,) for one in every)


def words(wording: Wording, told: Sequence[Watched], who: str = "") -> Problem:
    """The sentence that tells of a clock, or of the two of a lead that are due at once."""
    one = told[0]
    what, what_en = BOTH if len(told) > 1 else (one.case.what("zh"), one.case.what("en"))
    values = {
        "name": one.case.name, "what": what, "what_en": what_en,
        "action": one.case.action("zh"), "action_en": one.case.action("en"),
        "due": f"{one.due_at.astimezone(one.case.calendar.zone):%Y-%m-%d %H:%M}", "who": who,
    }  # fmt: skip
    return Problem(wording, values=values)
