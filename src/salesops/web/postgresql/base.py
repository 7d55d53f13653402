"""Django's connection to PostgreSQL, which asks whether it still lives only when that is unsure."""

import select
import time
from typing import Any

from django.db.backends.postgresql import base

FRESH_SECONDS = 1.0
"""For so long after it was last used, a connection on which nothing has arrived is taken as alive.

A server that ends says so on the connection, or its system does; only one whose machine went
away says nothing, and is not back within that time.
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that was used just now is looked at before the next use, not asked."""

    _used_at = float("-inf")

    def is_usable(self) -> bool:
        """Whether what comes next may use the connection."""
        now = time.monotonic()
        is_fresh = now - self._used_at < FRESH_SECONDS and not self.errors_occurred
        usable = (is_fresh and _is_silent(self.connection)) or super().is_usable()
        self._used_at = now if usable else float("-inf")
        return usable


def _is_silent(connection: Any) -> bool:
    """Whether nothing has arrived that nobody waits for: neither a farewell nor an end."""
    if connection is None or connection.closed:
        return False
    look = select.poll()
    look.register(connection.fileno(), select.POLLIN)
    return not look.poll(0)
