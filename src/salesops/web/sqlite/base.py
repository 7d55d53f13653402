"""Django's connection to SQLite, whose transactions begin in turn, when first asked something."""

import sqlite3
from typing import Any

from django.db.backends.sqlite3 import base

from salesops.web.sqlite.turns import end, turn


class Cursor(base.SQLiteCursorWrapper):
    """A cursor before whose first statement a transaction that is due begins."""

    database: "DatabaseWrapper | None" = None

    def execute(self, query: str, params: Any = None) -> Any:
        """Execute a statement within the transaction."""
        if self.database is not None:
            self.database.begin_if_due()
        return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        """Execute a statement several times within the transaction."""
        if self.database is not None:
            self.database.begin_if_due()
        return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions, which all begin as writers, begin in the order they came.

    One begins with its first statement: what is made ready before that holds up nobody.
    """

    _turn: int | None = None
    _is_due = False

    def create_cursor(self, name: str | None = None) -> Cursor:  # noqa: ARG002 - Django's
        """A cursor that begins what is due."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.database = self
        return cursor

    def begin_if_due(self) -> None:
        """Begin the transaction Django means to be in. Raises OperationalError as SQLite does.

        What could not begin stays due: nothing is ever written outside of it.
        """
        if not self._is_due:
            return
        self._is_due = False
        try:
            self._begin()
        except BaseException:
            self._is_due = True
            raise

    def _start_transaction_under_autocommit(self) -> None:
        self._is_due = True

    def _begin(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's, untold
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        done = super()._commit()  # type: ignore[misc]  # Django's, untold
        self._is_due = False
        self._end_turn()
        return done

    def _rollback(self) -> Any:
        self._is_due = False
        try:
            return super()._rollback()  # type: ignore[misc]  # Django's, untold
        finally:
            self._end_turn()

    def _close(self) -> Any:
        self._is_due = False
        try:
            return super()._close()  # type: ignore[misc]  # Django's, untold
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        """Wait as long as SQLite would. Raises OperationalError as SQLite does."""
        if self.is_in_memory_db():
            return
        self._turn = turn(f"{self.settings_dict['NAME']}-turn", self._patience())
        if self._turn is None:
            with self.wrap_database_errors:
                busy = sqlite3.OperationalError("database is locked")
                busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise busy

    def _patience(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", 5))

    def _end_turn(self) -> None:
        held, self._turn = self._turn, None
        if held is not None:
            end(held)
