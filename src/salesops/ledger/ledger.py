"""What a ledger is: the declared tables of one snapshot, their engine and its date."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

import ibis.expr.types as ir
import pyarrow as pa

if TYPE_CHECKING:
    from salesops.ledger.by_account import CopiedPart


class Engine(Protocol):
    """A database made to obey the ledger's contract: every column nullable, joins give nulls."""

    @property
    def name(self) -> str:
        """What the engine is called, in lower case."""

    @property
    def tables(self) -> Mapping[str, ir.Table]:
        """Every declared table, lazily."""

    def fetch(self, expression: ir.Table) -> pa.Table:
        """Run an expression and give its rows, typed as the expression says; thread-safe."""


class Lazily(Mapping[str, ir.Table]):
    """Tables made when they are asked for, once: a question touches few of a ledger's many."""

    def __init__(self, names: tuple[str, ...], make: Callable[[str], ir.Table]) -> None:
        """Keep the names and how a table is made from one of them."""
        self._names, self._make = names, make
        self._made: dict[str, ir.Table] = {}

    def __getitem__(self, name: str) -> ir.Table:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Ledger(Mapping[str, ir.Table]):
    """The declared tables of one snapshot, as one user may see them.

    `tables` are the rows that may be seen. `parents` are the tables that those rows look their
    dimensions up in: whoever may see an order may see the name of its customer, even when the
    customer has since moved to somebody else. `closed` tables are out of reach, which is not
    the same as empty; of `narrowed` ones fewer people's rows are there than of the others.
    `identity` names the snapshot and every view applied to it; None when a view cannot be named,
    and then answers are not cached. `window` is the period looked at, open where None; `is_cut`
    says that it is compared with fewer days than the base period had. Of the `copies` all
    rows are kept by customer, too; a view, which shows fewer, does not know of them.
    """

    tables: Mapping[str, ir.Table]
    engine: Engine
    identity: str | None
    snapshot_id: str
    as_of: date
    taken_at: datetime
    currency: str
    parents: Mapping[str, ir.Table] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    narrowed: frozenset[str] = frozenset()
    copies: Mapping[str, Sequence["CopiedPart"]] = field(default_factory=dict)
    window: tuple[date | None, date | None] = (None, None)
    is_cut: bool = False

    def __getitem__(self, table: str) -> ir.Table:
        return self.tables[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def parent(self, table: str) -> ir.Table:
        """The rows in which others look up the dimensions of this table."""
        return self.parents[table] if self.parents else self.tables[table]

    def seen(
        self,
        rows: Callable[[str], ir.Table],
        view: str | None,
        parent: Callable[[str], ir.Table] | None = None,
        **changes: Any,
    ) -> "Ledger":
        """The ledger with other rows to see, and to look up, through a view of that name."""
        return replace(
            self,
            tables=Lazily(tuple(self.tables), rows),
            parents=Lazily(tuple(self.tables), parent or self.parent),
            identity=None if self.identity is None or view is None else f"{self.identity}|{view}",
            copies={},
            **changes,
        )
