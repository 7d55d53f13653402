"""A question to the ledger: which metrics, by what, of which rows and days, compared with when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, get_args

from salesops.kernel.period import Period
from salesops.kernel.problem import Problem, Wording
from salesops.ledger.engines import ibis_schema
from salesops.ledger.schema import TABLES
from salesops.metrics import METRICS
from salesops.metrics.comparison import Kind
from salesops.metrics.wordings import (
    BAD_COMPARISON,
    BAD_DATE,
    BAD_FILTER,
    BAD_LIMIT,
    BAD_ORDER,
    BAD_PERIOD,
    NO_METRIC,
    NO_PERIOD,
    UNKNOWN_DIMENSION,
    UNKNOWN_METRIC,
)

Value = str | int | bool | date | None
DIMENSIONS: tuple[str, ...] = tuple(
    f"{table.name}.{column}" for table in TABLES.values() for column in table.columns
)

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class Unanswerable(ValueError):
    """A question that cannot be asked; its problems say why, in the user's language."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems; the message is the first one in English."""
        super().__init__(" ".join(problem.reason("en") for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Question:
    """Metrics by dimensions, of the rows that pass the filters, within a period.

    `where` pairs a dimension with the values it may have, None for missing ones. `order` names
    columns of the answer, with a leading `-` for the largest first.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    starts_on: date | None = None
    ends_before: date | None = None
    compare: Kind | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None

    @property
    def period(self) -> Period | None:
        """The days asked about, when both ends are given."""
        if self.starts_on is None or self.ends_before is None:
            return None
        return Period(self.starts_on, self.ends_before)

    def to_params(self) -> dict[str, Any]:
        """The question as plain values, for an address, a token or a file."""
        plain: dict[str, Any] = {
            "metrics": list(self.metrics),
            "by": list(self.by),
            "where": [f"{d}={_written(v)}" for d, values in self.where for v in values],
            "starts_on": self.starts_on.isoformat() if self.starts_on else None,
            "ends_before": self.ends_before.isoformat() if self.ends_before else None,
            "compare": self.compare,
            "order": list(self.order),
            "limit": self.limit,
        }
        return {name: value for name, value in plain.items() if value not in (None, [])}

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "Question":
        """The question of plain values; Unanswerable, with every problem, when it has any."""
        problems: list[Problem] = []
        question = cls(
            metrics=_names(params.get("metrics")),
            by=_names(params.get("by")),
            where=_filters(_names(params.get("where")), problems),
            starts_on=_date("starts_on", params.get("starts_on"), problems),
            ends_before=_date("ends_before", params.get("ends_before"), problems),
            compare=cast(Kind | None, params.get("compare") or None),
            order=_names(params.get("order")),
            limit=_limit(params.get("limit"), problems),
        )
        problems += problems_of(question)
        if problems:
            raise Unanswerable(problems)
        return question


def problems_of(question: Question) -> list[Problem]:
    """Why the question cannot be asked; nothing when it can."""
    return list(_problems(question))


def _problems(question: Question) -> Iterator[Problem]:
    if not question.metrics:
        yield Problem(NO_METRIC)
    for name in question.metrics:
        if name not in METRICS:
            yield _about(UNKNOWN_METRIC, name=name, known=_listed(METRICS))
    for name in (*question.by, *(dimension for dimension, _ in question.where)):
        if name not in DIMENSIONS:
            yield _about(UNKNOWN_DIMENSION, name=name, known=_listed(_alike(name)))
    starts_on, ends_before = question.starts_on, question.ends_before
    if starts_on and ends_before and starts_on >= ends_before:
        yield _about(BAD_PERIOD, starts_on=starts_on, ends_before=ends_before)
    if question.compare and question.compare not in get_args(Kind):
        yield _about(BAD_COMPARISON, text=question.compare)
    elif question.compare and not (starts_on and ends_before):
        yield Problem(NO_PERIOD)
    sortable = column_names(question)
    for name in question.order:
        if name.removeprefix("-") not in sortable:
            yield _about(BAD_ORDER, text=name, known=_listed(sortable))


def column_names(question: Question) -> list[str]:
    """The columns an answer to the question has, in order."""
    names = list(dict.fromkeys(question.by))
    for metric in dict.fromkeys(question.metrics):
        names.append(metric)
        if question.compare:
            names += [f"{metric}_{question.compare}", f"{metric}_change"]
            if metric in METRICS and METRICS[metric].additive:
                names.append(f"{metric}_contribution")
    return names


def _alike(name: str) -> Iterable[str]:
    table = name.split(".", maxsplit=1)[0]
    return [d for d in DIMENSIONS if d.startswith(f"{table}.")] or [f"{t}.…" for t in TABLES]


def _about(wording: Wording, **values: object) -> Problem:
    return Problem(wording, values=values)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _names(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    several = [value] if isinstance(value, str) else cast(Iterable[object], value)
    return tuple(dict.fromkeys(str(one) for one in several if one != ""))


def _filters(
    texts: Iterable[str], problems: list[Problem]
) -> tuple[tuple[str, tuple[Value, ...]], ...]:
    allowed: dict[str, list[Value]] = {}
    for text in texts:
        dimension, equals, value = text.partition("=")
        try:
            meant = read(dimension, value)
        except ValueError:
            equals = ""
        if equals:
            allowed.setdefault(dimension, []).append(meant)
        else:
            problems.append(_about(BAD_FILTER, text=text))
    return tuple((dimension, tuple(values)) for dimension, values in allowed.items())


def read(dimension: str, text: str) -> Value:
    """A dimension's value from text; the empty text is the missing value. ValueError if not one."""
    table, _, name = dimension.partition(".")
    if table not in TABLES or name not in TABLES[table].columns:
        return text
    kind = ibis_schema(TABLES[table])[name]
    if text == "":
        return None
    if kind.is_boolean():
        if text.lower() not in _BOOLEANS:
            raise ValueError(text)
        return _BOOLEANS[text.lower()]
    if kind.is_integer():
        return int(text)
    return date.fromisoformat(text) if kind.is_date() else text


def _date(name: str, value: object, problems: list[Problem]) -> date | None:
    if value in (None, "") or isinstance(value, date):
        return cast(date | None, value or None)
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        problems.append(_about(BAD_DATE, name=name, text=value))
        return None


def _limit(value: object, problems: list[Problem]) -> int | None:
    if value in (None, ""):
        return None
    try:
        limit = int(str(value))
    except ValueError:
        limit = 0
    if limit <= 0:
        problems.append(_about(BAD_LIMIT, text=value))
        return None
    return limit
