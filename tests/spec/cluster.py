"""A ledger asked on Spark workers that are processes of their own; prints the answers as JSON."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from salesops.ledger import Engine, Ledger
from salesops.ledger.engines import spark_over, spark_session
from salesops.metrics import METRICS
from salesops.metrics.question import Question, answer, rows
from tests.spec.conftest import SMALL, at
from tests.spec.example import ORDERS
from tests.spec.worlds import tables, written

MARCH = (date(2025, 3, 1), date(2025, 4, 1))
# Enough for Spark, which takes its time over each: a sum, a count, ratios, two tables.
SOME = ("net_revenue", "buyers", "margin", "attainment")


def told(engine: Engine, metrics: tuple[str, ...] = tuple(METRICS)) -> dict[str, object]:
    """What an engine says: groups, totals, and the rows behind a figure."""
    asked = Question(metrics, ("calendar.month",), (), *MARCH, "previous")
    taken_at = datetime(2026, 1, 1, tzinfo=UTC)
    ledger = Ledger(engine.tables, engine, None, "spec", date(2026, 12, 31), taken_at, "CNY")
    found = answer(ledger, asked)
    behind = rows(ledger, "net_revenue", asked, {"calendar.month": "2025-03"})
    return {"rows": list(found.rows), "totals": found.totals, "behind": list(behind.rows)}


def main(folder: Path) -> None:
    """Two workers, one core each."""
    session = spark_session(
        "local-cluster[2,1,512]",
        **{"spark.executor.memory": "512m", **SMALL, **at(folder)},
    )
    found = told(spark_over(session, written(tables(ORDERS), folder)), SOME)
    sys.stdout.write(json.dumps(found, default=str))
    session.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
