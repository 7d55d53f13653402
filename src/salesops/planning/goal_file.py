"""A goal as a person writes it down in TOML: amount, months, weights, seasons, product lines."""

import difflib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from salesops.kernel.problem import Problem, Where, Wording
from salesops.planning import allocate_words as w
from salesops.planning.goal import Goal

Fields = Mapping[str, object]
EVERYWHERE = ""
KNOWN = (
    "amount", "currency", "unit", "starts_on", "periods", "metric", "weights", "weights_below",
    "inverse", "seasons", "products", "days", "history",
)  # fmt: skip
CENT = Decimal("0.01")

NOT_TOML = Wording(
    "not_toml",
    zh=("文件不是有效的 TOML：{detail}", "改正这一处；文字要加引号，日期写 2026-01-01"),
    en=("This is no valid TOML: {detail}", "Mend it: texts in quotes, dates as 2026-01-01"),
)
MISSING_FIELD = Wording(
    "missing_goal_field",
    zh=("缺少 {field}", "加上一行，例如 {example}"),
    en=("{field} is missing", "Add a line such as {example}"),
)
BAD_FIELD = Wording(
    "bad_goal_field",
    zh=("{field} 的值 {value} 看不懂", "写成 {example} 这样"),
    en=("{field} cannot be {value}", "Write it as in {example}"),
)
UNKNOWN_FIELD = Wording(
    "unknown_goal_field",
    zh=("不认识 {field}", "可以写的有：{known}"),
    en=("{field} is not known here", "These are: {known}"),
)
PERHAPS = Wording(
    "misspelt_goal_field",
    zh=("不认识 {field}", "可能应写作 {near}"),
    en=("{field} is not known here", "Perhaps it should be {near}"),
)
EXAMPLES = {
    "amount": 'amount = "10000000.01"',
    "currency": 'currency = "CNY"',
    "unit": 'unit = "0.01"',
    "starts_on": "starts_on = 2026-01-01",
    "periods": "periods = 12",
    "metric": 'metric = "net_revenue"',
    "weights": "weights = { potential = 0.6, last_year = 0.4 }",
    "weights_below": 'weights_below = { "新区" = { potential = 1 } }',
    "inverse": 'inverse = ["saturation"]',
    "seasons": "seasons = [0.9, 0.6, 1.1, 1, 1, 1.1, 1, 1, 1.1, 1, 1, 1.2]",
    "products": 'products = { "硬件" = 0.7, "软件" = 0.3 }',
    "days": 'days = "workdays"',
    "history": 'history = "history.csv"',
}


@dataclass(frozen=True)
class GoalFile:
    """What a file says of a goal; what is told of the whole tree stands under EVERYWHERE."""

    goal: Goal
    weights: Mapping[str, Decimal]
    weights_below: Mapping[str, Mapping[str, Decimal]]
    inverse: frozenset[str]
    seasons: Mapping[str, Sequence[Decimal]]
    products: Mapping[str, Mapping[str, Decimal]]
    by_workdays: bool
    history: str | None


Value = TypeVar("Value")


class Unfit(Exception):
    """A value that is not what its field asks for."""


def goal_file(text: str, name: str | None = None) -> GoalFile | list[Problem]:
    """The goal a TOML text describes, or everything that is wrong with it."""
    where = Where(file=name)
    try:
        told = _Told(tomllib.loads(text, parse_float=Decimal), where)
    except tomllib.TOMLDecodeError as error:
        return [Problem(NOT_TOML, where, {"detail": str(error)})]
    amount = told.read("amount", _number)
    goal = Goal(
        0, told.read("currency", _currency) or "", told.read("unit", _unit, CENT) or CENT,
        told.read("starts_on", _day) or date.min, told.read("periods", _whole, 12) or 0,
        metric=told.read("metric", _text, "net_revenue") or "",
    )  # fmt: skip
    no_lines: Mapping[str, Mapping[str, Decimal]] = {}
    products = told.read("products", _shares, no_lines) or no_lines
    lines = dict.fromkeys(line for shares in products.values() for line in shares)
    found = GoalFile(
        replace(goal, products=tuple(products.get(EVERYWHERE, lines))),
        told.read("weights", _numbers) or {},
        told.read("weights_below", _by_node, {}) or {},
        told.read("inverse", _names, frozenset()) or frozenset(),
        told.read("seasons", _seasons, {}) or {},
        products,
        told.read("days", _days, "months") == "workdays",
        told.read("history", _text, "") or None,
    )
    return told.problems or _with_amount(found, amount or Decimal(0), where)


class _Told:
    """The fields of a file, and what was wrong with those read so far."""

    def __init__(self, fields: Fields, where: Where) -> None:
        self.fields, self.where = fields, where
        self.problems = [_unknown(field, where) for field in fields if field not in KNOWN]

    def read(
        self, field: str, reader: Callable[[object], Value], default: Value | None = None
    ) -> Value | None:
        """What a field holds, the default where it is left out; None after telling what is wrong.

        A field without a default must be there.
        """
        if field not in self.fields:
            if default is None:
                self._tell(MISSING_FIELD, field)
            return default
        try:
            return reader(self.fields[field])
        except (Unfit, InvalidOperation):
            self._tell(BAD_FIELD, field, value=self.fields[field])
            return None

    def _tell(self, wording: Wording, field: str, **values: object) -> None:
        told = {"field": field, "example": EXAMPLES[field], **values}
        self.problems.append(Problem(wording, self.where, told))


def _with_amount(file: GoalFile, amount: Decimal, where: Where) -> GoalFile | list[Problem]:
    goal = file.goal
    try:
        return replace(file, goal=replace(goal, amount=goal.units(amount)))
    except ValueError:
        told = {"node": goal.metric, "what": "amount", "amount": amount, "unit": goal.unit}
        return [Problem(w.OFF_UNIT, where, told)]


def _unknown(field: str, where: Where) -> Problem:
    near = difflib.get_close_matches(field, KNOWN, 1, 0.6)
    if near:
        return Problem(PERHAPS, where, {"field": field, "near": near[0]})
    return Problem(UNKNOWN_FIELD, where, {"field": field, "known": ", ".join(KNOWN)})


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise Unfit
    number = Decimal(value)
    if not number.is_finite():
        raise Unfit
    return number


def _unit(value: object) -> Decimal:
    unit = _number(value)
    if unit <= 0:
        raise Unfit
    return unit


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unfit
    return value.strip()


def _currency(value: object) -> str:
    text = _text(value).upper()
    if not (len(text) == 3 and text.isascii() and text.isalpha()):
        raise Unfit
    return text


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 120:
        raise Unfit
    return value


def _day(value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Unfit from None
    if type(value) is not date:
        raise Unfit
    return value


def _numbers(value: object) -> Mapping[str, Decimal]:
    if not isinstance(value, dict) or not value:
        raise Unfit
    return {name: _number(part) for name, part in value.items()}


def _by_node(value: object) -> Mapping[str, Mapping[str, Decimal]]:
    if not isinstance(value, dict) or not value:
        raise Unfit
    return {name: _numbers(told) for name, told in value.items()}


def _shares(value: object) -> Mapping[str, Mapping[str, Decimal]]:
    """One share a line for everybody, tables of them by node, or both beside each other."""
    if not isinstance(value, dict) or not value:
        raise Unfit
    everywhere = {name: _number(part) for name, part in value.items() if not isinstance(part, dict)}
    by_node = {name: _numbers(part) for name, part in value.items() if isinstance(part, dict)}
    return {EVERYWHERE: everywhere, **by_node} if everywhere else by_node


def _seasons(value: object) -> Mapping[str, Sequence[Decimal]]:
    """One list for everybody, or lists by node."""
    told = {EVERYWHERE: value} if isinstance(value, list) else value
    if not isinstance(told, dict) or not all(isinstance(each, list) for each in told.values()):
        raise Unfit
    return {name: [_number(index) for index in each] for name, each in told.items()}


def _names(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise Unfit
    return frozenset(map(_text, value))


def _days(value: object) -> str:
    if value not in ("workdays", "months"):
        raise Unfit
    return str(value)
