"""One build of a snapshot under way: what each part is made of, and which is there already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb

from salesops.kernel.worktime import HOURS, Hours
from salesops.ledger.by_account import COPIED, OPTIONS, copy_name, copy_rows
from salesops.ledger.manifest import latest
from salesops.ledger.parts import Part, fingerprint, make_part, part_path
from salesops.ledger.resolve import bundles, derived
from salesops.ledger.resolve.bundles import BatchRef, Bundle, supersede_keys
from salesops.ledger.resolve.facts import Facts, Replacement, fact_rows
from salesops.ledger.resolve.records import RECORD_TABLES, digest
from salesops.ledger.resolve.running import expect
from salesops.ledger.schema import TABLES

# Tables whose rows need a second look at all of their rows before they are the ledger's.
UNFINISHED = {"steps": "moves", "market_sizes": "sizes_said"}


@dataclass
class Build:
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
        expect(self.connection, self.as_of)
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
