"""What a list of records consists of: its columns, what may be done to several, its order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

Kind = Literal[
    "text", "id", "choice", "person", "record", "date", "moment", "money", "number", "flag", "tags"
]
Label = Any
"""A word, or one that gettext translates when it is shown."""
Choices = Sequence[tuple[str, Label]]
Undo = Mapping[str, object]


@dataclass(frozen=True)
class Column:
    """One column; `name` is what addresses, REST and files call it, as imports do.

    `path` leads from the record to the plain value, `shown` to what people read instead of it.
    For what no path leads to `looked_up` gives values of a page's records at once, or `gathered`
    makes an expression that every row is asked with; `told` what is told of its value.
    `condition` makes the filter for a value where comparing `path` with it would not do. A
    choice whose values are the words themselves is not `is_named`. `place` says where a phone's
    card shows it: lead, lead2, first or second.
    """

    name: str
    label: Label
    kind: Kind = "text"
    path: str = ""
    shown: str = ""
    choices: Callable[[Any], Choices] | None = None
    looked_up: Callable[[Sequence[str]], Mapping[str, Any]] | None = None
    gathered: Callable[[], Any] | None = None
    told: Callable[[Any], Any] | None = None
    condition: Callable[[str], Any] | None = None
    is_shown: bool = True
    is_sorted: bool = True
    is_filtered: bool = True
    is_exported: bool = True
    is_named: bool = True
    place: str = ""
    href: str = ""

    @cached_property
    def plain(self) -> str:
        """The way to the value itself."""
        return self.path or self.name

    @cached_property
    def read(self) -> str:
        """The way to what people read, and sort by."""
        return self.shown or self.plain

    @cached_property
    def alias(self) -> str:
        """What its value is called in a question that gathers it."""
        return f"gathered_{self.name}"

    @cached_property
    def is_number(self) -> bool:
        """Whether it stands to the right."""
        return self.kind in ("money", "number")


@dataclass(frozen=True)
class Input:
    """One thing to fill in before something is done to several records."""

    name: str
    label: Label
    kind: Literal["text", "person", "choice", "date"] = "text"
    choices: Callable[[Any], Choices] | None = None


@dataclass(frozen=True)
class Bulk:
    """What may be done to many records, one by one through its action.

    `act` takes who acts, the record's id and what was filled in; it gives what undoing needs, or
    None when nothing changed, and raises what the action raises. Without `undo` there is none.
    """

    name: str
    label: Label
    icon: str
    act: Callable[[Any, str, Mapping[str, str]], Undo | None]
    inputs: tuple[Input, ...] = ()
    undo: Callable[[Any, str, Undo], object] | None = None
    may: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Preset:
    """A view everybody has: its name and its address' query."""

    label: Label
    query: str


@dataclass(frozen=True)
class Action:
    """A button on top of the list."""

    label: Label
    url_name: str
    icon: str = "plus"
    may: Callable[[Any], bool] | None = None
    is_primary: bool = True
    href: str = ""


class Words(Protocol):
    """How a long list is looked through for a word."""

    def __call__(self, word: str) -> Any:
        """Whether a record is among all that hold it."""

    def first(self, word: str, most: int) -> list[str]:
        """The ids of some records that hold it, by an index; all of them when fewer than `most`."""

    def held(self, word: str) -> Any:
        """Whether a record one looks at holds it."""


@dataclass(frozen=True)
class Listing:
    """A list of one kind of record, declared once.

    `page` is the URL name of the list, `record_page` that of one record, which takes its id.
    `search` makes the condition for one word of free text, `words` looks for it in a long list;
    without either `search_text` holds the word. `order` are paths, the last one unique.
    `records` gives the records an actor may see where the boundary does not know the model.
    """

    name: str
    label: Label
    model: Any
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    page: str
    record_page: str = ""
    search: Callable[[str], Any] | None = None
    words: Words | None = None
    bulks: tuple[Bulk, ...] = ()
    presets: tuple[Preset, ...] = ()
    actions: tuple[Action, ...] = ()
    records: Callable[[Any], Any] | None = None
    may_open: Callable[[Any], bool] | None = None
    icon: str = "rows-3"
    empty_title: Label = ""
    empty_text: Label = ""
    empty_action: Action | None = None

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def bulk(self, name: str) -> Bulk | None:
        """What may be done to several under that name."""
        return next((bulk for bulk in self.bulks if bulk.name == name), None)

    @property
    def default_columns(self) -> tuple[str, ...]:
        """What is shown when nobody chose."""
        return tuple(column.name for column in self.columns if column.is_shown)
