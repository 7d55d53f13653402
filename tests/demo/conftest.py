"""The demo company with everything planted and with nothing, exported and imported once a run."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from salesops.demo import IMPORTS, Exports, write_exports
from salesops.ingest.intake import INTAKES
from salesops.ingest.mapping import load
from salesops.ingest.run import Known, Outcome, ingest

UNTIL = date(2026, 11, 22)
REFERENCES = {
    "regions": "region_id", "products": "product_id", "people": "person_id",
    "accounts": "account_id", "orders": "order_id", "leads": "lead_id", "deals": "deal_id",
}  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """Exports, the rows ingest accepted of them by table, and every file's outcome."""

    exports: Exports
    tables: dict[str, pl.DataFrame]
    outcomes: list[Outcome]

    @property
    def truth(self) -> dict[str, Any]:
        return json.loads(self.exports.truth.read_text(encoding="utf-8"))

    def planted(self, kind: str) -> dict[str, Any]:
        return next(entry for entry in self.truth["planted"] if entry["kind"] == kind)


def imported(exports: Exports, scratch: Path) -> Imported:
    known: dict[str, pl.Series] = {}
    tables: dict[str, pl.DataFrame] = {}
    outcomes = []
    for table, glob, mapping in IMPORTS:
        frames, live = [], []
        for number, path in enumerate(sorted(exports.folder.glob(glob))):
            into = scratch / f"{table}{number}"
            into.mkdir(parents=True)
            read_by = load(exports.folder / mapping) if mapping else None
            outcome = ingest(INTAKES[table], path, read_by, Known(known), live, into)
            outcomes.append(outcome)
            assert outcome.fatal is None, outcome.fatal.reason("en")
            if outcome.frame is not None:
                live.append(outcome.frame)
                frames.append(pl.read_parquet(outcome.frame))
        tables[table] = pl.concat(frames)
        if table in REFERENCES:
            known[table] = tables[table][REFERENCES[table]].unique()
    return Imported(exports, tables, outcomes)


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("planted")
    return imported(write_exports(folder / "exports", until=UNTIL), folder / "batches")


@pytest.fixture(scope="session")
def innocent(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("innocent")
    exports = write_exports(folder / "exports", until=UNTIL, plant=False)
    return imported(exports, folder / "batches")
