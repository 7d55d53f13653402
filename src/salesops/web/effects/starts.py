"""Who gets it from when: lines that are written or read from a file, any number of dates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from salesops.ingest.fields import Field, Intake
from salesops.ingest.mapping import SourceOptions
from salesops.ingest.sources import Refused as Unreadable
from salesops.ingest.sources import open_sources
from salesops.kernel.period import month_later
from salesops.kernel.problem import Problem, Where
from salesops.web.effects.problems import BAD_LINE, TWICE, UNKNOWN_UNIT
from salesops.web.problems import Faulty

SPLIT = re.compile(r"[\t,，;；]+")
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})?\s*日?)?")
MOST_LINES = 20_000
MOST_TOLD = 20
INTAKE = Intake("starts", "record", (Field("unit", "text"), Field("month", "text")), ("unit",))


def first_whole_month(day: date) -> date:
    """The first month that lies wholly from a day on."""
    return day if day.day == 1 else month_later(day.replace(day=1), 1)


def starts_of(text: str, units: Mapping[str, str]) -> dict[str, date]:
    """The first month of each unit, a line each: its name or id, then a month or day.

    A day within a month stands for the month after, the first that is whole. `units` are the names
    by id. Raises Faulty with every line that cannot be read.
    """
    known = _spelt(units)
    found: dict[str, date] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines()[:MOST_LINES], start=1):
        parts = [part.strip() for part in SPLIT.split(line) if part.strip()]
        if not parts:
            continue
        day, unit = _day(parts[-1]), known.get(parts[0].casefold())
        place = Where(line=number, value=line.strip()[:80])
        if len(parts) < 2 or day is None:
            problems.append(Problem(BAD_LINE, place, {"text": line.strip()[:80]}))
        elif unit is None:
            problems.append(Problem(UNKNOWN_UNIT, place, {"unit": parts[0][:80]}))
        elif unit in found:
            problems.append(Problem(TWICE, place, {"unit": parts[0][:80]}))
        else:
            found[unit] = first_whole_month(day)
    if problems:
        raise Faulty(problems[:MOST_TOLD])
    return found


def _spelt(units: Mapping[str, str]) -> dict[str, str]:
    """Every way to write a unit that means just one: its id, its name, or name (id)."""
    names: dict[str, list[str]] = {}
    for unit, name in units.items():
        for said in {name, name.rpartition("/")[2]}:
            names.setdefault(said.casefold(), []).append(unit)
    found = {said: ids[0] for said, ids in names.items() if len(ids) == 1}
    for unit, name in units.items():
        found[f"{name} ({unit})".casefold()] = unit
        found[unit.casefold()] = unit
    return found


def _day(text: str) -> date | None:
    told = MONTH.match(text)
    if not told:
        return None
    try:
        return date(int(told[1]), int(told[2]), int(told[3] or 1))
    except ValueError:
        return None


def lines_of(starts: Mapping[str, date], names: Mapping[str, str]) -> str:
    """Starts as lines that `starts_of` reads, the earliest first."""
    order = sorted(starts.items(), key=lambda pair: (pair[1], names.get(pair[0], ""), pair[0]))
    return "\n".join(f"{names.get(unit, unit)} ({unit}), {day:%Y-%m}" for unit, day in order)


def file_lines(path: Path) -> str:
    """The first two columns of a table as lines; a heading is none. Raises Faulty."""
    try:
        source = open_sources(path, SourceOptions(), INTAKE)[0]
        rows: list[Sequence[object]] = [source.columns[:2]]
        for chunk in source.chunks():
            rows += [tuple(cells[name] for name in source.columns[:2])
                     for cells in chunk.iter_rows(named=True)]  # fmt: skip
    except Unreadable as refused:
        raise Faulty([refused.problem]) from None
    told = rows[1:] if len(rows[0]) < 2 or _day(str(rows[0][1])) is None else rows
    return "\n".join(_line(row) for row in told if any(row))


def _line(row: Iterable[object]) -> str:
    return ", ".join("" if cell is None else str(cell) for cell in row)
