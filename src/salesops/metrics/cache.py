"""Answers kept by snapshot and question: a snapshot never changes, so none ever goes stale."""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from salesops.kernel.problem import Problem, Wording
from salesops.metrics import METRICS, wordings
from salesops.metrics.asking import Question

Kept = tuple[pa.Table, dict[str, Any], tuple[Problem, ...]]

_WORDINGS = {w.code: w for w in vars(wordings).values() if isinstance(w, Wording)}


def recall(folder: Path | None, identity: str | None, question: Question) -> Kept | None:
    """What was answered to this question before; nothing when it was not asked."""
    if folder is None or identity is None:
        return None
    try:
        with pa.OSFile(str(_file(folder, identity, question))) as file:
            table = pa.ipc.open_file(file).read_all()
    except (FileNotFoundError, pa.ArrowInvalid):
        return None
    beside = json.loads(table.schema.metadata[b"salesops"])
    totals = {name: _read(value) for name, value in beside["totals"].items()}
    notes = tuple(Problem(_WORDINGS[code], values=values) for code, values in beside["notes"])
    return table.replace_schema_metadata(None), totals, notes


def remember(folder: Path | None, identity: str | None, question: Question, kept: Kept) -> None:
    """Keep an answer; it appears whole or not at all."""
    if folder is None or identity is None:
        return
    table, totals, notes = kept
    beside = {
        "totals": {name: _write(value) for name, value in totals.items()},
        "notes": [[note.code, {k: str(v) for k, v in note.values.items()}] for note in notes],
    }
    marked = table.replace_schema_metadata({"salesops": json.dumps(beside)})
    # A full disk costs the next reader some time, not this one their answer.
    with suppress(OSError):
        _write_whole(marked, _file(folder, identity, question))


def _write_whole(table: pa.Table, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    os.close(handle)
    unfinished = Path(name)
    try:
        with pa.OSFile(str(unfinished), "wb") as sink, pa.ipc.new_file(sink, table.schema) as into:
            into.write_table(table)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _file(folder: Path, identity: str, question: Question) -> Path:
    asked = json.dumps([identity, _catalogue(), question.to_params()], sort_keys=True, default=str)
    name = hashlib.sha256(asked.encode()).hexdigest()
    return folder / name[:2] / f"{name}.arrow"


@cache
def _catalogue() -> str:
    """What the metrics mean now, so that a changed definition is never answered with an old one."""
    meant = sorted(
        (m.name, m.unit, m.doc, m.compute.__code__.co_code.hex(), str(m.compute.__code__.co_consts))
        for m in METRICS.values()
    )
    return hashlib.sha256(repr(meant).encode()).hexdigest()


def _write(value: Any) -> Any:
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _read(value: Any) -> Any:
    return Decimal(value["decimal"]) if isinstance(value, dict) else value
