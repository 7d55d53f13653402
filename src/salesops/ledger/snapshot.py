"""Snapshots: built from records and batches, shown all at once, opened as a ledger, thrown away."""

import shutil
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from salesops.kernel.period import Period
from salesops.kernel.worktime import HOURS, Hours
from salesops.ledger.by_account import COPIED, OPTIONS, copy_name, copy_rows, with_copies
from salesops.ledger.engines import duckdb_engine
from salesops.ledger.ledger import Ledger
from salesops.ledger.manifest import Manifest, contents, latest, manifest, publish, snapshot_ids
from salesops.ledger.parts import Part, fingerprint, make_part, part_path
from salesops.ledger.resolve import bundles, derived
from salesops.ledger.resolve.bundles import BatchRef, Bundle, supersede_keys
from salesops.ledger.resolve.expected import Past, expected_share
from salesops.ledger.resolve.facts import Facts, Replacement, fact_rows
from salesops.ledger.resolve.records import RECORD_TABLES, Records, digest, prepare
from salesops.ledger.schema import TABLES

__all__ = ["BatchRef", "Manifest", "Records", "build", "manifest", "open_snapshot", "prune",
           "snapshot_ids"]  # fmt: skip

MEMORY = "3GB"
EXACT = Decimal("1e-10")
# Tables whose rows need a second look at all of their rows before they are the ledger's.
UNFINISHED = {"steps": "moves", "market_sizes": "sizes_said"}


def build(
    home: Path,
    records: Records,
    batches: Sequence[BatchRef],
    *,
    as_of: date,
    currency: str,
    made_at: datetime,
    settings: Mapping[str, object] | None = None,
    keep: Collection[str] | None = None,
    hours: Hours = HOURS,
) -> Manifest:
    """A snapshot of the records and of the live batches, which come oldest first.

    Only what has changed since an earlier snapshot is worked out again. The same inputs give the
    same snapshot and write nothing. It appears all at once when it is finished; a build that is
    killed leaves nothing but scratch files for `prune`. With `keep`, snapshots other than those
    and this one are then removed.
    """
    with _workshop(home) as connection:
        prepare(connection, records, as_of)
        made = _Build(home, connection, tuple(batches), as_of, currency, hours)
        made.facts()
        made.derived()
        made.records()
        made.copies()
        tables = {table: tuple(made.tables[table]) for table in TABLES}
    name = contents(tables, as_of, currency, settings or {})
    finished = Manifest(
        snapshot_id=f"{as_of}-{name[:12]}",
        fingerprint=name,
        created_at=made_at,
        as_of=as_of,
        currency=currency,
        tables=tables,
        working={table: tuple(parts) for table, parts in made.working.items()},
        batches=tuple(batch.batch_id for batch in batches),
        meetings=made.meetings,
        fates=made.fates,
        standings=made.standings,
        settings=dict(settings or {}),
    )
    try:
        finished = manifest(home, finished.snapshot_id)
    except FileNotFoundError:
        publish(home, finished)
    if keep is not None:
        prune(home, {*keep, finished.snapshot_id})
    return finished


def open_snapshot(home: Path, snapshot_id: str) -> Ledger:
    """The ledger of a snapshot; FileNotFoundError when there is none of that id.

    A table that was not declared yet when it was taken is closed, which is not the same as empty.
    """
    found = manifest(home, snapshot_id)
    engine = duckdb_engine(
        {table: [part.path(home) for part in parts] for table, parts in found.tables.items()}
    )
    ledger = Ledger(
        tables=engine.tables,
        engine=engine,
        identity=found.fingerprint,
        snapshot_id=snapshot_id,
        as_of=found.as_of,
        taken_at=found.created_at,
        currency=found.currency,
        closed=frozenset(TABLES.keys() - found.tables.keys()),
    )
    return with_copies(ledger, _copies(home, found))


def _copies(home: Path, found: Manifest) -> dict[str, list[Path]]:
    """The files of every table that is kept by customer as well."""
    kept = {table: found.working.get(copy_name(table)) for table in COPIED}
    return {
        table: [part.path(home) for part in parts]
        for table, parts in kept.items()
        if parts is not None
    }


def prune(home: Path, keep: Collection[str]) -> None:
    """Remove all snapshots but those to keep, and every part that none of them needs.

    Not to be called while a snapshot is being built.
    """
    needed: set[Path] = set()
    for folder in (home / "snapshots").glob("*"):
        if folder.name in keep:
            needed |= manifest(home, folder.name).files(home)
        else:
            shutil.rmtree(folder)
    for path in (home / "parts").glob("*/*"):
        if path not in needed:
            path.unlink()
    for folder in home.glob(".spill-*"):
        shutil.rmtree(folder)


@contextmanager
def _workshop(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills into the workspace and leaves nothing there."""
    (home / "parts").mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home, prefix=".spill-") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "temp_directory": spill,
        }
        with duckdb.connect(":memory:", config=config) as connection:
            yield connection


@dataclass
class _Build:
    """One build under way: the parts found or made so far."""

    home: Path
    connection: duckdb.DuckDBPyConnection
    batches: tuple[BatchRef, ...]
    as_of: date
    currency: str
    hours: Hours
    tables: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    working: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    copied: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    meetings: dict[str, bundles.Meetings] = field(default_factory=dict)

    def part(self, table: str, inputs: Sequence[object], query: str) -> Part:
        """The part with these inputs; a table with other columns is another table."""
        columns = list(TABLES[table].columns) if table in TABLES else []
        name = fingerprint(table, columns, *inputs)
        return make_part(self.home, self.connection, table, name, lambda: query)

    def paths(self, parts: Sequence[Part]) -> list[Path]:
        return [part.path(self.home) for part in parts]

    def of(self, table: str) -> list[BatchRef]:
        return [batch for batch in self.batches if batch.table == table]

    def facts(self) -> None:
        """Every table that arrives in batches, one part a bundle."""
        bundles.touch(self.home, self.connection, self.batches)
        self.earlier = latest(self.home)
        self._stand()
        self.order_parts: dict[str, Part] = {}
        paid = {b: b.rows for b in self.of("receipts") if "order_id" in b.columns}
        self._meet("receipts", paid, self.of("orders"), ["order_id"])
        # Orders first: receipts look into them.
        for table in dict.fromkeys(["orders", *sorted({b.table for b in self.batches})]):
            replacing = {b: b.supersedes for b in self.of(table) if b.supersedes}
            self._meet(f"{table} replaced", replacing, self.of(table), None)
            self._meet_restored(table)
            for bundle in bundles.bundles(self.of(table)):
                self._fact_part(table, bundle)

    def _stand(self) -> None:
        """How each batch stands; only new ones are looked at while nothing else has changed."""
        self.fates = fingerprint(self.currency, digest(self.connection, "fates"))
        same = self.earlier is not None and self.earlier.fates == self.fates
        known = self.earlier.standings if self.earlier and same else {}
        fresh = [batch for batch in self.batches if batch.batch_id not in known]
        found = bundles.standings(self.home, self.connection, fresh, self.currency)
        self.standings = {b.batch_id: known.get(b.batch_id) or found[b.batch_id]
                          for b in self.batches}  # fmt: skip

    def _fact_part(self, table: str, bundle: Bundle) -> None:
        replaced = self._replaced(table, bundle)
        orders = self._orders_of(bundle) if table == "receipts" else []
        resolved = Facts(
            table,
            bundle,
            replaced,
            self.paths(orders),
            self.currency,
            any(self.standings[b.batch_id].endswith(bundles.FOREIGN) for b in bundle),
        )
        inputs = [
            self.currency,
            [(batch.batch_id, self.standings[batch.batch_id]) for batch in bundle],
            [(by.file.parent.name, by.file.name, by.older) for by in replaced],
            [part.fingerprint for part in orders],
        ]
        if table in UNFINISHED:
            name = UNFINISHED[table]
            self.working[name].append(self.part(name, inputs, fact_rows(resolved)))
            return
        part = self.part(table, inputs, fact_rows(resolved))
        self.tables[table].append(part)
        if table in COPIED and not all(batch.of_records for batch in bundle):
            self.copied[table].append(part)
        if table == "orders":
            self.order_parts |= {batch.batch_id: part for batch in bundle}

    def _replaced(self, table: str, bundle: Bundle) -> list[Replacement]:
        """What newer batches say of rows of the bundle's batches."""
        order = {batch.batch_id: n for n, batch in enumerate(self.of(table))}
        found = []
        for newer in self.of(table):
            older = [b.batch_id for b in bundle if order[b.batch_id] < order[newer.batch_id]]
            said_again = self.meetings[f"{table} restored"].get(newer.batch_id, ())
            listed = self.meetings[f"{table} replaced"].get(newer.batch_id, ())
            if set(older) & set(said_again):
                found.append(Replacement(newer.rows, newer.key, len(older)))
            elif set(older) & set(listed) and (file := newer.supersedes):
                found.append(Replacement(file, supersede_keys(file), len(older)))
        return found

    def _orders_of(self, bundle: Bundle) -> list[Part]:
        met = {name for b in bundle for name in self.meetings["receipts"].get(b.batch_id, ())}
        return list(dict.fromkeys(part for b, part in self.order_parts.items() if b in met))

    def _meet(
        self,
        what: str,
        speakers: Mapping[BatchRef, Path],
        holders: Sequence[BatchRef],
        keys: Sequence[str] | None,
    ) -> None:
        known = self.earlier.meetings.get(what, {}) if self.earlier else {}
        seen = set(self.earlier.batches) if self.earlier else set()
        self.meetings[what] = bundles.meetings(
            self.connection, speakers, holders, keys, known, seen
        )

    def _meet_restored(self, table: str) -> None:
        """Which batches say again what a restored one says: a rare question, and a costly one."""
        restored = [batch for batch in self.of(table) if batch.restored]
        speakers = {batch: batch.rows for batch in self.of(table)} if restored else {}
        key = restored[0].key if restored else ()
        self.meetings[f"{table} restored"] = bundles.meetings(
            self.connection, speakers, restored, key, {}, set()
        )

    def derived(self) -> None:
        """Every table that follows from the facts."""
        for orders in self.tables["orders"]:
            made_of, path = [orders.fingerprint], orders.path(self.home)
            self.tables["credits"].append(self.part("credits", made_of, derived.full_credits(path)))
            self.working["purchases"].append(
                self.part("purchases", made_of, derived.purchases(path))
            )
            lines = digest(self.connection, "known_products")
            self.working["daily_sales"].append(
                self.part("daily_sales", [*made_of, lines], derived.daily_sales(path))
            )
        for receipts in self.tables["receipts"]:
            query = derived.settlements(receipts.path(self.home))
            self.tables["settlements"].append(
                self.part("settlements", [receipts.fingerprint], query)
            )
        for deals in self.tables["deals"]:
            query = derived.closings(deals.path(self.home))
            self.tables["closings"].append(self.part("closings", [deals.fingerprint], query))
            self._deal_histories(deals)
        self._steps()
        self._customers_and_markets()

    def _deal_histories(self, deals: Part) -> None:
        """What deals were before: the days they were expected to close, and their amounts."""
        told = {"expected_closings": "postponements", "deal_changes": "amount_changes"}
        for table, said in told.items():
            inputs = [deals.fingerprint, digest(self.connection, f"said_{said}")]
            query = getattr(derived, table)(deals.path(self.home))
            self.tables[table].append(self.part(table, inputs, query))

    def _steps(self) -> None:
        moves = self.working["moves"]
        if moves:
            worked = [] if self.hours == HOURS else [self.hours.windows]
            days = digest(self.connection, "said_calendar")
            ways = digest(self.connection, "said_process_moves")
            inputs = [[p.fingerprint for p in moves], days, ways, *worked]
            query = derived.steps(self.paths(moves), self.hours)
            self.tables["steps"].append(self.part("steps", inputs, query))

    def _customers_and_markets(self) -> None:
        sold = self.working["daily_sales"]
        if bought := self._purchases():
            inputs = [self.as_of, [part.fingerprint for part in bought]]
            first, *more = self.paths(bought)
            query = derived.customer_changes(derived.with_more_purchases(first, more), self.as_of)
            self.tables["customer_changes"].append(self.part("customer_changes", inputs, query))
        self.connection.execute(derived.sales_table(self.paths(sold)))
        sizes = self.working["sizes_said"]
        if sizes:
            inputs = [self.as_of, [part.fingerprint for part in (*sizes, *sold)],
                      digest(self.connection, "subtree")]  # fmt: skip
            query = derived.market_sizes(self.paths(sizes), self.as_of)
            self.tables["market_sizes"].append(self.part("market_sizes", inputs, query))

    def records(self) -> None:
        """Every table that comes from records, quotas in a part for each phase of their period."""
        self._expect()
        after = self.as_of + timedelta(days=1)
        self.connection.execute(derived.QUOTAS, {"after": after})
        columns = ", ".join(TABLES["quotas"].columns)
        for phase in ("past", "running", "future"):
            view = f"quotas_{phase}"
            self.connection.execute(
                f"CREATE VIEW {view} AS SELECT {columns} FROM ledger_quotas WHERE phase = '{phase}'"
            )
            self._record_part("quotas", view)
        for table in RECORD_TABLES:
            if table != "quotas":
                self._record_part(table, f"ledger_{table}")

    def copies(self) -> None:
        """The dealings that batches tell of once more, by customer, a part for each part."""
        for table in COPIED:
            self.working[copy_name(table)] += [self._copy(part) for part in self.copied[table]]

    def _copy(self, part: Part) -> Part:
        table, query = copy_name(part.table), copy_rows(part.table, part.path(self.home))
        name = fingerprint(table, part.fingerprint, OPTIONS)
        return make_part(self.home, self.connection, table, name, lambda: query, OPTIONS)

    def _purchases(self) -> list[Part]:
        """The purchases of all closed bundles in one part, and those of the open one.

        The one part goes on from the longest beginning of the list that was put together before,
        so that a small import does not read again what every customer ever bought.
        """
        parts = self.working["purchases"]
        last = bundles.bundles(self.of("orders"))[-1:]
        closed = len(parts) if last and bundles.is_closed(last[0]) else len(parts) - 1
        if closed < 1:
            return parts
        table = "purchases_together"
        names = [fingerprint(table, [p.fingerprint for p in parts[:n]]) for n in range(closed + 1)]
        done = next(
            (n for n in range(closed, 0, -1) if part_path(self.home, table, names[n]).exists()), 0
        )
        begun = [part_path(self.home, table, names[done])] if done else []
        query = derived.all_purchases([*begun, *self.paths(parts[done:closed])])
        together = make_part(self.home, self.connection, table, names[closed], lambda: query)
        self.working[table].append(together)
        return [together, *parts[closed:]]

    def _record_part(self, table: str, view: str) -> None:
        rows = digest(self.connection, view)
        if not rows.startswith("0-"):
            self.tables[table].append(self.part(table, [rows], f"FROM {view}"))

    def _expect(self) -> None:
        """Make `expected_shares`: for each running period and product line, '' for all lines."""
        running = self.connection.execute(
            "SELECT DISTINCT starts_on, ends_before FROM said_quotas"
            " WHERE starts_on <= $today AND ends_before > $today + 1",
            {"today": self.as_of},
        ).fetchall()
        shares = [
            (start, end, line, expected_share(Period(start, end), self.as_of, past))
            for line, past in (self._pasts().items() if running else ())
            for start, end in running
        ]
        names = ("starts_on", "ends_before", "product_line", "share")
        kinds = (pa.date32(), pa.date32(), pa.string(), pa.decimal128(18, 10))
        columns = list(zip(*shares, strict=True)) or [()] * 4
        quantum = [share.quantize(EXACT) for share in columns[3]]
        arrays = [pa.array(c, k) for c, k in zip([*columns[:3], quantum], kinds, strict=True)]
        self.connection.register("arriving", pa.table(dict(zip(names, arrays, strict=True))))
        self.connection.execute("CREATE TABLE expected_shares AS FROM arriving")
        self.connection.unregister("arriving")

    def _pasts(self) -> dict[str, Past]:
        """Past sales by product line, with '' for all of them together."""
        sold = self.connection.execute(
            "SELECT coalesce(product_line, ''), booked_on, sum(net_amount) FROM daily_sales"
            " WHERE product_line IS NOT NULL GROUP BY ALL"
            " UNION ALL SELECT '', booked_on, sum(net_amount) FROM daily_sales GROUP BY ALL"
        ).fetchall()
        workdays = [
            day
            for (day,) in self.connection.execute(
                "SELECT day FROM said_calendar WHERE is_workday ORDER BY day"
            ).fetchall()
        ]
        by_line: dict[str, dict[date, Decimal]] = defaultdict(dict)
        for line, day, amount in sold:
            by_line[line][day] = amount
        by_line.setdefault("", {})
        return {
            line: Past(sales, workdays, min(sales, default=None)) for line, sales in by_line.items()
        }
