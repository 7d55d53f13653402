"""What a snapshot consists of, as one JSON file in a folder of its own."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp

from salesops.ledger.parts import Part, fingerprint, flush, part_path, settle

FILE = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """One snapshot: which parts make up which table, and what it was made from.

    The rest is what the next build goes on from: `working` parts, which are no table; `meetings`,
    which batches speak of rows of which others; `fates`, one value for all that rows are resolved
    by, and `standings`, one for what each batch is.
    """

    snapshot_id: str
    fingerprint: str
    created_at: datetime
    as_of: date
    currency: str
    tables: Mapping[str, tuple[Part, ...]]
    working: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    batches: tuple[str, ...] = ()
    meetings: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    fates: str = ""
    standings: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return {table: sum(part.rows for part in parts) for table, parts in self.tables.items()}

    def files(self, home: Path) -> set[Path]:
        """Every file that must stay for this snapshot to be read, or gone on from."""
        every = (*self.tables.values(), *self.working.values())
        touched = {part_path(home, "touched", batch) for batch in self.batches}
        return touched | {part.path(home) for parts in every for part in parts}


def contents(
    tables: Mapping[str, Sequence[Part]],
    as_of: date,
    currency: str,
    settings: Mapping[str, object],
) -> str:
    """The fingerprint of a snapshot with these parts."""
    named = {table: sorted(part.fingerprint for part in parts) for table, parts in tables.items()}
    return fingerprint(named, as_of, currency, settings)


def publish(home: Path, manifest: Manifest) -> None:
    """Show the snapshot, all at once."""
    snapshots = home / "snapshots"
    snapshots.mkdir(parents=True, exist_ok=True)
    scratch = Path(mkdtemp(dir=snapshots, prefix=".unfinished-"))
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, default=_plain)
    (scratch / FILE).write_text(text, encoding="utf-8")
    flush(scratch / FILE)
    scratch.chmod(0o755)
    try:
        settle(scratch, snapshots / manifest.snapshot_id)
    except OSError:
        # Somebody else has just shown the same snapshot: theirs holds the same rows.
        if not (snapshots / manifest.snapshot_id / FILE).exists():
            raise
        shutil.rmtree(scratch)


def manifest(home: Path, snapshot_id: str) -> Manifest:
    """The manifest of a snapshot; FileNotFoundError when there is none of that id."""
    path = home / "snapshots" / snapshot_id / FILE
    said = json.loads(path.read_text(encoding="utf-8"))
    return Manifest(
        snapshot_id=said["snapshot_id"],
        fingerprint=said["fingerprint"],
        created_at=datetime.fromisoformat(said["created_at"]),
        as_of=date.fromisoformat(said["as_of"]),
        currency=said["currency"],
        tables=_parts(said["tables"]),
        working=_parts(said["working"]),
        batches=tuple(said["batches"]),
        meetings=said["meetings"],
        fates=said.get("fates", ""),
        standings=said.get("standings", {}),
        settings=said["settings"],
    )


def snapshot_ids(home: Path) -> list[str]:
    """All snapshots of the workspace, the latest taken first."""
    found = [path.parent.name for path in (home / "snapshots").glob(f"[!.]*/{FILE}")]
    return sorted(found, key=lambda name: manifest(home, name).created_at, reverse=True)


def latest(home: Path) -> Manifest | None:
    """The manifest that was published last, if there is one."""
    found = (home / "snapshots").glob(f"[!.]*/{FILE}")
    last = max(found, key=lambda path: path.stat().st_mtime, default=None)
    return manifest(home, last.parent.name) if last else None


def _parts(said: Mapping[str, list[dict[str, object]]]) -> dict[str, tuple[Part, ...]]:
    return {
        table: tuple(Part(str(p["table"]), str(p["fingerprint"]), int(str(p["rows"]))) for p in ps)
        for table, ps in said.items()
    }


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not for a manifest: {value!r}")
