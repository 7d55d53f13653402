"""A panel read from rows of text, and what is wrong with them: nothing is filled in or guessed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import numpy as np

from salesops.causal.panel import Panel
from salesops.causal.panel_words import (
    EMPTY,
    ENDS_AGAIN,
    MORE,
    NO_START,
    NO_UNIT,
    NOBODY,
    NOT_A_NUMBER,
    NOT_A_TIME,
    ONE_CONTROL,
    OUTSIDE,
    TWICE,
    UNBALANCED,
    UNKNOWN_UNIT,
)  # fmt: skip
from salesops.kernel.problem import Problem, Where, Wording

Row = Mapping[str, str | None]
Key = tuple[int, str]
MOST_TOLD = 5
YES, NO = ("1", "1.0", "true", "yes", "是"), ("", "0", "0.0", "false", "no", "否")


@dataclass(frozen=True)
class Readers:
    """How texts are understood: a number, a moment, and a period such as 2026Q1 by its days."""

    number: Callable[[str], Decimal | str | None]
    moment: Callable[[str], datetime | str | None]
    span: Callable[[str], tuple[date, date] | None]

    def time(self, text: str) -> Key | None:
        """What puts a time in order: the first day it means; None for what means none."""
        found = self.span(text)
        if found:
            return found[0].toordinal(), ""
        whole = self.number(text)
        if isinstance(whole, Decimal) and whole == int(whole) and 1000 <= whole <= 9999:
            return date(int(whole), 1, 1).toordinal(), ""
        moment = self.moment(text)
        if isinstance(moment, datetime):
            return moment.date().toordinal(), f"{moment:%H%M%S}".strip("0")
        return None


@dataclass
class Read:
    """The cells of a panel as far as they were understood, with what was not."""

    readers: Readers
    cells: dict[tuple[str, Key], float] = field(default_factory=dict)
    marked: dict[tuple[str, Key], bool] = field(default_factory=dict)
    labels: dict[Key, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: Where, row: Row) -> None:
        """Take one row, or tell what is wrong with it."""
        unit, told = ((row[name] or "").strip() for name in ("unit", "time"))
        if not unit or not told:
            self._tell(NO_UNIT, where, "")
            return
        time = self.readers.time(told)
        if time is None:
            self._tell(NOT_A_TIME, where, told)
            return
        self.labels.setdefault(time, told.removesuffix(".0"))
        value = self.readers.number(row["value"] or "")
        if not isinstance(value, Decimal):
            self._tell(NOT_A_NUMBER, where, row["value"] or "")
        elif (unit, time) in self.cells:
            told_of = {"unit": unit, "time": told}
            self.problems.append(Problem(TWICE, where, told_of))
        else:
            self.cells[unit, time] = float(value)
            self._mark(where, unit, time, row)

    def _mark(self, where: Where, unit: str, time: Key, row: Row) -> None:
        told = (row.get("treated") or "").strip().lower()
        if "treated" in row and told not in (*YES, *NO):
            self._tell(NOT_A_NUMBER, where, told)
        self.marked[unit, time] = told in YES

    def _tell(self, wording: Wording, where: Where, value: str) -> None:
        place = Where(where.file, where.sheet, where.line, where.column, value)
        self.problems.append(Problem(wording, place))

    @property
    def units(self) -> list[str]:
        """The units in the order of the rows."""
        return list(dict.fromkeys(unit for unit, _ in self.cells))


def read(rows: Iterable[tuple[Where, Row]], readers: Readers, without: Sequence[str]) -> Read:
    """All rows but those of units that are left out."""
    found, out = Read(readers), set(without)
    names = set()
    for where, row in rows:
        name = (row["unit"] or "").strip()
        names.add(name)
        if name not in out:
            found.add(where, row)
    found.problems += [_unknown(name, names) for name in without if name not in names]
    return found


def history(found: Read) -> tuple[Panel | None, list[Problem]]:
    """The panel with nobody treated; None with the problems where it is none."""
    units, times = found.units, sorted(found.labels)
    problems = [*found.problems, *_gaps(found, units, times)]
    if not units and not problems:
        problems = [Problem(EMPTY)]
    if problems:
        return None, few(problems)
    values = np.array([[found.cells[unit, time] for time in times] for unit in units])
    labels = tuple(found.labels[time] for time in times)
    return Panel(tuple(units), labels, values, (None,) * len(units)), []


def _gaps(found: Read, units: Sequence[str], times: Sequence[Key]) -> list[Problem]:
    problems = []
    for unit in units:
        missing = [found.labels[t] for t in times if (unit, t) not in found.cells]
        if missing:
            shown = "、".join(missing[:MOST_TOLD]) + ("…" if len(missing) > MOST_TOLD else "")
            told = {"unit": unit, "missing": len(missing), "times": shown}
            problems.append(Problem(UNBALANCED, values=told))
    return problems


def treated(
    found: Read, panel: Panel, named: Sequence[str], starts_at: str | None
) -> tuple[Panel | None, list[Problem]]:
    """The panel with who is treated from when: names, names with `=time`, or marks in the rows."""
    starts, problems = _marked(found, panel) if any(found.marked.values()) else ({}, [])
    for told in named:
        unit, at = _split(told, panel)
        if unit not in panel.units:
            problems.append(_unknown(unit, panel.units))
            continue
        place, problem = _start(found, panel, unit, at or starts_at)
        starts[unit] = place
        problems += [problem] if problem else []
    if not starts and not problems:
        problems = [Problem(NOBODY)]
    if not problems:
        problems = _comparison(panel, starts)
    if problems:
        return None, few(problems)
    return panel.treated_from([starts.get(unit) for unit in panel.units]), []


def _split(told: str, panel: Panel) -> tuple[str, str | None]:
    """A unit and its own start; a unit whose name has a = in it is that unit."""
    name, sign, at = told.strip().rpartition("=")
    return (told.strip(), None) if told.strip() in panel.units or not sign else (name.strip(), at)


def _start(found: Read, panel: Panel, unit: str, told: str | None) -> tuple[int, Problem | None]:
    """The place of the first period that begins on the day or later."""
    if told is None:
        return 0, Problem(NO_START, Where(value=unit))
    key, times = found.readers.time(told), sorted(found.labels)
    if key is None:
        return 0, Problem(NOT_A_TIME, Where(value=told))
    place = sum(time < key for time in times)
    if 0 < place < len(times):
        return place, None
    ends = {"first": panel.times[0], "last": panel.times[-1]}
    return 0, Problem(OUTSIDE, Where(value=told), ends)


def _marked(found: Read, panel: Panel) -> tuple[dict[str, int | None], list[Problem]]:
    starts: dict[str, int | None] = {}
    problems = []
    times = sorted(found.labels)
    for unit in panel.units:
        marks = [found.marked[unit, time] for time in times]
        if not any(marks):
            continue
        place = marks.index(True)
        starts[unit] = place
        if not all(marks[place:]):
            problems.append(Problem(ENDS_AGAIN, Where(value=unit)))
        elif place == 0:
            ends = {"first": panel.times[0], "last": panel.times[-1]}
            problems.append(Problem(OUTSIDE, Where(value=panel.times[0]), ends))
    return starts, problems


def _comparison(panel: Panel, starts: Mapping[str, int | None]) -> list[Problem]:
    """Two units must be there that are untreated when the first one starts."""
    first = min(place for place in starts.values() if place is not None)
    others = sum(unit not in starts or (starts[unit] or 0) > first for unit in panel.units)
    return [Problem(ONE_CONTROL, values={"count": others})] if others < 2 else []


def _unknown(name: str, known: Iterable[str]) -> Problem:
    names = sorted(known)
    shown = "、".join(names[:20]) + ("…" if len(names) > 20 else "")
    return Problem(UNKNOWN_UNIT, Where(value=name), {"known": shown})


def few(problems: Sequence[Problem]) -> list[Problem]:
    """The first of each kind one by one, the rest counted."""
    seen: Counter[str] = Counter()
    told = []
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= MOST_TOLD:
            told.append(problem)
    left = sum(max(count - MOST_TOLD, 0) for count in seen.values())
    return [*told, Problem(MORE, values={"count": left})] if left else told
