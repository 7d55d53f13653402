"""Rows are written beside the reading, in order, and what goes wrong there is not lost."""

from pathlib import Path

import polars as pl
import pytest

from salesops.ingest.intake import INTAKES
from salesops.ingest.rowsfile import RowsFile


def test_frames_come_back_in_the_order_in_which_they_were_added(tmp_path: Path) -> None:
    file = RowsFile(tmp_path / "rows.parquet", INTAKES["orders"])
    for start in range(0, 5000, 1000):
        file.add(pl.DataFrame({"line_id": [f"{i:05}" for i in range(start, start + 1000)]}))
    file.close()
    assert pl.read_parquet(file.path)["line_id"].to_list() == [f"{i:05}" for i in range(5000)]


def test_what_writing_met_is_raised_at_the_latest_on_closing(tmp_path: Path) -> None:
    file = RowsFile(tmp_path / "no such folder" / "rows.parquet", INTAKES["orders"])
    file.add(pl.DataFrame({"line_id": ["A"]}))
    with pytest.raises(FileNotFoundError):
        file.close()
