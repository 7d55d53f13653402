"""How much of each running period's sales is usually in by now, from what the records say."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pyarrow as pa
from duckdb import DuckDBPyConnection

from salesops.kernel.period import Period
from salesops.ledger.resolve.expected import Past, expected_share

EXACT = Decimal("1e-10")


def expect(connection: DuckDBPyConnection, as_of: date) -> None:
    """Make `expected_shares`: for each running period and product line, '' for all lines."""
    running = connection.execute(
        "SELECT DISTINCT starts_on, ends_before FROM said_quotas"
        " WHERE starts_on <= $today AND ends_before > $today + 1",
        {"today": as_of},
    ).fetchall()
    shares = [
        (start, end, line, expected_share(Period(start, end), as_of, past))
        for line, past in (_pasts(connection).items() if running else ())
        for start, end in running
    ]
    names = ("starts_on", "ends_before", "product_line", "share")
    kinds = (pa.date32(), pa.date32(), pa.string(), pa.decimal128(18, 10))
    columns = list(zip(*shares, strict=True)) or [()] * 4
    quantum = [share.quantize(EXACT) for share in columns[3]]
    arrays = [pa.array(c, k) for c, k in zip([*columns[:3], quantum], kinds, strict=True)]
    connection.register("arriving", pa.table(dict(zip(names, arrays, strict=True))))
    connection.execute("CREATE TABLE expected_shares AS FROM arriving")
    connection.unregister("arriving")


def _pasts(connection: DuckDBPyConnection) -> dict[str, Past]:
    """Past sales by product line, with '' for all of them together."""
    sold = connection.execute(
        "SELECT coalesce(product_line, ''), booked_on, sum(net_amount) FROM daily_sales"
        " WHERE product_line IS NOT NULL GROUP BY ALL"
        " UNION ALL SELECT '', booked_on, sum(net_amount) FROM daily_sales GROUP BY ALL"
    ).fetchall()
    workdays = [
        day
        for (day,) in connection.execute(
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
