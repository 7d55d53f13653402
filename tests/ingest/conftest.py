"""A place to write a file and bring it in."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from salesops.ingest.intake import INTAKES
from salesops.ingest.mapping import from_toml
from salesops.ingest.run import Known, Outcome, ingest

BringIn = Callable[..., Outcome]


@pytest.fixture
def bring_in(tmp_path: Path) -> BringIn:
    """Import a file, or text written to one, and check that every row is accounted for."""
    count = 0

    def run(
        table: str,
        source: Path | str | bytes,
        *,
        toml: str | None = None,
        known: Mapping[str, Sequence[str]] | None = None,
        live: Sequence[Path] = (),
        name: str = "file.csv",
        dry_run: bool = False,
    ) -> Outcome:
        nonlocal count
        count += 1
        into = tmp_path / f"batch{count}"
        into.mkdir()
        if isinstance(source, str) and "://" not in source:
            source = source.encode()
        if isinstance(source, bytes):
            folder = tmp_path / f"in{count}"
            folder.mkdir()
            (folder / name).write_bytes(source)
            source = folder / name
        references = {t: pl.Series(list(ids), dtype=pl.String) for t, ids in (known or {}).items()}
        outcome = ingest(
            INTAKES[table], source, from_toml(toml) if toml else None, Known(references), live,
            into, dry_run,
        )  # fmt: skip
        assert outcome.rows == outcome.accepted + outcome.rejected
        assert outcome.unchanged <= outcome.accepted
        if not dry_run:
            written = 0 if outcome.frame is None else len(pl.read_parquet(outcome.frame))
            assert outcome.accepted - outcome.unchanged <= written <= outcome.accepted
            assert (written == 0) == (outcome.accepted == outcome.unchanged)
        if outcome.fatal:
            assert list(into.iterdir()) == []
        return outcome

    return run


def rows(outcome: Outcome) -> list[dict[str, Any]]:
    """The accepted rows of an import."""
    assert outcome.frame is not None
    return pl.read_parquet(outcome.frame).to_dicts()
