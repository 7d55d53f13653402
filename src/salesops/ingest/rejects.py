"""Rejected rows, written so that a person can correct them and import the file again."""

import csv
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from pathlib import Path
from typing import IO, Any

import polars as pl

from salesops.ingest import wordings as w
from salesops.ingest.fields import Intake
from salesops.ingest.guess import EXTRA
from salesops.ingest.mapping import Mapping
from salesops.ingest.sources import Source
from salesops.kernel.problem import Problem, Where

_SHEET_ROWS = 1_048_575


def problem(intake: Intake, mapping: Mapping, source: Source, fault: dict[str, object]) -> Problem:
    """A row's fault as the problem a person reads."""
    code, name = str(fault["code"]), str(fault["field"])
    values: dict[str, object] = {**w.called(intake.table, name)}
    wording = w.ROW_WORDINGS[code]
    field = intake.field(name) if name in intake.names else None
    if field and field.references:
        zh, en = w.PARENTS.get(field.references, (field.references, field.references))
        values |= {"parent_zh": zh, "parent_en": en, "near": fault["detail"]}
        if code == "unknown_reference" and fault["detail"]:
            wording = w.UNKNOWN_REFERENCE_NEAR
    if field and field.choices:
        values["choices"] = ", ".join(dict.fromkeys(field.choices.values()))
        values["choices_zh"] = "、".join(_chinese(field.choices))
    if code == "too_long" and field:
        values["longest"] = field.longest
    if code == "same_key_other_content":
        values["first"] = fault["detail"]
    rule = mapping.fields.get(name)
    column = " × ".join(rule.multiply) or " + ".join(rule.join) or rule.column if rule else name
    line = fault["line"]
    return Problem(
        wording,
        Where(
            source.name, source.sheet, line if isinstance(line, int) else None, column or name,
            None if fault["value"] is None else str(fault["value"])[:200],
        ),
        values,
    )  # fmt: skip


def _chinese(choices: MappingOf[str, str]) -> Iterable[str]:
    """The first Chinese word for each thing that may be chosen, or its code."""
    found: dict[str, str] = {}
    for word, code in choices.items():
        if not word.isascii():
            found.setdefault(code, word)
    return [found.get(code, code) for code in dict.fromkeys(choices.values())]


class RejectedRows:
    """The file of rejected rows of one import, opened when the first row is rejected."""

    def __init__(self, into: Path, intake: Intake, mapping: Mapping, source: Source) -> None:
        suffix = ".xlsx" if source.writes == "xlsx" else ".csv"
        self.path = into / f"problems{suffix}"
        self.intake, self.mapping, self.source = intake, mapping, source
        self.columns = [c for c in source.columns if c not in EXTRA]
        self._text: IO[str] | None = None
        self._book: Any = None
        self._rows = 0

    def add(self, source: Source, chunk: pl.DataFrame, faults: pl.DataFrame) -> None:
        """The rows of a chunk that have faults, each with what is wrong and what to do."""
        by_row: dict[int, list[dict[str, object]]] = {}
        for fault in faults.iter_rows(named=True):
            by_row.setdefault(fault["row"], []).append(fault)
        order = sorted(by_row)
        cells = chunk[order].select([c for c in self.columns if c in chunk.columns])
        for row, texts in zip(order, cells.iter_rows(), strict=True):
            self._write([*texts, *self._said(source, by_row[row])])

    def _said(self, source: Source, faults: list[dict[str, object]]) -> list[str]:
        problems = [problem(self.intake, self.mapping, source, fault) for fault in faults]
        columns = "；".join(dict.fromkeys(p.where.column or "" for p in problems))
        return [
            str(faults[0]["line"]),
            columns,
            self._both([p.reason("zh") for p in problems], [p.reason("en") for p in problems]),
            self._both([p.remedy("zh") for p in problems], [p.remedy("en") for p in problems]),
        ]

    def _both(self, zh: list[str], en: list[str]) -> str:
        zh_text, en_text = "；".join(dict.fromkeys(zh)), "; ".join(dict.fromkeys(en))
        try:
            zh_text.encode(self.source.encoding)
        except UnicodeEncodeError:
            return en_text
        return f"{zh_text} / {en_text}"

    def _write(self, cells: list[str | None]) -> None:
        if self.source.writes == "xlsx":
            self._write_sheet(cells)
            return
        if self._text is None:
            self._text = self.path.open(
                "w", encoding=self.source.encoding, errors="replace", newline=""
            )
            self._csv = csv.writer(self._text, delimiter=self._separator())
            self._csv.writerow([*self.columns, *EXTRA])
        self._csv.writerow(["" if cell is None else cell for cell in cells])
        self._rows += 1

    def _separator(self) -> str:
        one = self.source.separator
        return one if len(one) == 1 else "|"

    def _write_sheet(self, cells: list[str | None]) -> None:
        if self._book is None:
            import xlsxwriter

            self._book = xlsxwriter.Workbook(
                str(self.path),
                {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                 "strings_to_numbers": False, "tmpdir": str(self.path.parent)},
            )  # fmt: skip
            self._sheet = self._book.add_worksheet("problems")
            self._sheet.write_row(0, 0, [*self.columns, *EXTRA])
        self._rows += 1
        if self._rows <= _SHEET_ROWS:
            for place, cell in enumerate(cells):
                if cell is not None:
                    self._sheet.write_string(self._rows, place, cell)

    def close(self) -> Path | None:
        """The finished file, or None when no row was rejected."""
        if self._text is not None:
            self._text.close()
        if self._book is not None:
            self._book.close()
        return self.path if self._rows else None
