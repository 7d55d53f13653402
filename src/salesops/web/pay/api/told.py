"""How the interface tells amounts and long lists."""

from decimal import Decimal
from typing import Any

MOST, FARTHEST = 500, 10_000_000


def text_of(value: Any) -> Any:
    """A decimal as its digits, exact and without idle zeros; anything else as it is."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def some(rows: Any, offset: int) -> Any:
    """The rows of a list from an offset on, 500 at most."""
    start = min(max(offset, 0), FARTHEST)
    return rows[start : start + MOST]
