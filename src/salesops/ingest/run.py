"""One import, from a source to accepted and rejected rows in a scratch folder."""

import errno
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as ReadOnly
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from salesops.ingest import wordings as w
from salesops.ingest.fields import Intake
from salesops.ingest.guess import guess
from salesops.ingest.keys import Keys
from salesops.ingest.mapping import Mapping, SourceOptions
from salesops.ingest.rejects import RejectedRows, problem
from salesops.ingest.rows import typed, unknown_references, with_derived_id
from salesops.ingest.rowsfile import RowsFile, arrow
from salesops.ingest.sources import LINE, Refused, Source, open_sources
from salesops.kernel.problem import Problem, Where

SHOWN_PROBLEMS = 1000
SHOWN_ROWS = 20


@dataclass(frozen=True)
class Known:
    """The ids that exist, by table; a table that is absent is not checked."""

    references: ReadOnly[str, pl.Series] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a source's rows: `rows == accepted + rejected`, `unchanged` among accepted.

    `frame`, `problems_file`, `supersedes` and `before` lie in the scratch folder; when `fatal` is
    set there are none. Nor is there a `frame` when every accepted row is unchanged. `preview`
    holds the first cleaned rows. Where only the head of the source was judged, `of_about` says of
    about how many rows.
    """

    table: str
    source: str
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    problem_counts: ReadOnly[str, int] = field(default_factory=dict)
    problems_file: Path | None = None
    frame: Path | None = None
    supersedes: Path | None = None
    before: Path | None = None
    mapping: Mapping | None = None
    fatal: Problem | None = None
    people: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    preview: pl.DataFrame = field(default_factory=pl.DataFrame)
    of_about: int | None = None


def ingest(
    intake: Intake,
    source: str | Path,
    mapping: Mapping | None,
    known: Known,
    live: Sequence[Path],
    into: Path,
    dry_run: bool = False,
    progress: Callable[[float], None] | None = None,
    at_most: int | None = None,
) -> Outcome:
    """Read, map, clean and judge every row of a source; write the results into a scratch folder.

    `live` are the rows.parquet of the table's live batches, oldest first. A dry run writes only
    the rejected rows, and judges no more than the first `at_most`. `progress` is told which share
    of the source, from 0 to 1, has been judged.
    """
    work = _Import(intake, str(source), known, live, into, dry_run, at_most if dry_run else None)
    try:
        options = mapping.source if mapping else SourceOptions()
        wanted = (
            frozenset(c for r in mapping.fields.values() for c in r.columns) if mapping else None
        )
        sources = open_sources(source, options, intake, wanted or frozenset())
        return work.run(sources, mapping, progress or _untold)
    except Refused as refused:
        return work.failed(refused.problem, mapping)
    except OSError as error:
        wording = (
            w.DISK_FULL
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            else w.UNREADABLE
        )
        detail = error.strerror or str(error)
        values = {"detail": detail, "file": Path(str(source)).name}
        return work.failed(Problem(wording, Where(file=str(source)), values), mapping)


class _Import:
    """The state of one import: counts, problems shown, keys met, files half written."""

    def __init__(
        self, intake: Intake, source: str, known: Known, live: Sequence[Path], into: Path,
        dry_run: bool, at_most: int | None = None,
    ) -> None:  # fmt: skip
        self.intake, self.source, self.known, self.at_most = intake, source, known, at_most
        self.into, self.dry_run = into, dry_run
        self.is_cut = False
        self.keys = Keys(intake, live)
        self.rows = self.rejected = self.unchanged = 0
        self.counts: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.people: set[str] = set()
        self.replaced: list[pl.DataFrame] = []
        self.preview = pl.DataFrame()
        self.accepted: RowsFile | None = None
        self.rejects: RejectedRows | None = None

    def run(
        self, sources: Sequence[Source], mapping: Mapping | None, progress: Callable[[float], None]
    ) -> Outcome:
        first = sources[0]
        mapping = mapping or guess(self.intake, first.columns, first.sample)
        for source in sources:
            _check(self.intake, mapping, source)
        self.rejects = RejectedRows(self.into, self.intake, mapping, first)
        likely = sum(source.likely_rows for source in sources)
        for source, chunk in self._pieces(sources):
            self._take(source, mapping, chunk)
            progress(min(0.99, self.rows / likely) if likely else 0.5)
        if not self.rows:
            values = {"file": first.name}
            return self.failed(Problem(w.NO_ROWS, Where(file=first.name), values), mapping)
        done = self._finished(mapping, first.columns)
        return replace(done, of_about=max(likely, done.rows)) if self.is_cut else done

    def _pieces(self, sources: Sequence[Source]) -> Iterator[tuple[Source, pl.DataFrame]]:
        """Each chunk with its source, up to as many rows as are to be judged."""
        for source in sources:
            for chunk in self._chunks(source):
                left = len(chunk) if self.at_most is None else self.at_most - self.rows
                self.is_cut = left < len(chunk)
                if left:
                    yield source, chunk.head(left)
                if self.is_cut:
                    return

    def _chunks(self, source: Source) -> Iterator[pl.DataFrame]:
        """The source's chunks; a table whose rows name each other is taken whole."""
        if any(f.references == self.intake.table for f in self.intake.fields):
            whole = list(source.chunks())
            return iter([pl.concat(whole)] if whole else [])
        return source.chunks()

    def _take(self, source: Source, mapping: Mapping, chunk: pl.DataFrame) -> None:
        result = typed(chunk, self.intake, mapping)
        lost = unknown_references(self.intake, mapping, result.frame, self.known.references)
        faults = pl.concat([result.faults, lost])
        numbered = result.frame.with_row_index("row")
        bad = faults["row"].unique()
        good = numbered.filter(~pl.col("row").is_in(bad.implode())) if len(bad) else numbered
        judged = self.keys.sort_out(good.drop("row"), good["row"])
        faults = pl.concat([faults, judged.faults]).sort("row", maintain_order=True)
        self.rows += len(chunk)
        self.rejected += faults["row"].n_unique()
        self.unchanged += judged.unchanged
        self._remember(source, mapping, chunk, faults, good)
        if not self.dry_run:
            self._write(judged.fresh)
            if len(judged.replaced):
                self.replaced.append(judged.replaced)

    def _remember(
        self, source: Source, mapping: Mapping, chunk: pl.DataFrame, faults: pl.DataFrame,
        good: pl.DataFrame,
    ) -> None:  # fmt: skip
        if len(self.preview) < SHOWN_ROWS:
            shown = good.drop("row", LINE).head(SHOWN_ROWS)
            self.preview = shown if self.preview.is_empty() else self.preview
        if faults.is_empty():
            return
        self.counts.update(dict(faults["code"].value_counts().iter_rows()))
        missing = SHOWN_PROBLEMS - len(self.problems)
        for fault in faults.head(missing).iter_rows(named=True):
            self.problems.append(problem(self.intake, mapping, source, fault))
        if self.rejects:
            self.rejects.add(source, chunk, faults)

    def _write(self, fresh: pl.DataFrame) -> None:
        if fresh.is_empty():
            return
        frame = with_derived_id(self.intake, fresh.drop("row", LINE))
        if self.accepted is None:
            self.accepted = RowsFile(self.into / "rows.parquet", self.intake)
        self.accepted.add(frame)
        for name in ("person_id", "owner_id"):
            if name in frame.columns and len(self.people) <= 100_000:
                self.people.update(frame[name].drop_nulls().unique())

    def _finished(self, mapping: Mapping, columns: tuple[str, ...]) -> Outcome:
        frame = self.accepted.path if self.accepted else None
        if self.accepted:
            self.accepted.close()
        problems_file = self.rejects.close() if self.rejects else None
        if frame and self.unchanged == self.rows - self.rejected:
            frame.unlink()
            frame, self.replaced = None, []
        supersedes = None
        if self.replaced:
            supersedes = self.into / "supersedes.parquet"
            pq.write_table(arrow(pl.concat(self.replaced)), supersedes)
        return Outcome(
            self.intake.table, self.source, self.rows, self.rows - self.rejected, self.rejected,
            self.unchanged, tuple(self.problems), dict(self.counts), problems_file, frame,
            supersedes, None, mapping, None, tuple(sorted(self.people)), columns, self.preview,
        )  # fmt: skip

    def failed(self, fatal: Problem, mapping: Mapping | None) -> Outcome:
        """Nothing imported: what was half written is removed."""
        with suppress(OSError, pa.ArrowException):
            if self.accepted:
                self.accepted.close()
        with suppress(OSError):
            if self.rejects:
                self.rejects.close()
        for name in ("rows.parquet", "problems.csv", "problems.xlsx", "supersedes.parquet"):
            (self.into / name).unlink(missing_ok=True)
        return Outcome(
            self.intake.table, self.source, problems=(fatal,), problem_counts={fatal.code: 1},
            mapping=mapping, fatal=fatal,
        )  # fmt: skip


def _untold(share: float) -> None:
    """Progress that nobody waits for."""


def _check(intake: Intake, mapping: Mapping, source: Source) -> None:
    """Refuse a mapping that names columns the source has not, or leaves a required field out."""
    shown = ", ".join(source.columns)
    where = Where(file=source.name)
    for rule in mapping.fields.values():
        for column in rule.columns:
            if column not in source.columns:
                where = Where(file=source.name, column=column)
                raise Refused(Problem(w.NO_SUCH_COLUMN, where, {"columns": shown}))
    for wanted in intake.fields:
        if wanted.required and wanted.name not in mapping.fields:
            values = {**w.called(intake.table, wanted.name), "columns": shown}
            raise Refused(Problem(w.UNMAPPED, where, values))
