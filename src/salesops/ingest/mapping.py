"""From a source's columns to a table's fields, as a person writes it down in TOML."""

import json
import re
import tomllib
from collections import abc
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path

from salesops.ingest.fields import Intake
from salesops.ingest.intake import INTAKES

LINE_NUMBER = "#line"


class BadMapping(ValueError):
    """A mapping file that cannot be used; says where and why."""


@dataclass(frozen=True)
class Rule:
    """Where one field comes from: one of column, join, multiply and constant.

    `values` translates what the source writes; `default` fills what is empty; `scale`
    multiplies ("10000" for a column in 万); `invert` takes one over it; `add` moves a date
    ("1 day", "3 months"). `#line` names the line on which a row stands in its file.
    """

    column: str | None = None
    join: tuple[str, ...] = ()
    glue: str = ""
    multiply: tuple[str, ...] = ()
    constant: str | None = None
    values: abc.Mapping[str, str] = field(default_factory=dict)
    scale: Decimal = Decimal(1)
    format: str | None = None
    default: str | None = None
    add: str | None = None
    invert: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The source columns this rule reads."""
        alone = (self.column,) if self.column is not None else ()
        return tuple(c for c in (*alone, *self.join, *self.multiply) if c != LINE_NUMBER)


@dataclass(frozen=True)
class SourceOptions:
    """How to open the source: what cannot be seen from the file itself."""

    query: str | None = None
    table: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    separator: str | None = None
    line_end: str | None = None
    columns: tuple[str, ...] = ()
    decimal: str = "."


@dataclass(frozen=True)
class Mapping:
    """Which table a source fills, and each field's rule."""

    table: str
    fields: abc.Mapping[str, Rule]
    source: SourceOptions = SourceOptions()
    guessed: bool = False


def from_toml(text: str) -> Mapping:
    """The mapping written in a TOML text; BadMapping says what is wrong with it."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(str(error)) from error
    table = written.get("table")
    if not isinstance(table, str) or table not in INTAKES:
        raise BadMapping(f'table = "{table}": {", ".join(INTAKES)}')
    unknown = set(written) - {"table", "source", "fields"}
    if unknown:
        raise BadMapping(f"[{min(unknown)}]: [source], [fields]")
    rules = written.get("fields", {})
    if not isinstance(rules, dict) or not isinstance(written.get("source", {}), dict):
        raise BadMapping("[source], [fields]")
    return Mapping(
        table,
        {name: _rule(INTAKES[table], name, rule) for name, rule in rules.items()},
        _options(written.get("source", {})),
    )


def load(path: Path) -> Mapping:
    """The mapping in a TOML file; BadMapping when it cannot be used."""
    try:
        return from_toml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path}: {error}") from error


def _rule(intake: Intake, name: str, written: object) -> Rule:
    if name not in intake.names:
        raise BadMapping(f"[fields] {name}: {', '.join(intake.names)}")
    if isinstance(written, str):
        return Rule(column=written)
    if not isinstance(written, dict):
        raise BadMapping(f'[fields] {name} = "column"')
    known = {f.name for f in fields(Rule)} - {"glue"} | {"with"}
    if set(written) - known:
        raise BadMapping(f"[fields] {name}: {', '.join(sorted(set(written) - known))}?")
    if sum(key in written for key in ("column", "join", "multiply", "constant")) != 1:
        raise BadMapping(f"[fields] {name}: column | join | multiply | constant")
    return Rule(
        column=_text(name, written, "column"),
        join=_texts(name, written, "join"),
        glue=_text(name, written, "with") or "",
        multiply=_texts(name, written, "multiply"),
        constant=_text(name, written, "constant"),
        values={str(k): str(v) for k, v in dict(written.get("values", {})).items()},
        scale=_scale(name, written.get("scale", "1")),
        format=_text(name, written, "format"),
        default=_text(name, written, "default"),
        add=_added(name, _text(name, written, "add")),
        invert=written.get("invert", False) is True,
    )


def _text(name: str, written: dict[str, object], key: str) -> str | None:
    value = written.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise BadMapping(f'[fields] {name}: {key} = "…"')


def _texts(name: str, written: dict[str, object], key: str) -> tuple[str, ...]:
    value = written.get(key, [])
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise BadMapping(f'[fields] {name}: {key} = ["…", "…"]')


def _scale(name: str, written: object) -> Decimal:
    try:
        scale = Decimal(str(written))
    except InvalidOperation as error:
        raise BadMapping(f'[fields] {name}: scale = "10000"') from error
    if not scale.is_finite() or scale == 0 or abs(scale.adjusted()) > 9:
        raise BadMapping(f'[fields] {name}: scale = "10000"')
    return scale


def _added(name: str, written: str | None) -> str | None:
    if written is not None and duration(written) is None:
        raise BadMapping(f'[fields] {name}: add = "1 day" | "3 months"')
    return written


def duration(text: str) -> str | None:
    """A duration such as "3 months" as Polars writes it ("3mo"); None when it is none."""
    units = {"day": "d", "week": "w", "month": "mo", "quarter": "q", "year": "y"}
    found = re.fullmatch(r"\s*(-?[0-9]{1,4})\s*(day|week|month|quarter|year)s?\s*", text)
    return f"{found.group(1)}{units[found.group(2)]}" if found else None


def _options(written: dict[str, object]) -> SourceOptions:
    known = {f.name for f in fields(SourceOptions)}
    if set(written) - known:
        raise BadMapping(f"[source] {min(set(written) - known)}: {', '.join(sorted(known))}")
    options = dict(written)
    if "columns" in options:
        options["columns"] = _texts("source", options, "columns")
    for key in known - {"columns", "header_row"}:
        if key in options and not isinstance(options[key], str):
            raise BadMapping(f'[source] {key} = "…"')
    if "header_row" in options and not isinstance(options["header_row"], int):
        raise BadMapping("[source] header_row = 3")
    if options.get("decimal", ".") not in (".", ","):
        raise BadMapping('[source] decimal = "." | ","')
    return SourceOptions(**options)  # type: ignore[arg-type]


def to_toml(mapping: Mapping) -> str:
    """A mapping as the TOML text that reads back to it."""
    lines = [f"table = {_quoted(mapping.table)}"]
    options = [
        f"{f.name} = {_written(value)}"
        for f in fields(SourceOptions)
        if (value := getattr(mapping.source, f.name)) not in (None, ()) and value != f.default
    ]
    if options:
        lines += ["", "[source]", *options]
    lines += ["", "[fields]"]
    lines += [f"{name} = {_rule_text(rule)}" for name, rule in mapping.fields.items()]
    return "\n".join(lines) + "\n"


def _rule_text(rule: Rule) -> str:
    if rule == Rule(column=rule.column):
        return _quoted(rule.column or "")
    parts = []
    for f in fields(Rule):
        value = getattr(rule, f.name)
        if value in (None, (), "") and f.name not in ("constant", "default", "column"):
            continue
        if value is None or value == {} or value is False or (f.name == "scale" and value == 1):
            continue
        parts.append(f"{'with' if f.name == 'glue' else f.name} = {_written(value)}")
    return "{ " + ", ".join(parts) + " }"


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_quoted(each) for each in value) + "]"
    if isinstance(value, abc.Mapping):
        return "{ " + ", ".join(f"{_quoted(k)} = {_quoted(v)}" for k, v in value.items()) + " }"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's, but TOML also refuses a raw DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
