"""A piece of text by a mapping into typed rows, and what is wrong with which of them."""

import hashlib
from collections import abc
from dataclasses import dataclass

import polars as pl

from salesops.ingest.choices import STATUSES
from salesops.ingest.clean import DTYPES, Cleaned, Hints, cleaned, periods, shown
from salesops.ingest.fields import Field, Intake
from salesops.ingest.guess import EXTRA
from salesops.ingest.mapping import LINE_NUMBER, Mapping, Rule, duration
from salesops.ingest.sources import BROKEN, LINE

FAULTS = {
    "row": pl.UInt32, "line": pl.UInt32, "field": pl.String, "code": pl.String, "value": pl.String,
    "detail": pl.String,
}  # fmt: skip
References = abc.Mapping[str, pl.Series]
_NEEDS_END = frozenset({"quotas", "market_sizes"})


@dataclass(frozen=True)
class Typed:
    """Typed rows with their lines, and one row per fault: row, line, field, code, value, detail."""

    frame: pl.DataFrame
    faults: pl.DataFrame


def typed(chunk: pl.DataFrame, intake: Intake, mapping: Mapping) -> Typed:
    """All rows of a chunk typed by the mapping; references are not looked up here."""
    texts = _Texts(chunk)
    columns: dict[str, pl.Series] = {}
    faults = [_broken(chunk)]
    for field in intake.fields:
        rule = mapping.fields.get(field.name)
        if rule is None:
            columns[field.name] = _nothing(DTYPES[field.type], len(chunk))
            continue
        found, raw, end = _field(field, rule, mapping, texts)
        if intake.kind == "record" and field.longest:
            found = _of_length(found, field.longest)
        columns[field.name] = found.values
        faults.append(_faults(field.name, found.reasons, raw, chunk[LINE]))
        if end is not None:
            columns["#end"] = end
    end = columns.pop("#end", None)
    frame = pl.DataFrame([s.alias(name) for name, s in columns.items()])
    frame = _completed(intake, frame, end)
    faults += _rules(intake, frame, chunk[LINE])
    found_faults = pl.concat(faults)
    faults = [found_faults, _missing(intake, frame, found_faults, chunk[LINE])]
    return Typed(frame.with_columns(chunk[LINE]), pl.concat(faults))


class _Texts:
    """The text columns of one chunk, and the line of each row."""

    def __init__(self, chunk: pl.DataFrame) -> None:
        self.chunk = chunk

    def __getitem__(self, column: str) -> pl.Series:
        if column != LINE_NUMBER:
            return self.chunk[column]
        lines = self.chunk[LINE].cast(pl.String)
        if EXTRA[0] in self.chunk.columns:
            # Corrected rows keep the line, and so the id, they had in the file they come from.
            return pl.select(pl.coalesce(self.chunk[EXTRA[0]], lines)).to_series()
        return lines

    def __len__(self) -> int:
        return len(self.chunk)


def _field(
    field: Field, rule: Rule, mapping: Mapping, texts: _Texts
) -> tuple[Cleaned, pl.Series, pl.Series | None]:
    """One field's values and reasons, the text they come from, and where its period ends."""
    hints = Hints(rule.format, mapping.source.decimal, rule.scale, rule.invert)
    if rule.multiply:
        found, raw = _product(field, rule, hints, texts)
        return found, raw, None
    raw = _raw(rule, texts)
    if field.choices:
        found = _chosen(field, cleaned(raw, "text"))
    elif field.period:
        found, end = periods(raw, hints)
        return _moved(found, rule), raw, end
    else:
        found = cleaned(raw, field.type, hints)
    return _moved(found, rule), raw, None


def _raw(rule: Rule, texts: _Texts) -> pl.Series:
    if rule.constant is not None:
        raw = pl.Series([rule.constant], dtype=pl.String).new_from_index(0, len(texts))
    elif rule.join:
        frame = pl.DataFrame([texts[c].alias(f"{i}") for i, c in enumerate(rule.join)])
        parts = [pl.col(name).str.strip_chars().replace("", None) for name in frame.columns]
        said = pl.any_horizontal(
            p.is_not_null() for p, c in zip(parts, rule.join, strict=True) if c != LINE_NUMBER
        )
        glued = pl.concat_str(parts, separator=rule.glue, ignore_nulls=True)
        raw = frame.select(pl.when(said).then(glued)).to_series()
    else:
        raw = texts[rule.column or LINE_NUMBER]
    if rule.values or rule.default is not None:
        raw = raw.str.strip_chars().replace("", None)
    if rule.values:
        raw = raw.replace([key.strip() for key in rule.values], list(rule.values.values()))
    return raw.fill_null(rule.default) if rule.default is not None else raw


def _product(field: Field, rule: Rule, hints: Hints, texts: _Texts) -> tuple[Cleaned, pl.Series]:
    """The product of columns, rounded once; faulty where any factor is."""
    wide = pl.Decimal(38, 10)
    product = pl.Series([hints.scale], dtype=wide).new_from_index(0, len(texts))
    reasons = _nothing(pl.String(), len(texts))
    raw = texts[rule.multiply[0]]
    for column in rule.multiply:
        factor = cleaned(texts[column], "share", Hints(decimal=hints.decimal))
        product = product * factor.values.cast(wide)
        raw = raw.zip_with(factor.reasons.is_null(), texts[column])
        reasons = pl.select(pl.coalesce(reasons, factor.reasons)).to_series()
    places = 6 if field.type == "share" else 4
    rounded = product.round(places, mode="half_away_from_zero")
    values = rounded.cast(DTYPES[field.type], strict=False)
    lost = (values.is_null() & product.is_not_null()).fill_null(False)
    return Cleaned(values, reasons.set(lost, "too_large")), raw


def _chosen(field: Field, found: Cleaned) -> Cleaned:
    choices = {**(field.choices or {})}
    plain = found.values.str.to_lowercase()
    values = plain.replace_strict(choices, default=None, return_dtype=pl.String)
    lost = (values.is_null() & plain.is_not_null()).fill_null(False)
    return Cleaned(values, found.reasons.set(lost, "not_a_choice"))


def _of_length(found: Cleaned, longest: int) -> Cleaned:
    """Texts that a record would have to cut short are faults."""
    if found.values.dtype != pl.String:
        return found
    lost = (found.values.str.len_chars() > longest).fill_null(False)
    return Cleaned(found.values, found.reasons.set(lost, "too_long")) if lost.any() else found


def _moved(found: Cleaned, rule: Rule) -> Cleaned:
    step = duration(rule.add) if rule.add else None
    return Cleaned(found.values.dt.offset_by(step), found.reasons) if step else found


def _nothing(dtype: pl.DataType, length: int) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, length)


def _completed(intake: Intake, frame: pl.DataFrame, end: pl.Series | None) -> pl.DataFrame:
    """Rows with what follows from other cells: period ends, return signs, first days, states."""
    if end is not None:
        frame = frame.with_columns(ends_before=pl.coalesce("ends_before", end))
        if intake.table in _NEEDS_END:
            first = pl.col("starts_on").dt.day() == 1
            month = pl.when(first).then(pl.col("starts_on").dt.offset_by("1mo"))
            frame = frame.with_columns(ends_before=pl.coalesce("ends_before", month))
    if intake.table == "people":
        return frame.with_columns(starts_on=pl.coalesce("starts_on", "hired_on"))
    if intake.table == "deals":
        told = pl.col("stage").str.to_lowercase()
        state = told.replace_strict(STATUSES, default="open", return_dtype=pl.String)
        return frame.with_columns(status=pl.coalesce("status", state))
    return _signed(frame) if intake.table == "orders" else frame


def _signed(frame: pl.DataFrame) -> pl.DataFrame:
    """Order lines whose returns have negative quantity and amounts."""
    returned = pl.coalesce("is_return", pl.col("quantity") < 0)
    frame = frame.with_columns(is_return=returned)
    if not frame["is_return"].any():
        return frame
    kept = [
        pl.when(pl.col("is_return")).then(-pl.col(c).abs()).otherwise(pl.col(c)).alias(c)
        for c in ("quantity", "list_amount", "net_amount", "cost")
    ]
    return frame.with_columns(kept)


def _rules(intake: Intake, frame: pl.DataFrame, lines: pl.Series) -> list[pl.DataFrame]:
    """What only shows when two cells of a row are seen together."""
    if "ends_before" not in frame.columns:
        return []
    backwards = (frame["ends_before"] <= frame["starts_on"]).fill_null(False)
    found = [_marked("ends_before", "period_backwards", backwards, frame["ends_before"], lines)]
    if intake.table in _NEEDS_END:
        endless = frame["starts_on"].is_not_null() & frame["ends_before"].is_null()
        found.append(_marked("starts_on", "no_period_end", endless, frame["starts_on"], lines))
    return found


def _missing(
    intake: Intake, frame: pl.DataFrame, faults: pl.DataFrame, lines: pl.Series
) -> pl.DataFrame:
    """Required cells that are empty without being faulty already."""
    found = [pl.DataFrame(schema=FAULTS)]
    for field in intake.fields:
        if not field.required or not frame[field.name].null_count():
            continue
        empty = frame[field.name].is_null()
        known = faults.filter((pl.col("field") == field.name) | (pl.col("field") == ""))["row"]
        if len(known):
            empty = empty.scatter(known.unique(), False)
        found.append(_marked(field.name, "missing_value", empty, frame[field.name], lines))
    return pl.concat(found)


def _broken(chunk: pl.DataFrame) -> pl.DataFrame:
    return _faults("", chunk[BROKEN], _nothing(pl.String(), len(chunk)), chunk[LINE])


def _marked(
    field: str, code: str, mark: pl.Series, values: pl.Series, lines: pl.Series
) -> pl.DataFrame:
    if not mark.any():
        return pl.DataFrame(schema=FAULTS)
    reasons = _nothing(pl.String(), len(mark)).set(mark, code)
    return _faults(field, reasons, shown(values), lines)


def _faults(field: str, reasons: pl.Series, raw: pl.Series, lines: pl.Series) -> pl.DataFrame:
    if reasons.null_count() == len(reasons):
        return pl.DataFrame(schema=FAULTS)
    frame = pl.DataFrame([reasons.alias("code"), raw.cast(pl.String).alias("value"),
                          lines.alias("line")]).with_row_index("row")  # fmt: skip
    return frame.filter(pl.col("code").is_not_null()).select(
        "row", "line", pl.lit(field).alias("field"), "code", "value",
        pl.lit(None, pl.String).alias("detail"),
    )  # fmt: skip


def unknown_references(
    intake: Intake, mapping: Mapping, frame: pl.DataFrame, known: References
) -> pl.DataFrame:
    """Faults of ids that no parent has; only parents that `known` names are looked up."""
    found = [pl.DataFrame(schema=FAULTS)]
    for field in intake.fields:
        if (
            not field.references
            or field.references not in known
            or field.name not in mapping.fields
        ):
            continue
        ids = known[field.references].cast(pl.String)
        values = frame[field.name]
        if field.references == intake.table:
            ids = pl.concat([ids, frame[intake.key[0]].drop_nulls()])
        distinct = values.drop_nulls().unique()
        # Probing the many ids with the few of this chunk is far cheaper than the other way round.
        met = ids.filter(ids.is_in(distinct.implode()))
        lost_ids = distinct.filter(~distinct.is_in(met.implode()))
        if not len(lost_ids):
            continue
        lost = values.is_in(lost_ids.implode()).fill_null(False)
        faults = _marked(field.name, "unknown_reference", lost, values, frame[LINE])
        near = _near(lost_ids, ids)
        detail = pl.col("value").replace_strict(near, default=None, return_dtype=pl.String)
        found.append(faults.with_columns(detail=detail) if near else faults)
    return pl.concat(found)


def _near(lost: pl.Series, ids: pl.Series, most: int = 100) -> dict[str, str]:
    """For ids that no parent has, the one they were probably meant to be."""
    from rapidfuzz import fuzz, process

    choices = ids.unique().sort().to_list()
    if len(choices) > 200_000 or not choices:
        return {}
    plain = [str(choice).replace(" ", "").casefold() for choice in choices]
    near = {}
    for value in lost.head(most):
        best = process.extractOne(
            value.replace(" ", "").casefold(), plain, scorer=fuzz.ratio, score_cutoff=85
        )
        # Codes that differ in one digit are near by spelling and mean something else.
        if best and not (value.isdigit() or (value[-1:].isdigit() and best[1] < 100)):
            near[value] = choices[best[2]]
    return near


def with_derived_id(intake: Intake, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with the id made from their key, for tables whose sources have none."""
    if not intake.derived:
        return frame
    parts = [
        shown(frame[name]).fill_null("").alias(name) if name in frame.columns else None
        for name in intake.key
    ]
    keys = pl.DataFrame([p for p in parts if p is not None])
    joined = keys.select(pl.concat_str(pl.all(), separator="\x1f")).to_series().to_list()
    ids = [hashlib.sha256(key.encode()).hexdigest()[:32] for key in joined]
    return frame.with_columns(pl.Series(intake.derived, ids, dtype=pl.String))
