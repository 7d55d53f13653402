"""Bringing public data in by the mappings that are shipped as examples."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

import salesops.ingest
from salesops.ingest.intake import INTAKES
from salesops.ingest.mapping import load
from salesops.ingest.run import Known, Outcome, ingest

EXAMPLES = Path(salesops.ingest.__file__).parent / "examples"


def brought_in(
    example: str, source: Path | str, known: Mapping[str, pl.Series] | None = None
) -> tuple[Outcome, pl.DataFrame]:
    """What an example's import says, and the rows it accepted."""
    mapping = load(EXAMPLES / f"{example}.toml")
    with tempfile.TemporaryDirectory() as into:
        outcome = ingest(
            INTAKES[mapping.table], source, mapping, Known(known or {}), [], Path(into)
        )
        assert outcome.fatal is None, outcome.fatal
        assert outcome.rows == outcome.accepted + outcome.rejected
        frame = pl.read_parquet(outcome.frame) if outcome.frame else pl.DataFrame()
        if outcome.problems_file:
            lines = outcome.problems_file.read_text(encoding="utf-8").splitlines()
            assert len(lines) == 1 + outcome.rejected
    return outcome, frame


def counts(outcome: Outcome) -> tuple[int, int, int]:
    """Rows, accepted and rejected."""
    return outcome.rows, outcome.accepted, outcome.rejected
