"""Accepted rows as an append-only batch: one folder that appears whole or not at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from salesops.ingest.mapping import to_toml
from salesops.ingest.run import Outcome

MOST_PEOPLE = 100_000


def write_batch(outcome: Outcome, home: Path, batch_id: str, made_at: datetime, actor: str) -> Path:
    """The folder of a new batch with the outcome's files moved into it; it appears atomically.

    The scratch folder must lie on the same disk as `home` for the move to cost nothing.
    """
    batches = home / "batches"
    batches.mkdir(parents=True, exist_ok=True)
    final = batches / batch_id
    if final.exists():
        raise FileExistsError(final)
    half = batches / f".{batch_id}.part"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    try:
        for path in (outcome.frame, outcome.supersedes, outcome.before, outcome.problems_file):
            if path is not None:
                shutil.move(path, half / path.name)
        described = json.dumps(_described(outcome, batch_id, made_at, actor), ensure_ascii=False)
        (half / "batch.json").write_text(described, encoding="utf-8")
        for path in half.iterdir():
            _synced(path)
        _synced(half)
        half.rename(final)
        _synced(batches)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return final


def _described(outcome: Outcome, batch_id: str, made_at: datetime, actor: str) -> dict[str, object]:
    return {
        "batch": batch_id,
        "table": outcome.table,
        "source": outcome.source,
        "sha256": source_hash(outcome.source),
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "rejected": outcome.rejected,
        "unchanged": outcome.unchanged,
        "problems": dict(outcome.problem_counts),
        "mapping": to_toml(outcome.mapping) if outcome.mapping else None,
        "made_at": made_at.isoformat(),
        "by": actor,
        "people": list(outcome.people[:MOST_PEOPLE]),
    }


def source_hash(source: str) -> str | None:
    """The SHA-256 of a source file; None for folders and databases."""
    path = Path(source)
    if "://" in source or not path.is_file():
        return None
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def live_batches(home: Path, table: str, live_ids: Collection[str]) -> list[Path]:
    """The rows.parquet of a table's live batches, oldest first."""
    found = []
    for described in (home / "batches").glob("*/batch.json"):
        batch = json.loads(described.read_text(encoding="utf-8"))
        rows = described.parent / "rows.parquet"
        if batch["table"] == table and batch["batch"] in live_ids and rows.exists():
            found.append((batch["made_at"], batch["batch"], rows))
    return [rows for _, _, rows in sorted(found)]


def sweep(home: Path, known_ids: Collection[str]) -> list[str]:
    """Remove batches nobody knows and halves of batches; their names."""
    batches = home / "batches"
    removed = []
    for path in sorted(batches.iterdir()) if batches.is_dir() else []:
        if path.is_dir() and path.name not in known_ids:
            shutil.rmtree(path)
            removed.append(path.name)
    return removed
