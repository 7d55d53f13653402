"""Django's connection to SQLite, which takes its turn before it begins to write."""

import sqlite3
from typing import Any

from django.db.backends.sqlite3 import base

from salesops.web.sqlite.turns import end, turn


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions, which all begin as writers, begin in the order they came."""

    _turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's, untold
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        done = super()._commit()  # type: ignore[misc]  # Django's, untold
        self._end_turn()
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # Django's, untold
        finally:
            self._end_turn()

    def _close(self) -> Any:
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
