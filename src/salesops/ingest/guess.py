"""A first mapping from column headings in Chinese and English, to be shown before it is used."""

import re
import unicodedata
from decimal import Decimal

import polars as pl

from salesops.ingest.fields import Field, Intake
from salesops.ingest.mapping import LINE_NUMBER, Mapping, Rule, SourceOptions

EXTRA = ("行号/line", "列/column", "原因/reason", "处理/remedy")
_SCALES = {"千元": Decimal(1000), "万元": Decimal(10_000), "万": Decimal(10_000),
           "百万元": Decimal(1_000_000), "亿元": Decimal(100_000_000), "亿": Decimal(100_000_000),
           "k": Decimal(1000), "m": Decimal(1_000_000)}  # fmt: skip
_LINE_NUMBERS = frozenset({"行号", "明细行号", "lineno", "linenumber", "salesorderlinenumber"})
_COUNT = r"^\s*[0-9]{1,4}\s*$"
_NUMERIC = ("money", "quantity", "share", "integer")


def guess(intake: Intake, columns: tuple[str, ...], sample: pl.DataFrame) -> Mapping:
    """The mapping the headings suggest; fields without a likely column are left out.

    The first rows decide what a heading cannot say: day before month, comma decimals, a line
    number that is only unique together with its order.
    """
    headings = {column: _heading(column) for column in columns if column not in EXTRA}
    chosen = _matches(intake, headings)
    rules = {
        field.name: _rule(field, chosen[field.name], headings, sample)
        for field in intake.fields
        if field.name in chosen
    }
    rules |= _line_id(intake, rules, headings, sample)
    ordered = {name: rules[name] for name in intake.names if name in rules}
    return Mapping(
        intake.table, ordered, SourceOptions(decimal=_decimal(rules, intake, sample)), True
    )


def plain_heading(text: str) -> str:
    """A heading without case, spaces, marks and unit, as headings are compared."""
    return _heading(text)[0]


def _heading(text: str) -> tuple[str, str]:
    """A heading in its plain form, and the unit it names in brackets."""
    told = unicodedata.normalize("NFKC", text).strip()
    told = re.sub(r"([a-z])([A-Z])", r"\1 \2", told).lower()
    unit = ""
    found = re.search(r"[(\[/]\s*(?:单位[::]?\s*)?([^()\[\]/]{1,6})\s*[)\]]?$", told)
    if found and found.start() > 0:
        unit, told = found.group(1).strip(), told[: found.start()]
    return re.sub(r"[\s_\-.:#*·]", "", told), unit


def _matches(intake: Intake, headings: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Each field's column: the best-ranked name first, every column used once."""
    ranked = []
    for order, field in enumerate(intake.fields):
        names = [field.name, *field.names]
        for rank, name in enumerate(names):
            wanted = _heading(name)[0]
            ranked += [
                (rank, order, place, field.name, column)
                for place, (column, (plain, _)) in enumerate(headings.items())
                if plain == wanted
            ]
    chosen: dict[str, str] = {}
    for _, _, _, name, column in sorted(ranked):
        if name not in chosen and column not in chosen.values():
            chosen[name] = column
    return chosen


def _rule(
    field: Field, column: str, headings: dict[str, tuple[str, str]], sample: pl.DataFrame
) -> Rule:
    scale = Decimal(1)
    if field.type == "money":
        scale = _SCALES.get(headings[column][1], scale)
    pattern = None
    if field.type in ("date", "timestamp") and column in sample.columns:
        pattern = _pattern(sample[column])
    return Rule(column=column, scale=scale, format=pattern)


def _pattern(texts: pl.Series) -> str | None:
    """The order of day and month, where some row gives it away."""
    parts = (
        texts.drop_nulls()
        .str.strip_chars()
        .str.extract_groups(r"^(\d\d?)([-/.])(\d\d?)[-/.](\d{4})$")
    )
    found = parts.struct.unnest().drop_nulls()
    if found.is_empty():
        return None
    mark = found.to_series(1)[0]
    first = found.to_series(0).cast(pl.Int32).max()
    second = found.to_series(2).cast(pl.Int32).max()
    if isinstance(first, int) and isinstance(second, int) and (first > 12) != (second > 12):
        return mark.join(("%d", "%m", "%Y") if first > 12 else ("%m", "%d", "%Y"))
    return None


def _line_id(
    intake: Intake, rules: dict[str, Rule], headings: dict[str, tuple[str, str]],
    sample: pl.DataFrame,
) -> dict[str, Rule]:  # fmt: skip
    """A key for order lines that the source numbers within each order, or not at all."""
    if intake.table != "orders" or "order_id" not in rules:
        return {}
    order = rules["order_id"].column or ""
    alone = rules.get("line_id")
    if alone and alone.column in sample.columns:
        texts = sample[alone.column].drop_nulls()
        counted = headings[alone.column][0] in _LINE_NUMBERS and texts.str.contains(_COUNT).all()
        if not counted:
            return {}
        return {"line_id": Rule(join=(order, alone.column), glue="-")}
    if alone:
        return {}
    number = next((c for c, (plain, _) in headings.items() if plain in _LINE_NUMBERS), LINE_NUMBER)
    return {"line_id": Rule(join=(order, number), glue="-")}


def _decimal(rules: dict[str, Rule], intake: Intake, sample: pl.DataFrame) -> str:
    """A comma where amounts of the sample can only be read with a decimal comma."""
    for name, rule in rules.items():
        if intake.field(name).type not in _NUMERIC or rule.column not in sample.columns:
            continue
        texts = sample[rule.column].drop_nulls()
        comma = texts.str.contains(r"^\D*\d{1,3}(\.\d{3})*,\d{1,2}\D*$").sum()
        point = texts.str.contains(r"\d\.\d{1,2}\D*$").sum()
        if comma and not point:
            return ","
    return "."
