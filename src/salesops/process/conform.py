"""Where cases kept to the designed process and where they did not, in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from salesops.kernel.problem import Language
from salesops.kernel.worktime import HOURS, Hours
from salesops.process.allowed import Allowed
from salesops.process.counting import MICROSECONDS, Clock
from salesops.process.lasting import lasting, worked
from salesops.process.log import EventLog
from salesops.process.ordering import Numbers

Kind = Literal["skip", "back", "stray", "unknown", "start", "end", "late"]


@dataclass(frozen=True)
class Violation:
    """One way in which a case left the process; `seconds` is by how much a stay was too long.

    They are of working time where `is_worked`.
    """

    kind: Kind
    source: str
    target: str = ""
    skipped: tuple[str, ...] = ()
    seconds: float = 0
    is_worked: bool = False


@dataclass(frozen=True)
class Total:
    """One kind of violation over all cases: in how many, how often."""

    violation: Violation
    cases: int
    events: int


@dataclass(frozen=True)
class Conformance:
    """How far cases keep to the process; being late is told apart from going astray."""

    cases: int
    conforming: int
    edges: int
    allowed_edges: int
    late_cases: int
    totals: tuple[Total, ...]

    @property
    def fitness(self) -> float | None:
        """Allowed moves as a share of all moves."""
        return self.allowed_edges / self.edges if self.edges else None

    @property
    def conforming_share(self) -> float | None:
        """Cases without a violation other than lateness as a share of all."""
        return self.conforming / self.cases if self.cases else None


def conformance(
    log: EventLog, allowed: Allowed, is_open: Numbers | None = None, clock: Clock | None = None
) -> Conformance:
    """How a log agrees with what is allowed; open cases are not judged by where they stand.

    Stays that may last so much working time are judged with a clock only.
    """
    bad = _bad_moves(log, allowed)
    astray = np.zeros(log.cases, dtype=bool)
    astray[log.case[1:][bad]] = True
    totals = [*_moves(log, allowed, bad)]
    for kind, where, places in _borders(log, allowed, is_open):
        astray[where] = True
        totals += _counted(log, kind, places)
    late = _late(log, allowed, clock)
    totals += _late_totals(log, allowed, late)
    order = sorted(totals, key=lambda t: (-t.cases, t.violation.source, t.violation.target))
    return Conformance(
        log.cases,
        int((~astray).sum()),
        int(log.follows.sum()),
        int(log.follows.sum() - bad.sum()),
        len(np.unique(log.case[np.flatnonzero(late)])),
        tuple(order),
    )


def violations(
    log: EventLog,
    allowed: Allowed,
    case: int,
    is_open: Numbers | None = None,
    clock: Clock | None = None,
) -> list[Violation]:
    """What one case did that it should not, in the order in which it happened."""
    first, last = int(log.bounds[case]), int(log.bounds[case + 1])
    names = [log.activities[n] for n in log.activity[first:last]]
    late = _late_seconds(log, allowed, clock, first, last)
    open_ = is_open is not None and bool(is_open[case])
    found: list[Violation] = []
    if allowed.starts and names[0] not in allowed.starts:
        found.append(Violation("start", names[0]))
    for place, name in enumerate(names):
        if late[place] > 0:
            found.append(_too_long(allowed, name, late[place] / MICROSECONDS))
        if place + 1 < len(names) and (name, names[place + 1]) not in allowed.edges:
            found.append(move(allowed, name, names[place + 1]))
    if allowed.finals and not open_ and names[-1] not in allowed.finals:
        found.append(Violation("end", names[-1]))
    return found


def astray(
    log: EventLog, allowed: Allowed, is_open: Numbers | None = None, most: int = 100
) -> list[int]:
    """The cases that left the process, those with most wrong moves first."""
    wrong = np.bincount(log.case[1:][_bad_moves(log, allowed)], minlength=log.cases)
    for _, where, _ in _borders(log, allowed, is_open):
        wrong[where] += 1
    order = np.argsort(-wrong, kind="stable")
    return [int(case) for case in order[:most] if wrong[case]]


def move(allowed: Allowed, source: str, target: str) -> Violation:
    """What is wrong with a move that is not allowed."""
    if source not in allowed.stages or target not in allowed.stages:
        return Violation("unknown", source, target)
    if allowed.is_back(source, target):
        return Violation("back", source, target)
    way = allowed.between(source, target)
    return Violation("skip" if way else "stray", source, target, way or ())


def _bad_moves(log: EventLog, allowed: Allowed) -> Numbers:
    """Of each event but the first, whether it followed the one before and was not allowed to."""
    kinds = len(log.activities)
    number = {name: n for n, name in enumerate(log.activities)}
    good = np.zeros((kinds, kinds), dtype=bool)
    for source, target in allowed.edges:
        if source in number and target in number:
            good[number[source], number[target]] = True
    bad: Numbers = log.follows & ~good[log.activity[:-1], log.activity[1:]]
    return bad


def _moves(log: EventLog, allowed: Allowed, bad: Numbers) -> Iterator[Total]:
    kinds, places = len(log.activities), np.flatnonzero(bad)
    key = log.activity[places].astype(np.int64) * kinds + log.activity[places + 1]
    for pair in np.unique(key):
        here = places[key == pair]
        source, target = divmod(int(pair), kinds)
        told = move(allowed, log.activities[source], log.activities[target])
        yield Total(told, len(np.unique(log.case[here])), len(here))


def _borders(
    log: EventLog, allowed: Allowed, is_open: Numbers | None
) -> Iterator[tuple[Kind, Numbers, Numbers]]:
    """Cases that begin or end where they should not, with the events that show it."""
    firsts, lasts = log.bounds[:-1], log.bounds[1:] - 1
    if allowed.starts:
        wrong = ~_among(log, allowed.starts)[log.activity[firsts]]
        yield "start", np.flatnonzero(wrong), firsts[wrong]
    if allowed.finals:
        wrong = ~_among(log, allowed.finals)[log.activity[lasts]]
        if is_open is not None:
            wrong &= ~is_open
        yield "end", np.flatnonzero(wrong), lasts[wrong]


def _among(log: EventLog, names: frozenset[str]) -> Numbers:
    return np.array([name in names for name in log.activities], dtype=bool)


def _counted(log: EventLog, kind: Kind, places: Numbers) -> Iterator[Total]:
    for number in np.unique(log.activity[places]):
        count = int((log.activity[places] == number).sum())
        yield Total(Violation(kind, log.activities[int(number)]), count, count)


def _late(log: EventLog, allowed: Allowed, clock: Clock | None) -> Numbers:
    return _late_seconds(log, allowed, clock, 0, log.events)


def _late_seconds(
    log: EventLog, allowed: Allowed, clock: Clock | None, first: int, last: int
) -> Numbers:
    """By how many microseconds each stay was too long; the last stay of a case has no end."""
    over = np.zeros(last - first, dtype=np.int64)
    if not allowed.limits:
        return over
    at, activity = log.at[first:last], log.activity[first:last]
    goes = np.append(log.follows[first : last - 1], False)
    stayed = np.append(np.diff(at), 0)
    worked = np.append(np.diff(clock(at)), 0) if clock else None
    for number, name in enumerate(log.activities):
        limit = allowed.limits.get(name)
        lengths = stayed if limit is None or not limit.is_worked else worked
        if limit is None or lengths is None:
            continue
        here = goes & (activity == number)
        over[here] = np.maximum(lengths[here] - limit.seconds * MICROSECONDS, 0)
    return over


def _too_long(allowed: Allowed, stage: str, seconds: float) -> Violation:
    return Violation("late", stage, seconds=seconds, is_worked=allowed.limits[stage].is_worked)


def _late_totals(log: EventLog, allowed: Allowed, late: Numbers) -> Iterator[Total]:
    places = np.flatnonzero(late)
    for number in np.unique(log.activity[places]):
        here = places[log.activity[places] == number]
        seconds = int(late[here].sum()) / MICROSECONDS
        told = _too_long(allowed, log.activities[int(number)], seconds)
        yield Total(told, len(np.unique(log.case[here])), len(here))


def said(one: Violation, language: Language, hours: Hours = HOURS) -> str:
    """A violation as a sentence; working days have as many hours as these."""
    over = one.seconds
    values = {
        "source": one.source,
        "target": one.target,
        "skipped": ("、" if language == "zh" else ", ").join(one.skipped),
        "over": worked(over, language, hours.minutes) if one.is_worked else lasting(over, language),
    }
    return SENTENCES[language][one.kind].format_map(values)


def said_of(total: Total, language: Language, hours: Hours = HOURS) -> str:
    """A kind of violation over all cases, as a sentence."""
    told = said(total.violation, language, hours)
    if total.violation.kind != "late" or total.events == 1:
        return told
    return f"{told}（合计）" if language == "zh" else f"{told} in all"


SENTENCES: dict[Language, dict[Kind, str]] = {
    "zh": {
        "skip": "从“{source}”直接到“{target}”，跳过了{skipped}",
        "back": "从“{source}”退回到“{target}”",
        "stray": "从“{source}”到“{target}”，流程里没有这样的走法",
        "unknown": "从“{source}”到“{target}”，流程里没有这个阶段",
        "start": "一开始就在“{source}”，跳过了前面的阶段",
        "end": "停在“{source}”就结束了，后面的阶段没有做",
        "late": "在“{source}”超过期限 {over}",
    },
    "en": {
        "skip": "went from {source} straight to {target} and skipped {skipped}",
        "back": "went back from {source} to {target}",
        "stray": "went from {source} to {target}, a move the process does not know",
        "unknown": "went from {source} to {target}, a stage the process does not have",
        "start": "began in {source} and skipped what comes before",
        "end": "was over in {source} without what comes after",
        "late": "stayed in {source} longer than its limit, by {over}",
    },
}
