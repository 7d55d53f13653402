"""Accepted rows on their way into records, and what stood there before, to bring it back."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Field

from salesops.ingest.intake import INTAKES
from salesops.ingest.run import Outcome
from salesops.web.crm.arriving import WAYS, arrive, prepared, settled
from salesops.web.market.records import put_products, put_regions
from salesops.web.people.records import put_people
from salesops.web.targets.records import put_quotas
from salesops.web.workspace.records import put_exchange_rates
from salesops.web.workspace.upsert import Row

PUT: Mapping[str, Callable[[Sequence[Row]], int]] = {
    "regions": put_regions,
    "products": put_products,
    "people": put_people,
    "quotas": put_quotas,
    "exchange_rates": put_exchange_rates,
}
SLICE = 20_000
BEFORE = "before.jsonl"


@dataclass(frozen=True)
class Stood:
    """One record an import wrote: its key, and what stood there before, None when it is new."""

    key: tuple[Any, ...]
    before: dict[str, Any] | None


def put_whole(outcome: Outcome) -> Outcome:
    """Make the records hold the accepted rows, all in the caller's transaction."""
    if outcome.frame is None:
        return outcome
    rows = [row for part in slices(outcome.frame, outcome.table) for row in part]
    return _counted(outcome, len(rows), PUT[outcome.table](rows))


def put_sliced(outcome: Outcome, folder: Path, at: datetime) -> Outcome:
    """Make the records hold the accepted rows, each slice in a transaction of its own.

    What stood there before is on disk before a slice is, so that whatever happens in between can
    be taken back by `undo`. `at` becomes the time at which the records changed.
    """
    if outcome.frame is None:
        return outcome
    met = written = 0
    with (folder / BEFORE).open("w", encoding="utf-8") as file:
        for part in slices(outcome.frame, outcome.table):
            ready = prepared(outcome.table, part)
            with transaction.atomic():
                arrived = arrive(outcome.table, ready, at)
                lines = (f"{_line(k, arrived.before.get(k))}\n" for k in arrived.written)
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            met, written = met + len(part), written + len(arrived.written)
    settled(written)
    return _counted(outcome, met, met - written)


def _counted(outcome: Outcome, met: int, already: int) -> Outcome:
    return replace(outcome, unchanged=outcome.accepted - met + already)


def slices(frame: Path, table: str) -> Iterator[list[Row]]:
    """The rows a slice at a time, without the columns in which no row says anything."""
    file = pq.ParquetFile(frame)
    counts = pl.scan_parquet(frame).select(pl.all().null_count()).collect()
    said = {name for name in counts.columns if counts[name][0] < file.metadata.num_rows}
    names = [name for name in INTAKES[table].names if name in said]
    if derived := INTAKES[table].derived:
        names += [derived] if derived in said else []
    for part in file.iter_batches(SLICE, columns=names):
        yield part.to_pylist()


def _line(key: tuple[object, ...], before: Row | None) -> str:
    said = [list(key), dict(before) if before is not None else None]
    return json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False)


def stood_before(folder: Path, table: str) -> Iterator[list[Stood]]:
    """What an import wrote and what stood there before it, a slice at a time.

    A last line that a killed import left half written belongs to a slice that was never kept.
    """
    way = WAYS[table]
    fields = {f.attname: f for f in way.model._meta.concrete_fields}  # noqa: SLF001 - Django documents it
    with (folder / BEFORE).open(encoding="utf-8") as file:
        lines = (line for line in file if line.endswith("\n"))
        while part := [_stood(line, way.key, fields) for line in islice(lines, SLICE)]:
            yield part


def _stood(line: str, key: Sequence[str], fields: Mapping[str, Field]) -> Stood:
    said, before = json.loads(line)
    typed = tuple(fields[name].to_python(value) for name, value in zip(key, said, strict=True))
    return Stood(typed, before and {name: fields[name].to_python(v) for name, v in before.items()})
