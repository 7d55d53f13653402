"""Small logs written as text: one case a line, its activities an hour apart unless told."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from salesops.process.log import EventLog, event_log

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

# The nine deals of the fact book.
DEALS = """
D1 S1 S2 S3 S4 Won
D2 S1 S3 Won
D3 S1 S2 S1 S2 S3 Lost
D4 S1 S2 Lost
D5 S1 S2
D6 S1
D7 S1 Lost
D8 S1 S2 S3
D9 S1 S2 S1 S2
"""

# The toy of conformance; a chain, and lost from anywhere before won.
TOY = """
T1 lead contact qualify demo propose negotiate won after
T2 lead contact qualify propose negotiate won
T3 lead qualify contact demo propose demo propose negotiate won after
T4 lead contact lost
"""


def rows(text: str) -> list[dict[str, object]]:
    """The events of a text; `stage@5` is entered five hours after the start."""
    found: list[dict[str, object]] = []
    for line in text.strip().splitlines():
        case, *activities = line.split()
        for place, told in enumerate(activities):
            activity, _, hours = told.partition("@")
            after = timedelta(hours=float(hours) if hours else place)
            found.append({"case": case, "activity": activity, "at": START + after})
    return found


def log(text: str) -> EventLog:
    """The log of a text."""
    return log_of(rows(text))


def log_of(events: list[dict[str, object]]) -> EventLog:
    """The log of events as they stand."""
    return event_log(pa.Table.from_pylist(events))
