"""The demo's exports, written by a process of their own while the first of them come in."""

from __future__ import annotations

from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection


class Writing:
    """Which tables' exports are complete, as the process that writes them tells."""

    def __init__(self, told: Connection) -> None:
        """`told` brings the names of tables, some at a time."""
        self._told = told
        self._written: set[str] = set()

    def wait_for(self, table: str) -> None:
        """Come back when the table's exports are complete. Raises EOFError when they never are."""
        while table not in self._written:
            self._written.update(self._told.recv())


@contextmanager
def writing(into: Path, **company: Any) -> Iterator[Writing]:
    """Have the exports of `write_exports(into, **company)` written, beside what is done within."""
    context = get_context("spawn")
    told, teller = context.Pipe(duplex=False)
    process = context.Process(target=_write, args=(into, company, teller), daemon=True)
    process.start()
    teller.close()
    try:
        yield Writing(told)
        process.join()
    finally:
        process.kill()
        process.join()


def _write(into: Path, company: dict[str, Any], teller: Connection) -> None:
    from salesops.demo import write_exports

    write_exports(into, **company, written=teller.send)
