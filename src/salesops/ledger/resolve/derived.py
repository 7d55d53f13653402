"""Derived tables: what follows from facts alone, worked out once, as SQL."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from salesops.kernel.worktime import HOURS, Hours
from salesops.ledger.parts import quoted
from salesops.ledger.schema import TABLES

LOST_AFTER_DAYS = 365


def parquet(paths: Sequence[Path], columns: str = "*", empty: str = "") -> str:
    """A query of the files; of no rows when there are none, with the columns of `empty`."""
    if not paths:
        return f"SELECT {empty} WHERE false"
    return f"SELECT {columns} FROM read_parquet([{', '.join(quoted(p) for p in paths)}])"


def full_credits(orders: Path) -> str:
    """Every order line credited in full to whoever sold it."""
    return (
        "SELECT line_id, position_id, 'seller' AS role, booked_on AS credited_on,"
        " 1::DECIMAL(18,6) AS share, net_amount AS amount, region_id, product_id"
        f" FROM read_parquet({quoted(orders)})"
    )


def settlements(receipts: Path) -> str:
    """Every payment on the day its order was booked; one whose order is unknown has no such day."""
    return (
        "SELECT receipt_id, order_id, booked_on, account_id, position_id, region_id, amount"
        f" FROM read_parquet({quoted(receipts)}) WHERE booked_on IS NOT NULL"
    )


def closings(deals: Path) -> str:
    """Every deal won or lost, on the day it closed; without that day it belongs to no period."""
    return (
        "SELECT deal_id, closed_on, status, account_id, product_id, position_id, region_id, amount,"
        " created_on, (closed_on - created_on)::BIGINT AS days_open"
        f" FROM read_parquet({quoted(deals)}) WHERE status IN ('won', 'lost')"
    )


def expected_closings(deals: Path) -> str:
    """Every day a deal is expected to close, with those it was moved away from to a later one."""
    own = "account_id, product_id, position_id, region_id, amount"
    return f"""
    WITH d AS (FROM read_parquet({quoted(deals)}))
    SELECT deal_id, expected_close_on AS expected_on, NULL::DATE AS moved_to, status, {own}
    FROM d WHERE expected_close_on IS NOT NULL
    UNION ALL
    SELECT p.deal_id, p.expected_on, max(p.moved_to), any_value(d.status),
      {", ".join(f"any_value(d.{name})" for name in own.split(", "))}
    FROM said_postponements p JOIN d USING (deal_id)
    WHERE p.expected_on IS DISTINCT FROM d.expected_close_on GROUP BY p.deal_id, p.expected_on
    """


def deal_changes(deals: Path) -> str:
    """Every change of a deal's amount, with what else is known of the deal."""
    return f"""
    SELECT c.deal_id, c.changed_at::DATE AS changed_on, c.changed_at, c.before AS amount_before,
      c.after AS amount_after, d.account_id, d.product_id, d.position_id, d.region_id
    FROM said_amount_changes c JOIN read_parquet({quoted(deals)}) d USING (deal_id)
    """


# Who sold on which day, as one text: texts compare by day first, and many times faster than rows.
SEPARATOR = "chr(31)"
SELLER = f"coalesce(position_id, '') || {SEPARATOR} || coalesce(region_id, '')"


def purchases(orders: Path) -> str:
    """Per account, the stretches of days in which it was never long without a purchase."""
    return _stretches(
        f"""
        SELECT account_id, false AS is_first, booked_on AS first_on, booked_on AS last_on,
          booked_on || {SEPARATOR} || min({SELLER}) AS first_seller, first_seller AS last_seller
        FROM read_parquet({quoted(orders)})
        WHERE account_id IS NOT NULL AND NOT is_return
        GROUP BY account_id, booked_on
        """
    )


def all_purchases(parts: Sequence[Path]) -> str:
    """The stretches of all parts, joined where one goes on in another."""
    return _stretches(parquet(parts))


def with_more_purchases(stretches: Path, more: Sequence[Path]) -> str:
    """The stretches with those of a few more parts; only customers in these are joined anew."""
    if not more:
        return parquet([stretches])
    return f"""
    WITH more AS ({parquet(more)}),
    before AS ({parquet([stretches])})
    FROM before ANTI JOIN more USING (account_id)
    UNION ALL
    FROM ({_stretches("FROM more UNION ALL FROM before SEMI JOIN more USING (account_id)")})
    """


def _stretches(rows: str) -> str:
    """Stretches that lie no more than a year apart, made one."""
    return f"""
    WITH rows AS ({rows}),
    marked AS (
      SELECT *, coalesce(first_on - max(last_on) OVER (
        PARTITION BY account_id ORDER BY first_on, last_on
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > {LOST_AFTER_DAYS}, true) AS starts
      FROM rows
    ),
    numbered AS (
      SELECT *, sum(starts::INT) OVER (
        PARTITION BY account_id ORDER BY first_on, last_on ROWS UNBOUNDED PRECEDING) AS nth
      FROM marked
    )
    SELECT account_id, nth = 1 AS is_first, min(first_on) AS first_on, max(last_on) AS last_on,
      min(first_seller) AS first_seller, max(last_seller) AS last_seller
    FROM numbered GROUP BY account_id, nth
    """


def customer_changes(stretches: str, as_of: date) -> str:
    """A customer is new at the first purchase, lost after a year without one, and won back."""
    return f"""
    WITH stretches AS ({stretches}),
    changes AS (
      SELECT account_id, first_on AS happened_on, first_seller AS seller,
        CASE WHEN is_first THEN 'new' ELSE 'won_back' END AS kind
      FROM stretches
      UNION ALL
      SELECT account_id, last_on + {LOST_AFTER_DAYS}, last_seller, 'lost'
      FROM stretches WHERE last_on + {LOST_AFTER_DAYS} <= DATE '{as_of}'
    )
    SELECT account_id, happened_on, kind, {_of_seller(2)} AS position_id,
      {_of_seller(3)} AS region_id
    FROM changes
    """


def _of_seller(field: int) -> str:
    return f"nullif(split_part(seller, {SEPARATOR}, {field}), '')"


def daily_sales(orders: Path) -> str:
    """Net sales by day, region and product line."""
    return (
        "SELECT booked_on, region_id, p.line AS product_line,"
        " sum(net_amount)::DECIMAL(38,4) AS net_amount"
        f" FROM read_parquet({quoted(orders)}) LEFT JOIN known_products p USING (product_id)"
        " GROUP BY ALL"
    )


DAILY_COLUMNS = (
    "NULL::DATE AS booked_on, NULL::VARCHAR AS region_id, NULL::VARCHAR AS product_line,"
    " NULL::DECIMAL(38,4) AS net_amount"
)


def sales_table(parts: Sequence[Path]) -> str:
    """Net sales by day, region and product line, of all parts."""
    return (
        "CREATE OR REPLACE TABLE daily_sales AS SELECT booked_on, region_id, product_line,"
        " sum(net_amount)::DECIMAL(38,4) AS net_amount"
        f" FROM ({parquet(parts, empty=DAILY_COLUMNS)}) GROUP BY ALL"
    )


def market_sizes(parts: Sequence[Path], as_of: date) -> str:
    """Market sizes with our own sales beside them: same period, region with all below, and line.

    A size without region or line is that of all. Before our first sale and after `as_of` our
    own sales are unknown, which is not nothing.
    """
    said = parquet(parts, empty=_nothing("market_sizes", {"own_amount"}))
    return f"""
    WITH said AS ({said}),
    sold AS (
      SELECT s.booked_on, t.ancestor_id, l.line, sum(s.net_amount) AS net_amount
      FROM daily_sales s
      JOIN (FROM subtree UNION ALL SELECT NULL, '') t
        ON t.region_id IS NOT DISTINCT FROM s.region_id
      CROSS JOIN LATERAL (SELECT unnest(list_distinct([s.product_line, ''])) AS line) l
      WHERE l.line IS NOT NULL
      GROUP BY ALL
    ),
    own AS (
      SELECT m.market_size_id, sum(o.net_amount) AS amount
      FROM said m JOIN sold o ON o.ancestor_id = coalesce(m.region_id, '')
        AND o.line = coalesce(m.product_line, '')
        AND o.booked_on >= m.starts_on AND o.booked_on < m.ends_before
      GROUP BY m.market_size_id
    ),
    known AS (SELECT date_trunc('month', min(booked_on))::DATE AS starts_on FROM daily_sales)
    SELECT m.market_size_id, m.starts_on, m.ends_before, m.region_id, m.product_line, m.amount,
      CASE WHEN m.starts_on >= k.starts_on AND m.starts_on <= DATE '{as_of}'
        THEN coalesce(o.amount, 0)::DECIMAL(18,4) END AS own_amount,
      m.source, m.observed_on
    FROM said m CROSS JOIN known k LEFT JOIN own o USING (market_size_id)
    """


def steps(parts: Sequence[Path], hours: Hours = HOURS) -> str:
    """Moves in their order: whence, until when, how long, which visit, whether it was allowed."""
    said = [
        f"SELECT *, {n} AS part FROM read_parquet({quoted(path)})" for n, path in enumerate(parts)
    ]
    nothing = f"SELECT {_nothing('steps')}, 0::BIGINT AS row_number, 0 AS part WHERE false"
    return f"""
    WITH moves AS (
      SELECT case_id, case_kind, row_number() OVER w AS sequence,
        lag(to_stage) OVER w AS from_stage, to_stage, entered_on, entered_at,
        lead(entered_at) OVER w AS left_at, position_id, region_id, process_version,
        row_number() OVER (PARTITION BY case_kind, case_id, to_stage
          ORDER BY entered_at, part, row_number) AS visit
      FROM ({" UNION ALL ".join(said) or nothing})
      WINDOW w AS (PARTITION BY case_kind, case_id ORDER BY entered_at, part, row_number)
    ),
    clock AS (
      SELECT day, is_workday, (workday_number - is_workday::INT) * {hours.minutes} AS before
      FROM ledger_calendar
    ),
    ways AS (
      SELECT coalesce(process_version, '') AS version,
        list({_way("from_stage", "to_stage")}) AS ways
      FROM said_process_moves GROUP BY 1
    )
    SELECT m.case_id, m.case_kind, m.sequence, m.from_stage, m.to_stage, m.entered_on,
      m.entered_at, m.left_at,
      ({_worked("l", "m.left_at", hours)} - {_worked("e", "m.entered_at", hours)}) // 60
        AS work_minutes,
      m.position_id, m.region_id, m.process_version, m.visit,
      CASE WHEN m.case_kind = 'deal' THEN
        list_contains(coalesce(v.ways, u.ways), {_way("m.from_stage", "m.to_stage")}) END AS fits
    FROM moves m LEFT JOIN clock e ON e.day = m.entered_on
      LEFT JOIN clock l ON l.day = m.left_at::DATE
      LEFT JOIN ways v ON v.version = m.process_version
      LEFT JOIN ways u ON u.version = ''
    """


def _way(source: str, target: str) -> str:
    return f"coalesce({source}, '') || {SEPARATOR} || {target}"


def _worked(clock: str, moment: str, hours: Hours) -> str:
    """Seconds worked from the calendar's first day up to a moment."""
    second = f"(epoch({moment})::BIGINT - epoch({moment}::DATE)::BIGINT)"
    today = " + ".join(
        f"least(greatest({second} - {opens * 60}, 0), {(closes - opens) * 60})"
        for opens, closes in hours.windows
    )
    return f"({clock}.before * 60 + {clock}.is_workday::INT * ({today}))"


def _nothing(table: str, without: set[str] | None = None) -> str:
    return ", ".join(
        f"NULL::{kind} AS {name}"
        for name, kind in TABLES[table].columns.items()
        if name not in (without or set())
    )


QUOTAS = """
CREATE OR REPLACE TABLE ledger_quotas AS
SELECT q.quota_id, q.plan, q.starts_on, q.ends_before, s.position_id,
  coalesce(g.region_id, s.region_id) AS region_id, q.product_line,
  coalesce(q.metric, 'net_revenue') AS metric, q.amount,
  CASE WHEN q.ends_before <= $after THEN q.amount WHEN q.starts_on >= $after THEN 0
    ELSE round(q.amount * coalesce(e.share, o.share, 1), 4) END::DECIMAL(18,4) AS expected_amount,
  CASE WHEN q.ends_before <= $after THEN 'past' WHEN q.starts_on >= $after THEN 'future'
    ELSE 'running' END AS phase
FROM said_quotas q
LEFT JOIN spells s ON s.person_id = q.person_id
  AND q.starts_on >= s.from_day AND q.starts_on < s.to_day
LEFT JOIN known_regions g ON g.region_id = q.region_id
LEFT JOIN expected_shares e ON e.starts_on = q.starts_on AND e.ends_before = q.ends_before
  AND e.product_line = q.product_line
LEFT JOIN expected_shares o ON o.starts_on = q.starts_on AND o.ends_before = q.ends_before
  AND o.product_line = ''
"""
