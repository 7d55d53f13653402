"""How a field of a record compares with what a rule says, as people mean it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

Operator = Literal[
    "is", "is_not", "contains", "at_least", "at_most", "changed", "changed_to", "changed_from",
    "is_empty", "is_not_empty", "older_than_days",
]  # fmt: skip


def is_same(value: object, wanted: object) -> bool:
    """Equal as people mean it: 10 is "10.00" and a day is its text; of a list, any one.

    Two texts are compared as texts, though: the ids 007 and 7 are two.
    """
    if isinstance(wanted, list | tuple):
        return any(is_same(value, one) for one in wanted)
    if isinstance(value, str) and isinstance(wanted, str):
        return value == wanted
    one, other = _number(value), _number(wanted)
    if one is not None and other is not None:
        return one == other
    return as_text(value) == as_text(wanted)


def _contains(value: object, wanted: object) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return any(is_same(one, wanted) for one in value)
    return bool(as_text(wanted)) and as_text(wanted).casefold() in as_text(value).casefold()


def _at_least(value: object, wanted: object) -> bool:
    one, other = _number(value), _number(wanted)
    if one is not None and other is not None:
        return one >= other
    day, bound = _day(value), _day(wanted)
    return day is not None and bound is not None and day >= bound


def _at_most(value: object, wanted: object) -> bool:
    return not _is_empty(value, None) and _at_least(wanted, value)


def _is_empty(value: object, _: object) -> bool:
    return value is None or value in ("", [], ())


def is_older(value: object, days: object, today: date) -> bool:
    """Whether a day lies more than so many days back; nothing is older than nothing."""
    day, limit = _day(value), _number(days)
    return day is not None and limit is not None and today - day > timedelta(days=int(limit))


TESTS: Mapping[Operator, Callable[[object, object], bool]] = {
    "is": is_same,
    "is_not": lambda value, wanted: not is_same(value, wanted),
    "contains": _contains,
    "at_least": _at_least,
    "at_most": _at_most,
    "is_empty": _is_empty,
    "is_not_empty": lambda value, wanted: not _is_empty(value, wanted),
}
OPERATORS: tuple[Operator, ...] = (
    *TESTS,
    "changed",
    "changed_to",
    "changed_from",
    "older_than_days",
)
VALUELESS: frozenset[Operator] = frozenset({"changed", "is_empty", "is_not_empty"})
NUMERIC: frozenset[Operator] = frozenset({"older_than_days"})


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(as_text(value)[:10])
    except ValueError:
        return None


def as_text(value: object) -> str:
    """A value as rules and messages write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
