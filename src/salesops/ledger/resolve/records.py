"""Records: what people edit, made into the ledger's tables and into what facts are resolved by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from salesops.ledger.schema import MONEY, TABLES

NO_DAY = "DATE '0001-01-01'"
LAST_DAY = "DATE '9999-12-31'"

RECORD_TABLES = ("calendar", "regions", "products", "people", "accounts", "quotas")

# What records say; the ledger's columns are worked out from these.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "calendar": TABLES["calendar"].columns,
    "regions": {"region_id": "string", "name": "string", "parent_id": "string"},
    "products": TABLES["products"].columns,
    "people": TABLES["people"].columns,
    "accounts": {
        "account_id": "string", "name": "string", "industry": "string", "size": "string",
        "class": "string", "region_id": "string", "owner_id": "string", "created_on": "date",
        "credit_code": "string",
    },
    "quotas": {
        "quota_id": "string", "plan": "string", "starts_on": "date", "ends_before": "date",
        "person_id": "string", "region_id": "string", "product_line": "string", "metric": "string",
        "amount": MONEY,
    },
    "crosswalk": {"source_account_id": "string", "account_id": "string"},
    "holdings": {"account_id": "string", "person_id": "string", "began_on": "date"},
    "exchange_rates": {"currency": "string", "starts_on": "date", "rate": "decimal(18,8)"},
    "postponements": {"deal_id": "string", "expected_on": "date", "moved_to": "date"},
    "amount_changes": {
        "deal_id": "string", "changed_at": "timestamp", "before": MONEY, "after": MONEY,
    },
    "process_moves": {"process_version": "string", "from_stage": "string", "to_stage": "string"},
}  # fmt: skip


@dataclass(frozen=True)
class Records:
    """What people edit, as it stands when the snapshot is taken.

    Missing tables are empty and missing columns null. `people` has one row per person in a
    position; `crosswalk` says in the order of its rows under which account a source's account
    goes; `accounts` name their owner, `holdings` who became the owner of those that changed hands,
    and when. `process_moves` are the moves of deals that each version of a process allows, from
    nothing where they may begin; the version without a name judges deals that name none.
    """

    tables: Mapping[str, pa.Table]


@dataclass(frozen=True)
class Place:
    """Where a region stands in the tree."""

    area: str
    path: str
    level: int
    line: tuple[str, ...]


def prepare(connection: duckdb.DuckDBPyConnection, records: Records, as_of: date) -> None:
    """Make the temporary tables that facts are resolved by, and `ledger_…` for every record table.

    Afterwards there are: `spells` (every day of every person has one position), `known_accounts`
    (source id → account), `owners` (of accounts that changed hands, by day), `known_regions`,
    `known_products`, `rate_spells`, `subtree` (every region with all its ancestors, itself and
    '' for all) and `fates`.
    """
    for table, columns in COLUMNS.items():
        _load(connection, table, columns, records.tables.get(table))
    _regions(connection)
    _crosswalk(connection)
    for statement in STATEMENTS:
        connection.execute(statement, {"as_of": as_of} if "$as_of" in statement else None)


def _load(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    rows: pa.Table | None,
) -> None:
    has = set(rows.column_names) if rows is not None else set()
    listed = ", ".join(
        f"{_quoted(name) if name in has else 'NULL'}::{kind} AS {_quoted(name)}"
        for name, kind in columns.items()
    )
    if rows is None:
        connection.execute(f"CREATE TABLE said_{table} AS SELECT {listed} WHERE false")
        return
    connection.register("arriving", rows)
    connection.execute(f"CREATE TABLE said_{table} AS SELECT {listed} FROM arriving")
    connection.unregister("arriving")


def _quoted(name: str) -> str:
    return f'"{name}"'


def places(regions: Iterable[tuple[str, str, str | None]]) -> dict[str, Place]:
    """Where each region (id, name, parent) stands in the tree; the root has level 1.

    The area is the name of the region just below the only root, or of the root where there are
    several. A parent that is unknown, or would close a circle, counts as none.
    """
    rows = list(regions)
    names = {region: name for region, name, _ in rows}
    parents = {region: parent for region, _, parent in rows if parent in names}
    lines = {region: _line(region, parents) for region in names}
    roots = {line[0] for line in lines.values()}
    top = 1 if len(roots) == 1 else 0
    return {
        region: Place(
            area=names[line[min(top, len(line) - 1)]],
            path="/".join(names[r] for r in line),
            level=len(line),
            line=line,
        )
        for region, line in lines.items()
    }


def _line(region: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    line = [region]
    while (parent := parents.get(line[-1])) and parent not in line:
        line.append(parent)
    return tuple(reversed(line))


def survivors(crosswalk: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each source account the account it goes under, through merges of merged accounts.

    A later row for the same source supersedes an earlier one; a row that names the source
    itself undoes its merge. A circle goes under its smallest id.
    """
    direct = dict(crosswalk)
    return {source: _end(source, direct) for source in direct}


def _end(source: str, direct: Mapping[str, str]) -> str:
    seen = [source]
    while (account := direct.get(seen[-1], seen[-1])) != seen[-1]:
        if account in seen:
            return min(seen[seen.index(account) :])
        seen.append(account)
    return seen[-1]


def _regions(connection: duckdb.DuckDBPyConnection) -> None:
    said = connection.execute("SELECT region_id, name, parent_id FROM said_regions").fetchall()
    found = places(said)
    placed = pa.table(
        {
            "region_id": pa.array(list(found), pa.string()),
            "area": pa.array([place.area for place in found.values()], pa.string()),
            "path": pa.array([place.path for place in found.values()], pa.string()),
            "level": pa.array([place.level for place in found.values()], pa.int64()),
        }
    )
    above = [(region, up) for region, place in found.items() for up in (*place.line, "")]
    tree = pa.table(
        {
            "region_id": pa.array([region for region, _ in above], pa.string()),
            "ancestor_id": pa.array([up for _, up in above], pa.string()),
        }
    )
    connection.register("arriving", placed)
    connection.execute("CREATE TABLE placed AS FROM arriving")
    connection.register("arriving", tree)
    connection.execute("CREATE TABLE subtree AS FROM arriving")
    connection.unregister("arriving")


def _crosswalk(connection: duckdb.DuckDBPyConnection) -> None:
    said = connection.execute("FROM said_crosswalk").fetchall()
    found = survivors(said)
    merged = pa.table(
        {
            "source_id": pa.array(list(found), pa.string()),
            "account_id": pa.array(list(found.values()), pa.string()),
        }
    )
    connection.register("arriving", merged)
    connection.execute("CREATE TABLE merged AS FROM arriving")
    connection.unregister("arriving")


STATEMENTS = (
    # The first position of a person reaches back for ever, and a gap belongs to the position
    # before it: an order of somebody between two teams is still somebody's order.
    f"""
    CREATE TABLE spells AS
    SELECT person_id, position_id, region_id,
      CASE WHEN nth = 1 THEN {NO_DAY} ELSE from_day END AS from_day,
      coalesce(next_day, {LAST_DAY}) AS to_day
    FROM (
      SELECT person_id, position_id, region_id, coalesce(starts_on, {NO_DAY}) AS from_day,
        row_number() OVER w AS nth, lead(coalesce(starts_on, {NO_DAY})) OVER w AS next_day
      FROM said_people
      WINDOW w AS (PARTITION BY person_id ORDER BY coalesce(starts_on, {NO_DAY}), position_id)
    )
    """,
    "CREATE TABLE known_regions AS SELECT DISTINCT region_id FROM said_regions",
    """
    CREATE TABLE known_products AS
    SELECT product_id, any_value(line) AS line FROM said_products GROUP BY product_id
    """,
    """
    CREATE TABLE known_accounts AS
    SELECT i.source_id, a.account_id, g.region_id, a.owner_id
    FROM (
      SELECT source_id, account_id FROM merged
      UNION ALL SELECT account_id, account_id FROM said_accounts
        WHERE account_id NOT IN (SELECT source_id FROM merged)
    ) i
    JOIN said_accounts a ON a.account_id = i.account_id
    LEFT JOIN known_regions g ON g.region_id = a.region_id
    """,
    # Who has had a customer first is taken to have had it always, and until the next one came.
    f"""
    CREATE TABLE owners AS
    SELECT account_id, person_id,
      CASE WHEN lag(began_on) OVER w IS NULL THEN {NO_DAY} ELSE began_on END AS from_day,
      coalesce(lead(began_on) OVER w, {LAST_DAY}) AS to_day
    FROM (SELECT DISTINCT ON (account_id, began_on) * FROM said_holdings
          ORDER BY account_id, began_on, person_id)
    WINDOW w AS (PARTITION BY account_id ORDER BY began_on)
    """,
    f"""
    CREATE TABLE rate_spells AS
    SELECT currency, rate, starts_on AS from_day,
      coalesce(lead(starts_on) OVER (PARTITION BY currency ORDER BY starts_on), {LAST_DAY})
        AS to_day
    FROM said_exchange_rates
    """,
    "CREATE TABLE ledger_calendar AS FROM said_calendar",
    """
    CREATE TABLE ledger_regions AS
    SELECT r.region_id, r.name, r.parent_id, p.area, p.path, p.level
    FROM said_regions r LEFT JOIN placed p USING (region_id)
    """,
    "CREATE TABLE ledger_products AS FROM said_products",
    """
    CREATE TABLE ledger_people AS
    SELECT p.* REPLACE (g.region_id AS region_id)
    FROM said_people p LEFT JOIN known_regions g USING (region_id)
    """,
    # An account that others were merged into learns from them what it does not say itself.
    """
    CREATE TABLE ledger_accounts AS
    WITH filled AS (
      SELECT k.account_id,
        min(a.industry) AS industry, min(a.size) AS size, min(a."class") AS "class",
        min(a.created_on) AS created_on, min(a.credit_code) AS credit_code
      FROM said_accounts a JOIN merged k ON k.source_id = a.account_id
      GROUP BY k.account_id
    )
    SELECT a.account_id, a.name, coalesce(a.industry, f.industry) AS industry,
      coalesce(a.size, f.size) AS size, coalesce(a."class", f."class") AS "class",
      coalesce(k.region_id, s.region_id) AS region_id, s.position_id,
      coalesce(a.created_on, f.created_on) AS created_on,
      coalesce(a.credit_code, f.credit_code) AS credit_code
    FROM said_accounts a
    JOIN known_accounts k ON k.source_id = a.account_id AND k.account_id = a.account_id
    LEFT JOIN filled f ON f.account_id = a.account_id
    LEFT JOIN spells s ON s.person_id = a.owner_id
      AND $as_of >= s.from_day AND $as_of < s.to_day
    """,
    # What is to be known of everything a batch may name, as one value each.
    """
    CREATE TABLE fates AS
    WITH persons AS (
      SELECT person_id, bit_xor(hash(position_id, region_id, from_day, to_day)) AS digest
      FROM spells GROUP BY person_id
    ),
    held AS (
      SELECT o.account_id, bit_xor(hash(o.person_id, o.from_day, o.to_day, p.digest)) AS digest
      FROM owners o LEFT JOIN persons p USING (person_id) GROUP BY o.account_id
    ),
    months AS (
      SELECT DISTINCT strftime(day, '%Y-%m') AS month, date_trunc('month', day)::DATE AS starts_on
      FROM ledger_calendar
    )
    SELECT 'account' AS kind, a.source_id AS id,
      hash(a.account_id, a.region_id, a.owner_id, p.digest, h.digest) AS digest
    FROM known_accounts a LEFT JOIN persons p ON p.person_id = a.owner_id
      LEFT JOIN held h ON h.account_id = a.account_id
    UNION ALL SELECT 'person', person_id, digest FROM persons
    UNION ALL SELECT 'region', region_id, hash(region_id) FROM known_regions
    UNION ALL SELECT 'product', product_id, hash(product_id) FROM known_products
    UNION ALL
    SELECT 'rate', r.currency || ' ' || m.month, bit_xor(hash(r.from_day, r.rate))
    FROM months m JOIN rate_spells r
      ON r.from_day < m.starts_on + INTERVAL 1 MONTH AND r.to_day > m.starts_on
    GROUP BY ALL
    """,
)


def digest(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """One value for the rows of a table, whatever their order."""
    found = connection.execute(
        f"SELECT count(*), sum(hash(t)::HUGEINT)::VARCHAR FROM {table} t"
    ).fetchone()
    return "-".join(map(str, found or ()))
