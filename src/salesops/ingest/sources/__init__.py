"""Reading anything into frames of text: files, folders of files, databases."""

from collections.abc import Sequence
from pathlib import Path

from salesops.ingest import wordings as w
from salesops.ingest.fields import Intake
from salesops.ingest.mapping import SourceOptions
from salesops.ingest.sources.source import BROKEN, LINE, Refused, Source
from salesops.kernel.problem import Problem, Where, Wording

__all__ = ["BROKEN", "LINE", "Refused", "Source", "open_sources"]

EXCEL = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
PARQUET = frozenset({".parquet", ".pq"})
TEXT = frozenset({".csv", ".tsv", ".txt", ".tab", ".dat"})


def open_sources(
    address: str | Path,
    options: SourceOptions,
    intake: Intake,
    wanted: frozenset[str] = frozenset(),
) -> Sequence[Source]:
    """The tables behind a path, folder or database address; Refused when there are none.

    The intake, and the columns a mapping wants, help to find the heading below title rows.
    """
    if "://" in str(address):
        from salesops.ingest.sources import database

        return [database.open_database(str(address), options)]
    path = Path(address)
    try:
        if path.is_dir():
            return _folder(path, options, intake, wanted)
        return [_file(path, options, intake, wanted)]
    except FileNotFoundError:
        raise _refused(w.NO_FILE, path) from None
    except OSError as error:
        raise _refused(w.UNREADABLE, path, detail=error.strerror or str(error)) from error


def _folder(
    path: Path, options: SourceOptions, intake: Intake, wanted: frozenset[str]
) -> list[Source]:
    inside = sorted(
        each
        for each in path.iterdir()
        if not each.is_dir()
        and each.suffix.lower() in EXCEL | PARQUET | TEXT
        and not each.name.startswith(("~$", "."))
    )
    if not inside:
        raise _refused(w.EMPTY_FOLDER, path)
    return [_file(each, options, intake, wanted) for each in inside]


def _file(path: Path, options: SourceOptions, intake: Intake, wanted: frozenset[str]) -> Source:
    with path.open("rb") as opened:
        head = opened.read(8)
    if not head:
        raise _refused(w.EMPTY_FILE, path)
    if head[:4] == b"PAR1":
        from salesops.ingest.sources import parquet

        return parquet.open_parquet(path, options)
    if path.suffix.lower() in EXCEL or head[:4] == b"PK\x03\x04" or head == _OLE:
        from salesops.ingest.sources import excel

        return excel.open_excel(path, options, intake, wanted)
    if head[:16] == b"SQLite f":
        from salesops.ingest.sources import database

        return database.open_database(f"sqlite:///{path}", options)
    from salesops.ingest.sources import csv

    return csv.open_csv(path, options, intake, wanted)


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _refused(wording: Wording, path: Path, **values: object) -> Refused:
    return Refused(Problem(wording, Where(file=path.name), {"file": path.name, **values}))
