"""Nothing is lost, and what is clean stays as it is."""

import tempfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesops.ingest import amounts
from salesops.ingest.clean import DTYPES, Hints, cleaned, shown
from salesops.ingest.intake import INTAKES
from salesops.ingest.run import Known, Outcome, ingest
from salesops.ingest.sources import cutting

PIECES = st.sampled_from(
    ["1", "12", "2025", "-", "/", "年", "月", "日", ".", ",", "¥", "万", "%", "(", ")", " ", "3",
     "e5", "Mar", "'", "=", '"', "０", "\u3000", "\u200b", "NULL", "Q1", ":", "30", "NaN", "€"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=12),
    st.lists(PIECES, max_size=8).map("".join),
    st.dates().map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
)


@pytest.mark.parametrize("type", DTYPES)
@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=12))
def test_cleaning_what_is_clean_changes_nothing(type: str, texts: list[str]) -> None:
    once = cleaned(pl.Series(texts, dtype=pl.String), type)  # type: ignore[arg-type]
    again = cleaned(shown(once.values), type)  # type: ignore[arg-type]
    assert again.values.equals(once.values, null_equal=True)
    assert again.reasons.null_count() == len(texts)
    assert (once.values.is_not_null() & once.reasons.is_not_null()).sum() == 0


@settings(deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=12))
def test_reading_a_column_at_once_says_what_reading_each_value_says(texts: list[str]) -> None:
    column = cleaned(pl.Series(texts, dtype=pl.String), "money", Hints())
    for text, value, reason in zip(texts, column.values, column.reasons, strict=True):
        alone = amounts.number(text)
        if isinstance(alone, Decimal) and reason is None:
            assert value == alone.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
        elif isinstance(alone, Decimal):
            assert reason == "too_large"
        else:
            assert (value, reason) == (None, alone)


def imported(table: str, content: bytes, live: list[Path], into: Path) -> Outcome:
    path = into / "file.csv"
    path.write_bytes(content)
    scratch = into / "scratch"
    scratch.mkdir(parents=True)
    known = Known({"accounts": pl.Series(["C1", "C2"])})
    return ingest(INTAKES[table], path, None, known, live, scratch)


INSIDE = st.text(alphabet='a甲",\n \u2028', max_size=5)
# As programs write cells: in quotation marks, or bare, where an inch mark is only a mark.
QUOTED = INSIDE.map(lambda cell: '"' + cell.replace('"', '""') + '"')
BARE = st.builds("".join, st.tuples(st.sampled_from("a5 甲"), st.text(alphabet='b" ', max_size=3)))
WRITTEN = st.lists(
    st.lists(st.one_of(QUOTED, BARE, st.just("")), min_size=1, max_size=4).map(",".join), max_size=8
).map("\n".join)


@settings(deadline=None)
@given(text=WRITTEN)
def test_reading_fast_is_reading_carefully(text: str) -> None:
    piece = (text + "\n").encode()
    columns = ("x", "y", "z")
    fast = cutting._fast(piece, ",", columns, piece.count(b"\n"), 1)
    if fast is not None:
        careful = cutting._careful(piece, ",", columns, 1)
        filled = ~pl.all_horizontal(pl.col(*columns).fill_null("") == "")
        seen = [
            frame.filter(filled).select(pl.col(*columns).replace("", None), cutting.LINE)
            for frame in (fast, careful)
        ]
        assert seen[0].equals(seen[1])


@settings(deadline=None)
@given(text=WRITTEN)
def test_a_piece_is_cut_between_records(text: str) -> None:
    piece = ("1,2,3\n" + text + "\n").encode()
    cut = cutting._last_record(piece, ",")
    if cut is not None:
        head, rest = piece[:cut], piece[cut:]
        whole = cutting._careful(piece, ",", ("x", "y", "z"), 1)
        parts = [cutting._careful(part, ",", ("x", "y", "z"), 1) for part in (head, rest) if part]
        assert sum(map(len, parts)) == len(whole)


CELLS = st.one_of(st.sampled_from(["L1", "L2", "A1", "C1", "C2", "2025-03-01", "1", ""]), TEXTS)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=12), quoted=st.booleans())
def test_every_row_of_any_text_is_accepted_or_rejected(rows: list[list[str]], quoted: bool) -> None:
    heading = "订单行号,订单号,下单日期,客户编码,数量,金额\n"
    lines = ["L0,A1,2025-03-01,C1,1,1"]
    for cells in rows:
        written = [f'"{c.replace(chr(34), chr(34) * 2)}"' if quoted else c for c in cells]
        lines.append(",".join(written))
    content = (heading + "\n".join(lines) + "\n").encode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as folder:
        outcome = imported("orders", content, [], Path(folder))
        assert outcome.rows == outcome.accepted + outcome.rejected
        if outcome.fatal:
            assert outcome.rows == 0
            return
        assert outcome.rows >= 1
        written_rows = 0 if outcome.frame is None else len(pl.read_parquet(outcome.frame))
        assert outcome.accepted - outcome.unchanged == written_rows
        if quoted:
            full = sum(any(c.strip("\x00") for c in cells) for cells in rows)
            assert outcome.rows >= full
        if outcome.frame is not None:
            again_in = Path(folder) / "again"
            again_in.mkdir()
            again = imported("orders", content, [outcome.frame], again_in)
            assert (again.accepted, again.unchanged) == (outcome.accepted, outcome.accepted)
            assert again.frame is None


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes_at_all_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        outcome = imported("accounts", content, [], Path(folder))
        assert outcome.rows == outcome.accepted + outcome.rejected
        assert outcome.fatal is not None or outcome.rows > 0
