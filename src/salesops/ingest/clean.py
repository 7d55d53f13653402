"""Text into typed columns: whole columns at once, single values only where that fails."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from salesops.ingest import amounts, dates
from salesops.ingest.fields import FieldType

MONEY = pl.Decimal(18, 4)
SHARE = pl.Decimal(18, 6)
RATE = pl.Decimal(18, 8)
DTYPES: Mapping[FieldType, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
    "money": MONEY,
    "quantity": MONEY,
    "share": SHARE,
    "rate": RATE,
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
}
_PLACES: Mapping[FieldType, int] = {"money": 4, "quantity": 4, "share": 6, "rate": 8, "integer": 0}
_NUMBER = r"^-?[0-9]{1,12}(\.[0-9]{1,10})?$"
_GROUPED_NUMBER = r"^[¥￥$]?-?[0-9]{1,3}(,[0-9]{3}){1,3}(\.[0-9]{1,10})?$"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
_ODD_ID = r"^['=]|[！-～\ufeff\u200b\u200c\u200d\u2060\u00ad\t\n\r]"
_NO_TEXT = ["", "NULL", "null", "\\N", "#N/A", "(null)", "(空)", "NaT", "NaN", "nan"]
_MARKS = "NULL|null|\\\\N|#N/A|\\(null\\)|\\(空\\)|NaT|NaN|nan"
_UNUSUAL_ID = rf"[^0-9A-Za-z._/-]|^[0-9](\.[0-9]+)?[eE]|^[0-9]{{17}}|^({_MARKS})?$"
_UNUSUAL_TEXT = rf"^\s|\s$|[{_INVISIBLE}\x00\ufffd]|^({_MARKS})?$"
_EXPONENT = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]{2,3}$"
_LONG_DIGITS = r"^[1-9][0-9]{16,}$"
_ZERO_TAIL = r"^[1-9][0-9]{14}0+$"
_YES = frozenset({"是", "有", "y", "yes", "true", "t", "1", "退货", "√", "✓"})
_NO = frozenset({"否", "无", "没有", "n", "no", "false", "f", "0", "正常", "×"})


@dataclass(frozen=True)
class Cleaned:
    """A typed column and, beside it, the code of what is wrong where a value was refused."""

    values: pl.Series
    reasons: pl.Series


@dataclass(frozen=True)
class Hints:
    """What a mapping knows about a column: date pattern, decimal mark, factor, whose numbers."""

    pattern: str | None = None
    decimal: str = "."
    scale: Decimal = Decimal(1)
    invert: bool = False


def cleaned(texts: pl.Series, type: FieldType, hints: Hints = Hints()) -> Cleaned:
    """A column of text as a column of the type; what cannot be read is null with a reason."""
    texts = texts.cast(pl.String)
    if type == "id":
        return _ids(texts)
    if type == "text":
        return _texts(texts)
    if type in _PLACES:
        return numbers(texts, type, hints)
    texts = texts.str.strip_chars()
    if type == "date":
        return _dates(texts, hints)
    if type == "timestamp":
        return _timestamps(texts, hints)
    return _by_value(texts, _truth, pl.Boolean())


def numbers(texts: pl.Series, type: FieldType, hints: Hints) -> Cleaned:
    """A column of amounts, rounded half up to the places the type keeps."""
    dtype, places = DTYPES[type], _PLACES[type]
    if hints.invert:
        return _by_value(texts, lambda text: _number(text, type, hints), dtype)
    plain = texts.str.contains(_NUMBER)
    if not plain.all():
        texts = texts.str.strip_chars()
        plain = texts.str.contains(_NUMBER)
    if hints.decimal == "." and not plain.all():
        grouped = texts.str.contains(_GROUPED_NUMBER)
        if grouped.any():
            stripped = texts.str.replace_all("[¥￥$,]", "")
            texts = texts.zip_with(~grouped.fill_null(False), stripped)
            plain = plain | grouped
    if hints.decimal != ".":
        # "1.234" means a thousand here, so only digits alone can go the fast way.
        plain = plain & ~texts.str.contains(".", literal=True)
    easy = texts.set(~plain.fill_null(False), None).cast(pl.Decimal(38, 10))
    if hints.scale != 1:
        easy = easy * pl.Series([hints.scale], dtype=pl.Decimal(38, 10))
    values = easy.round(places, mode="half_away_from_zero").cast(dtype, strict=False)
    hard = texts.is_not_null() & ~plain.fill_null(False)
    return _patched(values, texts, hard, lambda text: _number(text, type, hints), dtype)


def _number(text: str, type: FieldType, hints: Hints) -> tuple[object, str | None]:
    value = amounts.number(text, hints.decimal, shares=type == "share")
    if value is None or isinstance(value, str):
        return None, value
    places = Decimal(1).scaleb(-_PLACES[type])
    if hints.invert and value == 0:
        return None, "not_finite"
    value = (1 / value if hints.invert else value) * hints.scale
    if abs(value) >= Decimal(10) ** (18 - _PLACES[type]):
        return None, "too_large"
    rounded = value.quantize(places, rounding=ROUND_HALF_UP)
    if abs(rounded) >= Decimal(10) ** (18 - _PLACES[type]):
        return None, "too_large"
    return (int(rounded) if type == "integer" else rounded), None


def _ids(texts: pl.Series) -> Cleaned:
    if not texts.str.contains(_UNUSUAL_ID).any():
        return Cleaned(texts, _no_reasons(len(texts)))
    values = texts.str.strip_chars()
    odd = values.str.contains(_ODD_ID).fill_null(False)
    if odd.any():
        values = _patched(values, values, odd, lambda t: (plain_id(t), None), pl.String()).values
    values = values.set(values.is_in(_NO_TEXT), None)
    damaged = values.str.contains(_EXPONENT)
    long_digits = values.filter(values.str.contains(_LONG_DIGITS))
    if len(long_digits) and long_digits.str.contains(_ZERO_TAIL).all():
        # A double keeps 15 digits: when every long id ends in zeros, Excel wrote them.
        damaged = damaged | values.str.contains(_LONG_DIGITS)
    broken = values.str.contains("\ufffd", literal=True)
    return _refused(values, {"damaged_id": damaged, "broken_text": broken})


def plain_id(text: str) -> str:
    """An id without full-width forms, invisible characters and Excel's text marks."""
    told = text
    while True:
        before = told
        told = "".join(
            unicodedata.normalize("NFKC", c) if "！" <= c <= "～" else c
            for c in told
            if c not in _INVISIBLE
        )
        told = re.sub(r"[\t\n\r]+", " ", told).strip().lstrip("'").strip()
        wrapped = re.fullmatch(r'="(.*)"', told)
        told = wrapped.group(1) if wrapped else told
        if told == before:
            return told


def _texts(texts: pl.Series) -> Cleaned:
    if not texts.str.contains(_UNUSUAL_TEXT).any():
        return Cleaned(texts, _no_reasons(len(texts)))
    values = texts.str.replace_all(f"[{_INVISIBLE}\x00]", "").str.strip_chars()
    values = values.set(values.is_in(_NO_TEXT), None)
    return _refused(values, {"broken_text": values.str.contains("\ufffd", literal=True)})


def _dates(texts: pl.Series, hints: Hints) -> Cleaned:
    def read(text: str) -> tuple[object, str | None]:
        found = dates.moment(text, hints.pattern)
        if isinstance(found, datetime):
            return found.date(), None
        return None, found

    return _by_value(texts, read, pl.Date())


def periods(texts: pl.Series, hints: Hints) -> tuple[Cleaned, pl.Series]:
    """First days of dates or periods, and beside them the first day after each period."""

    def read(text: str) -> tuple[object, str | None]:
        found = None if hints.pattern else dates.span(text)
        if found:
            return found[0], None
        when = dates.moment(text, hints.pattern)
        return (when.date(), None) if isinstance(when, datetime) else (None, when)

    def end(text: str) -> tuple[object, str | None]:
        found = None if hints.pattern else dates.span(text)
        return (found[1] if found else None), None

    texts = texts.cast(pl.String).str.strip_chars()
    return _by_value(texts, read, pl.Date()), _by_value(texts, end, pl.Date()).values


_ISO_MOMENT = r"^(19|20|21)\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?$"


def _timestamps(texts: pl.Series, hints: Hints) -> Cleaned:
    if hints.pattern:
        values = pl.Series([None] * len(texts), dtype=pl.Datetime("us"))
    else:
        iso = texts.set(~texts.str.contains(_ISO_MOMENT).fill_null(True), None)
        values = iso.str.replace("T", " ").str.to_datetime(
            "%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False
        )

    def read(text: str) -> tuple[object, str | None]:
        found = dates.moment(text, hints.pattern)
        return (found, None) if isinstance(found, datetime) else (None, found)

    hard = texts.is_not_null() & values.is_null()
    return _patched(values, texts, hard, read, pl.Datetime("us"))


def _truth(text: str) -> tuple[object, str | None]:
    told = unicodedata.normalize("NFKC", text).strip().lower()
    if told in _YES:
        return True, None
    if told in _NO:
        return False, None
    return None, None if told in amounts.NOTHING else "not_yes_or_no"


def _no_reasons(length: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, length)


def _refused(values: pl.Series, marks: Mapping[str, pl.Series]) -> Cleaned:
    reasons = _no_reasons(len(values))
    for code, doubtful in marks.items():
        mark = doubtful.fill_null(False)
        if mark.any():
            reasons = reasons.set(mark, code)
            values = values.set(mark, None)
    return Cleaned(values, reasons)


Read = Callable[[str], tuple[object, str | None]]


def _by_value(texts: pl.Series, read: Read, dtype: pl.DataType) -> Cleaned:
    values = pl.Series([None], dtype=dtype).new_from_index(0, len(texts))
    return _patched(values, texts, texts.is_not_null(), read, dtype)


def _patched(
    values: pl.Series, texts: pl.Series, hard: pl.Series, read: Read, dtype: pl.DataType
) -> Cleaned:
    """The values with the hard ones read one by one, each distinct text once."""
    none = _no_reasons(len(texts))
    if not hard.any():
        return Cleaned(values, none)
    distinct = texts.filter(hard).unique()
    read_values, codes = [], []
    for text in distinct:
        value, code = read(text)
        read_values.append(value)
        codes.append(code)
    table = pl.DataFrame(
        [distinct.alias("text"), pl.Series("read", read_values, dtype=dtype),
         pl.Series("code", codes, dtype=pl.String)]
    )  # fmt: skip
    found = pl.DataFrame([texts.alias("text")]).join(
        table, on="text", how="left", maintain_order="left"
    )
    return Cleaned(values.zip_with(~hard, found["read"]), none.zip_with(~hard, found["code"]))


def shown(values: pl.Series) -> pl.Series:
    """A typed column as the plain text that reads back to the same values."""
    if values.dtype == pl.Boolean():
        return values.cast(pl.Int8).cast(pl.String)
    if isinstance(values.dtype, pl.Datetime):
        return values.dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
    return values.cast(pl.String)
