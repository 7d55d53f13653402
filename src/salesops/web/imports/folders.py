"""Batches as the core knows them: which are live, where they lie, which ids they may refer to."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import polars as pl

from salesops.ingest.fields import Intake
from salesops.ledger.snapshot import BatchRef
from salesops.web.crm.models import Account, Contact, Deal, Lead
from salesops.web.imports.models import Batch
from salesops.web.market.models import Product, Region
from salesops.web.people.models import Person
from salesops.web.workspace.models import ExchangeRate, Workspace

FACT_KEYS = {"orders": "order_id"}


def batch_folder(home: Path, batch_id: str) -> Path:
    """Where a batch lies."""
    return home / "batches" / batch_id


def live_batches(table: str | None = None) -> Sequence[Batch]:
    """The fact batches that count, oldest first."""
    found = Batch.objects.filter(kind="fact", retracted_at=None).order_by("made_at", "batch_id")
    return list(found.filter(table=table) if table else found)


def live_files(home: Path, table: str) -> Sequence[Path]:
    """The rows of every live batch of a table, oldest first."""
    return [batch_folder(home, b.batch_id) / "rows.parquet" for b in live_batches(table)]


def live_batch_refs(home: Path) -> Sequence[BatchRef]:
    """Every live batch, as the snapshot wants them."""
    return [
        BatchRef(b.batch_id, b.table, batch_folder(home, b.batch_id), b.restored_at is not None)
        for b in live_batches()
    ]


def known(home: Path, intake: Intake) -> Mapping[str, pl.Series]:
    """The ids that this table's rows may refer to."""
    wanted = {field.references for field in intake.fields if field.references}
    return {table: _ids(home, table) for table in sorted(wanted)}


def _ids(home: Path, table: str) -> pl.Series:
    if table in FACT_KEYS:
        return _fact_ids(tuple(live_files(home, table)), FACT_KEYS[table])
    return pl.Series(table, RECORD_IDS[table](), dtype=pl.String)


@lru_cache(maxsize=3)
def _fact_ids(files: tuple[Path, ...], column: str) -> pl.Series:
    """Batches never change, so a folder of many files looks its orders up once, not once a file."""
    if not files:
        return pl.Series(column, [], dtype=pl.String)
    return pl.scan_parquet(list(files)).select(pl.col(column).unique()).collect()[column]


def _currencies() -> list[str]:
    own = Workspace.objects.values_list("currency", flat=True)
    return sorted({*own, *ExchangeRate.objects.values_list("currency", flat=True)})


RECORD_IDS: Mapping[str, Callable[[], list[str]]] = {
    "accounts": lambda: list(Account.objects.values_list("pk", flat=True)),
    "contacts": lambda: list(Contact.objects.values_list("pk", flat=True)),
    "leads": lambda: list(Lead.objects.values_list("pk", flat=True)),
    "deals": lambda: list(Deal.objects.values_list("pk", flat=True)),
    "people": lambda: list(Person.objects.values_list("pk", flat=True)),
    "regions": lambda: list(Region.objects.values_list("pk", flat=True)),
    "products": lambda: list(Product.objects.values_list("pk", flat=True)),
    "currencies": _currencies,
}
