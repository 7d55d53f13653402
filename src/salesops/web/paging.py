"""Lists a page at a time, from where the last one ended: quick at any depth, and nothing twice."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Record = TypeVar("Record", bound=Model)
MOST = 500


class BadCursor(ValueError):
    """A cursor that we did not give out, or for another order."""


@dataclass(frozen=True)
class Page(Generic[Record]):
    """One page of records and the cursor of the next, if there is one."""

    items: list[Record]
    next: str | None


def page(
    records: QuerySet[Record], order: Sequence[str], cursor: str | None, limit: int
) -> Page[Record]:
    """The records after the cursor in this order, at most `limit` of them.

    `order` names columns, `-` before one for descending; the last one is unique. Missing values
    come last, whichever way the column runs. Raises BadCursor.
    """
    size = min(max(limit, 1), MOST)
    after = _after(order, _read(cursor, len(order))) if cursor else Q()
    found = list(_sorted(records.filter(after), order)[: size + 1])
    more = len(found) > size
    return Page(found[:size], _written(found[size - 1], order) if more else None)


def _sorted(records: QuerySet[Record], order: Sequence[str]) -> QuerySet[Record]:
    from django.db.models import F

    terms = [
        F(name.removeprefix("-")).desc(nulls_last=True)
        if name.startswith("-")
        else F(name).asc(nulls_last=True)
        for name in order
    ]
    return records.order_by(*terms)


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Everything that stands behind these values: equal so far, and then behind in one column."""
    behind, equal = Q(pk__in=[]), Q()
    for name, value in zip(order, values, strict=True):
        column = name.removeprefix("-")
        if value is None:
            equal &= Q(**{f"{column}__isnull": True})
            continue
        direction = "lt" if name.startswith("-") else "gt"
        behind |= equal & (
            Q(**{f"{column}__{direction}": value}) | Q(**{f"{column}__isnull": True})
        )
        equal &= Q(**{column: value})
    return behind


def _written(record: Model, order: Sequence[str]) -> str:
    values = [_plain(getattr(record, name.removeprefix("-"))) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(cursor: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, ValidationError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(values, list) or len(values) != length:
        raise BadCursor(cursor)
    return values
