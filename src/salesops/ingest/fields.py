"""What a table takes in: its fields with their types and usual names, and its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FieldType = Literal[
    "id", "text", "date", "timestamp", "money", "quantity", "share", "rate", "integer", "boolean"
]


@dataclass(frozen=True)
class Field:
    """One thing a row may say; `names` are the column headings it is recognised by.

    `choices` maps what people write to what is stored; anything else is a problem. A `period`
    field also takes "2025-01", "2025Q1" or "2025" and then fills `ends_before` too.
    A text longer than `longest` characters is a problem: records keep no more.
    """

    name: str
    type: FieldType
    required: bool = False
    references: str | None = None
    names: tuple[str, ...] = ()
    choices: Mapping[str, str] | None = None
    period: bool = False
    longest: int | None = None


@dataclass(frozen=True)
class Intake:
    """What one table takes in; `derived` names the id that is made from the key."""

    table: str
    kind: Literal["record", "fact"]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    derived: str | None = None

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when the table has none."""
        return {field.name: field for field in self.fields}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all fields, in order."""
        return tuple(field.name for field in self.fields)
