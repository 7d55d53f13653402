"""A small table of known columns, read from any file that holds one, row by row."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from salesops.ingest.clean import plain_id
from salesops.ingest.fields import Field, Intake
from salesops.ingest.mapping import SourceOptions
from salesops.ingest.sources import LINE, Refused, open_sources
from salesops.ingest.sources.source import Source
from salesops.kernel.problem import Problem, Where, Wording

Columns = Mapping[str, tuple[str, ...]]
Row = Mapping[str, str | None]

NO_COLUMN = Wording(
    "no_such_column",
    zh=("表里没有 {column} 这一列", "表头至少要有：{columns}"),
    en=("The table has no column {column}", "Its heading needs at least {columns}"),
)


def named_rows(
    path: Path, columns: Columns, needed: Sequence[str], ids: Sequence[str]
) -> Iterator[tuple[Where, Row]]:
    """Each row with its place, its cells by our name of their column, its ids as plain text.

    Columns says under which other names ours go. Raises Refused where the file is no table, or
    one without a needed column.
    """
    plain = cache(plain_id)
    for source in _sources(path, columns, needed):
        names = canonical(source.columns, columns)
        for chunk in source.chunks():
            for cells in chunk.iter_rows(named=True):
                row = {name: cells[column] for column, name in names.items()}
                row |= {name: plain(row[name] or "") for name in ids if name in row}
                yield Where(file=path.name, line=cells[LINE]), row


def _sources(path: Path, columns: Columns, needed: Sequence[str]) -> Sequence[Source]:
    fields = tuple(Field(name, "text", names=names) for name, names in columns.items())
    sources = open_sources(path, SourceOptions(), Intake("rows", "fact", fields, (needed[0],)))
    for source in sources:
        held = canonical(source.columns, columns).values()
        for name in needed:
            if name not in held:
                told = {"column": name, "columns": ", ".join(needed)}
                raise Refused(Problem(NO_COLUMN, Where(file=path.name), told))
    return sources


def canonical(columns: Sequence[str], wanted: Columns) -> Mapping[str, str]:
    """Which of a table's columns means what, in either language, any case and any width."""
    known = {_plain(name): what for what, names in wanted.items() for name in (what, *names)}
    found = {column: known[_plain(column)] for column in columns if _plain(column) in known}
    return {column: what for column, what in found.items() if what != column} | {
        column: column for column, what in found.items() if what == column
    }


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).lower().split())
