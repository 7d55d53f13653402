"""Leads, deals, their moves and activities on their way into the ledger, a file a month.

A month whose records nobody touched is the same file as before, so that a snapshot reads again
only what has changed. The files have the shape of a batch and are resolved as one.
"""

import hashlib
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Count, F, Max, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce

from salesops.ledger.snapshot import BatchRef
from salesops.web.crm.models import Activity, Deal, DealChange, Lead, Step
from salesops.web.process.answering import answer_by, limit_in_force
from salesops.web.workspace.arrow import DATE, MONEY, STRING

SHAPE = "4"
"""Counts what else decides how a file looks: raise it when columns change."""

MOMENT = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True)
class Reckoned:
    """A moment worked out of other columns, and what else it follows from."""

    of: tuple[str, ...]
    work: Callable[[Sequence[tuple[Any, ...]]], Sequence[datetime | None]]
    follows: Callable[[], str]


@dataclass(frozen=True)
class Part:
    """A table and its columns as the ledger names them: the record's name and the type."""

    model: type[Model]
    columns: Mapping[str, tuple[str, pa.DataType]]
    order: tuple[str, ...] = ("pk",)
    derived: Mapping[str, Any] = field(default_factory=dict)
    reckoned: Mapping[str, Reckoned] = field(default_factory=dict)


_GIVEN_LATER = DealChange.objects.filter(
    deal=OuterRef("pk"), field="owner_id", at__date__gt=OuterRef("closed_on")
)
OWNER_THEN = Coalesce(Subquery(_GIVEN_LATER.order_by("at", "id").values("before")[:1]), F("owner"))
"""Whoever owned a deal when it closed: giving it to somebody later moves no past figures."""

PARTS: Mapping[str, Part] = {
    "leads": Part(Lead, {
        "lead_id": ("lead_id", STRING), "received_at": ("received_at", MOMENT),
        "source": ("source", STRING), "person_id": ("owner_id", STRING),
        "region_id": ("region_id", STRING), "account_id": ("account_id", STRING),
        "product_line": ("product_line", STRING), "status": ("status", STRING),
        "first_contacted_at": ("first_contacted_at", MOMENT),
    }, reckoned={
        "answer_by": Reckoned(("lead_id", "received_at"), answer_by, limit_in_force),
    }),
    "deals": Part(Deal, {
        "deal_id": ("deal_id", STRING), "name": ("name", STRING), "lead_id": ("lead_id", STRING),
        "account_id": ("account_id", STRING), "product_id": ("product_id", STRING),
        "person_id": ("owner_then", STRING), "stage": ("stage", STRING),
        "status": ("status", STRING), "amount": ("amount", MONEY),
        "currency": ("currency", STRING), "created_on": ("created_on", DATE),
        "expected_close_on": ("expected_close_on", DATE), "closed_on": ("closed_on", DATE),
    }, derived={"owner_then": OWNER_THEN}),
    "steps": Part(Step, {
        "case_kind": ("case_kind", STRING), "case_id": ("case_id", STRING),
        "to_stage": ("to_stage", STRING), "entered_at": ("entered_at", MOMENT),
        "person_id": ("person_id", STRING), "process_version": ("process_version", STRING),
    }, ("entered_at", "pk")),
    "activities": Part(Activity, {
        "activity_id": ("activity_id", STRING), "happened_at": ("happened_at", MOMENT),
        "kind": ("kind", STRING), "direction": ("direction", STRING),
        "outcome": ("outcome", STRING), "summary": ("summary", STRING),
        "person_id": ("person_id", STRING), "account_id": ("account_id", STRING),
        "deal_id": ("deal_id", STRING), "lead_id": ("lead_id", STRING),
        "contact_id": ("contact_id", STRING),
    }),
}  # fmt: skip


def record_parts(home: Path) -> Sequence[BatchRef]:
    """Every month of every table as a file the snapshot can read; new ones are written."""
    return [ref for table in PARTS for ref in _parts(home, table)]


def sweep_parts(home: Path, kept: Collection[BatchRef]) -> None:
    """Remove the files of months that are no longer so."""
    wanted = {ref.folder for ref in kept}
    for folder in (home / "records").glob("*/*"):
        if folder not in wanted:
            shutil.rmtree(folder, ignore_errors=True)


def _parts(home: Path, table: str) -> Iterator[BatchRef]:
    model = PARTS[table].model
    follows = "".join(one.follows() for one in PARTS[table].reckoned.values())
    months = model._default_manager.order_by("shard").values("shard")  # noqa: SLF001 - Django documents it
    for month in months.annotate(count=Count("pk"), newest=Max("changed_at")):
        said = f"{SHAPE}|{settings.TIME_ZONE}|{month['count']}|{month['newest'].isoformat()}"
        said += f"|{follows}" if follows else ""
        name = hashlib.sha256(said.encode()).hexdigest()[:16]
        folder = home / "records" / table / f"{month['shard'] or 'undated'}-{name}"
        if not (folder / "rows.parquet").exists():
            _write(folder, table, month["shard"])
        yield BatchRef(f"{table}-{folder.name}", table, folder, of_records=True)


def _write(folder: Path, table: str, shard: str) -> None:
    part = PARTS[table]
    names = [name for name, _kind in part.columns.values()]
    found = part.model._default_manager.filter(shard=shard).annotate(**part.derived)  # noqa: SLF001 - Django documents it
    rows = list(found.order_by(*part.order).values_list(*names))
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    arrays = {
        column: _array(list(values), kind)
        for (column, (_name, kind)), values in zip(part.columns.items(), columns, strict=True)
    }
    for column, one in part.reckoned.items():
        places = [list(part.columns).index(name) for name in one.of]
        told = [tuple(row[place] for place in places) for row in rows]
        arrays[column] = _array(list(one.work(told)), MOMENT)
    half = folder.with_name(f".{folder.name}")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    pq.write_table(pa.table(arrays), half / "rows.parquet", compression="zstd")
    shutil.rmtree(folder, ignore_errors=True)
    half.rename(folder)


def _array(values: list[object], kind: pa.DataType) -> pa.Array:
    """The column; a moment as the clock on the company's wall shows it, no text as missing."""
    if kind == STRING:
        return pa.array([value or None for value in values], kind)
    made = pa.array(values, kind)
    if kind != MOMENT:
        return made
    return pc.local_timestamp(made.cast(pa.timestamp("us", settings.TIME_ZONE)))
