"""Answers kept by snapshot and question: a snapshot never changes, so none ever goes stale."""

import hashlib
import json
from functools import cache
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
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
    file = _file(folder, identity, question)
    file.parent.mkdir(parents=True, exist_ok=True)
    marked = table.replace_schema_metadata({"salesops": json.dumps(beside)})
    with (
        NamedTemporaryFile(dir=file.parent, delete=False) as unfinished,
        pa.ipc.new_file(unfinished, marked.schema) as writer,
    ):
        writer.write_table(marked)
    Path(unfinished.name).replace(file)


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
