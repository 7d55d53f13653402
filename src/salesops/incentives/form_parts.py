"""What a form is made of: inputs, pairs, branches, rows of branches, and parts that may be there.

An input is called by its place: `versions.0.components.1.tiers.0.rate`.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Input:
    """One field: `kind` is text, number, date, choice, choices or lines.

    `names` says of what it holds the name: `people` or `components`.
    """

    path: str
    label: str
    kind: str
    value: Any
    options: tuple[tuple[str, str], ...] = ()
    is_needed: bool = False
    names: str = ""


@dataclass(frozen=True)
class Pairs:
    """Names with a number each, and some empty rows for more."""

    path: str
    label: str
    rows: tuple[tuple[str, str], ...]
    names: str = ""


@dataclass(frozen=True)
class Branch:
    """What is asked of one dataclass: at once, on demand, and its own parts."""

    path: str
    label: str
    inputs: tuple[Input | Pairs, ...]
    more: tuple[Input | Pairs, ...]
    parts: "tuple[Items | Optional, ...]"
    more_parts: "tuple[Items | Optional, ...]"
    is_row: bool = False


@dataclass(frozen=True)
class Items:
    """Several of a dataclass, one after the other, and which kinds can be added."""

    path: str
    label: str
    items: tuple[Branch, ...]
    adds: tuple[tuple[str, str], ...]
    is_table: bool


@dataclass(frozen=True)
class Optional:
    """A dataclass that may be there or not."""

    path: str
    label: str
    branch: Branch | None
