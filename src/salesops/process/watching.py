"""What is due when, for many clocks at once: which run, which are warned, which are late."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np

from salesops.kernel.problem import Language
from salesops.process.calendars import Calendar
from salesops.process.clocks import WARNED_FROM, clock
from salesops.process.deadlines import Pause, due_times, working_times
from salesops.process.definition import Said
from salesops.process.limits import Limit

Kind = Literal["customer", "owner", "assign", "stage", "task"]
State = Literal["running", "warned", "paused", "late"]

KINDS: Mapping[Kind, tuple[str, str]] = {
    "customer": ("客户等首次联系", "The customer waits for the first contact"),
    "owner": ("负责人首次联系", "The owner is to make the first contact"),
    "assign": ("分配负责人", "Somebody is to get it"),
    "stage": ("离开阶段“{stage}”", 'It is to leave "{stage}"'),
    "task": ("{stage}", "{stage}"),
}
BOTH = ("客户等首次联系，负责人该首次联系", "The customer waits for the owner's first contact")
ACTIONS: Mapping[Kind, tuple[str, str]] = {
    "customer": ("联系客户并记录", "Contact them and log it"),
    "owner": ("联系客户并记录", "Contact them and log it"),
    "assign": ("分配负责人", "Give it to somebody"),
    "stage": ("推进或关闭商机", "Move it on, or close it"),
    "task": ("完成任务", "Do it and tick it off"),
}


@dataclass(frozen=True)
class Case:
    """One thing that is to be done by a time: which clock, of what, whose, since when.

    A task has its due time already; everything else has a limit on a calendar. `stage` is what
    its stage or task is called.
    """

    kind: Kind
    case_id: str
    name: str
    owner_id: str | None
    began_at: datetime
    limit: Limit | None
    calendar: Calendar
    stage: Said = field(default_factory=Said)
    due_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    def what(self, language: Language) -> str:
        """What is to be done, in words."""
        zh, en = KINDS[self.kind]
        return (zh if language == "zh" else en).format(stage=self.stage.in_(language))

    def action(self, language: Language) -> str:
        """What to do about it."""
        zh, en = ACTIONS[self.kind]
        return zh if language == "zh" else en


@dataclass(frozen=True)
class Watched:
    """A case with its due time, how much of its time has run, and how it stands."""

    case: Case
    due_at: datetime
    share: float
    state: State
    is_provisional: bool = False


def watched(cases: Iterable[Case], now: datetime) -> list[Watched]:
    """How each case stands now; those of one limit and calendar are reckoned at once."""
    alike: dict[tuple[Limit, int], list[Case]] = defaultdict(list)
    found: list[Watched] = []
    for case in cases:
        if case.limit is None:
            found.append(_fixed(case, now))
        elif case.pauses:
            found.append(_alone(case, case.limit, now))
        else:
            alike[case.limit, id(case.calendar)].append(case)
    for (limit, _), group in alike.items():
        found += _together(group, limit, now)
    return found


def _fixed(case: Case, now: datetime) -> Watched:
    due = case.due_at or now
    whole = max(due - case.began_at, timedelta(seconds=1))
    share = (now - case.began_at) / whole
    return Watched(case, due, share, _state(share, is_late=now > due))


def _alone(case: Case, limit: Limit, now: datetime) -> Watched:
    one = clock(case.began_at, None, now, limit, case.calendar, pauses=case.pauses)
    share = one.ran / one.length
    state = "paused" if one.state == "paused" else _state(share, is_late=one.state == "late")
    return Watched(case, one.due_at, share, state, one.is_provisional)


def _together(cases: Sequence[Case], limit: Limit, now: datetime) -> list[Watched]:
    calendar = cases[0].calendar
    starts = np.array([_utc(case.began_at) for case in cases], "datetime64[us]")
    dues = due_times(starts, limit, calendar)
    here = np.full(len(cases), _utc(now), "datetime64[us]")
    if limit.unit == "hours":
        ran, whole = here - starts, dues - starts
    else:
        ran = working_times(starts, here, calendar)
        whole = working_times(starts, dues, calendar)
    shares = ran / np.maximum(whole, np.timedelta64(1, "us"))
    late = here > dues
    moments = [at.replace(tzinfo=UTC).astimezone(calendar.zone) for at in dues.tolist()]
    return [
        Watched(
            case, due, float(share), _state(float(share), is_late=bool(is_late)),
            limit.unit != "hours" and calendar.is_provisional(due),
        )
        for case, due, share, is_late in zip(cases, moments, shares, late, strict=True)
    ]  # fmt: skip


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


def _state(share: float, *, is_late: bool) -> State:
    if is_late:
        return "late"
    return "warned" if share >= WARNED_FROM else "running"
