"""Facts: a bundle of batches resolved into rows of the ledger, as one SQL query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from salesops.ledger.parts import quoted
from salesops.ledger.resolve.bundles import Bundle, day
from salesops.ledger.schema import MONEY, TABLES

# The columns that say what happened; the rest of a row says where it stands.
EXTRA = {"receipts": {"booked_on": "date"}, "steps": {"row_number": "int64"}}
STEP_COLUMNS = ("case_id", "case_kind", "to_stage", "entered_on", "entered_at", "position_id",
                "region_id", "process_version")  # fmt: skip
NOT_MONEY = {"quantity", "score"}


@dataclass(frozen=True)
class Replacement:
    """Rows that no longer count: those with a key in the file, in the bundle's first batches."""

    file: Path
    keys: tuple[str, ...]
    older: int


@dataclass(frozen=True)
class Facts:
    """What one bundle is resolved from; receipts look their order up in the parts of `orders`."""

    table: str
    bundle: Bundle
    replaced: Sequence[Replacement] = ()
    orders: Sequence[Path] = ()
    currency: str = ""
    is_foreign: bool = False

    @property
    def columns(self) -> set[str]:
        """The columns any of its batches has."""
        return {name for batch in self.bundle for name in batch.columns}


def fact_rows(facts: Facts) -> str:
    """The query whose rows are the bundle's part of the ledger table."""
    wanted = {**_declared(facts.table), **EXTRA.get(facts.table, {})}
    selected = ",\n".join(
        f"  ({_expression(facts, name, kind)})::{kind} AS {name}" for name, kind in wanted.items()
    )
    return f"SELECT\n{selected}\nFROM ({_raw(facts)}) r\n" + "\n".join(_joins(facts))


def _declared(table: str) -> dict[str, str]:
    columns = TABLES[table].columns
    if table == "steps":
        return {name: columns[name] for name in STEP_COLUMNS}
    if table == "market_sizes":
        return {name: kind for name, kind in columns.items() if name != "own_amount"}
    return dict(columns)


def _raw(facts: Facts) -> str:
    """The rows of all batches of the bundle that no newer batch replaces."""
    names = sorted(facts.columns)
    selects = []
    for number, batch in enumerate(facts.bundle):
        listed = ", ".join(n if n in batch.columns else f"NULL AS {n}" for n in names)
        selects.append(f"SELECT {listed}, {number} AS nth FROM read_parquet({quoted(batch.rows)})")
    raw = " UNION ALL ".join(selects)
    for by in facts.replaced:
        same = " AND ".join(f"k.{key} IS NOT DISTINCT FROM b.{key}" for key in by.keys)
        raw = (
            f"SELECT b.* FROM ({raw}) b ANTI JOIN read_parquet({quoted(by.file)}) k"
            f" ON b.nth < {by.older} AND {same}"
        )
    return raw


def _expression(facts: Facts, name: str, kind: str) -> str:
    table, has = facts.table, facts.columns
    plain = f"r.{name}" if name in has else "NULL"
    if name == "account_id":
        own = "a.account_id" if name in has else ""
        return _first(own, "o.account_id" if table == "receipts" else "")
    if name == "product_id" and name in has:
        return "p.product_id"
    if name == "position_id":
        return _first(
            "o.position_id" if table == "receipts" else "", _if_seller(has, "position_id")
        )
    if name == "region_id":
        return _region(table, has)
    if name == TABLES[table].key[0] and plain == "NULL":
        return "r.row_hash"
    if name == "booked_on" and table == "receipts":
        return "o.booked_on"
    if name == "row_number":
        return "row_number() OVER ()"
    if name == "currency":
        return f"coalesce({plain}, {quoted(facts.currency)})"
    if name == TABLES[table].clock and name not in has:
        return f"r.{day(table)}"
    if table == "orders" and name in ORDER_DEFAULTS:
        plain = f"coalesce({plain}, {ORDER_DEFAULTS[name]})"
    if facts.is_foreign and kind == MONEY and name not in NOT_MONEY:
        home = f"coalesce(r.currency, {quoted(facts.currency)}) = {quoted(facts.currency)}"
        # Two decimals of 18 digits multiply to one of 18 again, which 150,000 dollars overflow.
        wide = f"({plain})::DECIMAL(28,4)"
        # Booked to the cent, as the books hold it, so that what is shown adds up to its total.
        return f"CASE WHEN {home} THEN {plain} ELSE round({wide} * x.rate, 2) END"
    return plain


ORDER_DEFAULTS = {"list_amount": "r.net_amount", "is_return": "r.quantity < 0"}


def _region(table: str, has: set[str]) -> str:
    own = "g.region_id" if "region_id" in has else ""
    if "position_id" not in TABLES[table].columns:
        return own or "NULL"
    account = "a.region_id" if "account_id" in has else ""
    order = "o.region_id" if table == "receipts" else ""
    return _first(own, order, account, _if_seller(has, "region_id"))


def _if_seller(has: set[str], column: str) -> str:
    return f"s.{column}" if has & {"person_id", "account_id"} else ""


def _first(*expressions: str) -> str:
    given = [expression for expression in expressions if expression]
    return f"coalesce({', '.join(given)})" if given else "NULL"


def _joins(facts: Facts) -> Iterable[str]:
    has = facts.columns
    seller = _first("r.person_id" if "person_id" in has else "",
                    "w.person_id, a.owner_id" if "account_id" in has else "")  # fmt: skip
    # A row without a date belongs to the latest position of its person.
    on_day = f"coalesce(r.{day(facts.table)}, DATE '9999-12-30')"
    if "account_id" in has:
        yield "LEFT JOIN known_accounts a ON a.source_id = r.account_id"
        # Whoever owned the customer that day sold to it, not whoever owns it now.
        yield (
            "LEFT JOIN owners w ON w.account_id = a.account_id"
            f" AND {on_day} >= w.from_day AND {on_day} < w.to_day"
        )
    if seller != "NULL" and "position_id" in TABLES[facts.table].columns:
        yield (
            f"LEFT JOIN spells s ON s.person_id = {seller}"
            f" AND {on_day} >= s.from_day AND {on_day} < s.to_day"
        )
    if "product_id" in has:
        yield "LEFT JOIN known_products p ON p.product_id = r.product_id"
    if "region_id" in has:
        yield "LEFT JOIN known_regions g ON g.region_id = r.region_id"
    if facts.is_foreign:
        yield (
            "LEFT JOIN rate_spells x ON x.currency = r.currency"
            f" AND {on_day} >= x.from_day AND {on_day} < x.to_day"
        )
    if facts.table == "receipts":
        same = "o.order_id = r.order_id" if "order_id" in has else "false"
        yield f"LEFT JOIN ({_orders(facts)}) o ON {same}"


def _orders(facts: Facts) -> str:
    """One row per order that a receipt of the bundle names: its earliest line."""
    if not facts.orders or "order_id" not in facts.columns:
        kinds = {**TABLES["receipts"].columns, "booked_on": "date"}
        names = ("order_id", "booked_on", "account_id", "position_id", "region_id")
        nothing = ", ".join(f"NULL::{kinds[name]} AS {name}" for name in names)
        return f"SELECT {nothing} WHERE false"
    files = ", ".join(quoted(path) for path in facts.orders)
    named = " UNION ALL ".join(
        f"SELECT order_id FROM read_parquet({quoted(batch.rows)})"
        for batch in facts.bundle
        if "order_id" in batch.columns
    )
    head = "{'account_id': account_id, 'position_id': position_id, 'region_id': region_id}"
    return (
        "SELECT order_id, min(booked_on) AS booked_on, unnest(min_by("
        f"{head}, {{'day': booked_on, 'line': line_id}}))"
        f" FROM read_parquet([{files}]) SEMI JOIN ({named}) n USING (order_id) GROUP BY order_id"
    )
