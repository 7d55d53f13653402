"""A plan as a form: its inputs follow from the dataclasses' fields, and what is typed is told back.

An input is called by its place: `versions.0.components.1.tiers.0.rate`.
"""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from salesops.incentives.labels import choice_label, field_label
from salesops.incentives.plan import Plan
from salesops.kernel.problem import Language

Told = dict[str, Any]
# Who is on a plan is said by dates and not in its text.
LEFT_OUT = frozenset({"payees"})
BASES = ("booked", "delivered", "invoiced", "collected")
# What is shown at once although it may be left out.
USUAL = frozenset({"tier_unit", "target_pay", "quota", "threshold", "ends", "rate", "times",
                   "amount", "starts", "roles", "unit", "negative", "leaver"})  # fmt: skip
EMPTY_PAIRS = 2


@dataclass(frozen=True)
class Input:
    """One field: `kind` is text, number, date, choice, choices or lines."""

    path: str
    label: str
    kind: str
    value: Any
    options: tuple[tuple[str, str], ...] = ()
    is_needed: bool = False


@dataclass(frozen=True)
class Pairs:
    """Names with a number each, and some empty rows for more."""

    path: str
    label: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Branch:
    """What is asked of one dataclass: at once, on demand, and its own parts."""

    path: str
    label: str
    inputs: tuple[Input | Pairs, ...]
    more: tuple[Input | Pairs, ...]
    parts: "tuple[Items | Optional, ...]"
    more_parts: "tuple[Items | Optional, ...]"
    is_row: bool = False


@dataclass(frozen=True)
class Items:
    """Several of a dataclass, one after the other, and which kinds can be added."""

    path: str
    label: str
    items: tuple[Branch, ...]
    adds: tuple[tuple[str, str], ...]
    is_table: bool


@dataclass(frozen=True)
class Optional:
    """A dataclass that may be there or not."""

    path: str
    label: str
    branch: Branch | None


def form_of(told: Mapping[str, Any], language: Language) -> Branch:
    """The form of a plan of plain data, however faulty it is."""
    return _branch(Plan, told, "", "", language)


def _branch(
    kind: Any, told: Mapping[str, Any], path: str, label: str, language: Language
) -> Branch:
    hints, before = get_type_hints(kind), f"{path}." if path else ""
    shown: list[Input | Pairs] = []
    hidden: list[Input | Pairs] = []
    parts: list[Items | Optional] = []
    extra: list[Items | Optional] = []
    for field in fields(kind):
        if field.name in LEFT_OUT:
            continue
        value = told.get(field.name)
        node = _node(field, hints[field.name], value, before + field.name, language)
        if isinstance(node, Items | Optional):
            (parts if _is_needed(field) or _is_there(node) else extra).append(node)
        else:
            at_once = _is_needed(field) or field.name in USUAL or value not in (None, "", [])
            (shown if at_once else hidden).append(node)
    is_row = not parts and not extra and len(shown) + len(hidden) <= len(USUAL)
    return Branch(path, label, tuple(shown), tuple(hidden), tuple(parts), tuple(extra), is_row)


def _is_there(node: Items | Optional) -> bool:
    return bool(node.items) if isinstance(node, Items) else node.branch is not None


def _node(
    field: "Field[Any]", kind: Any, value: Any, path: str, language: Language
) -> Input | Pairs | Items | Optional:
    label = field_label(field.name, language)
    kind, own = _plain(kind), _kinds(kind)
    if get_origin(kind) is tuple and _kinds(get_args(kind)[0]):
        return _items(field.name, get_args(kind)[0], value, path, label, language)
    if own:
        there = value if isinstance(value, Mapping) else None
        branch = _branch(own[0], there, path, label, language) if there is not None else None
        return Optional(path, label, branch)
    if _is_mapping(kind):
        return _mapped(kind, value, path, label)
    return _input(field, kind, value, path, label, language)


def _items(name: str, kind: Any, value: Any, path: str, label: str, language: Language) -> Items:
    kinds = _by_kind(kind)
    rows = value if isinstance(value, list) else []
    made = []
    for number, row in enumerate(rows):
        told = row if isinstance(row, Mapping) else {}
        own = kinds.get(str(told.get("kind", "")), next(iter(kinds.values())))
        called = str(told.get("name") or told.get("starts_on") or number + 1)
        if told.get("kind"):
            called = f"{called} · {choice_label(str(told['kind']), language)}"
        made.append(_branch(own, told, f"{path}.{number}", called, language))
    adds = tuple((key, choice_label(key, language)) for key in kinds) if len(kinds) > 1 else (
        ("", label),
    )  # fmt: skip
    return Items(path, label, tuple(made), adds, name in ("tiers", "bands", "caps", "examples"))


def _by_kind(kind: Any) -> dict[str, Any]:
    found = {}
    for own in _kinds(kind):
        named = next((f.default for f in fields(own) if f.name == "kind"), "")
        found["" if named is MISSING else str(named)] = own
    return found


def _mapped(kind: Any, value: Any, path: str, label: str) -> Input | Pairs:
    held = value if isinstance(value, Mapping) else {}
    if _is_mapping(get_args(kind)[1]):
        rows = [f"{a} {b} {n}" for a, inside in held.items() for b, n in dict(inside).items()]
        return Input(path, label, "lines", "\n".join(rows))
    rows_told = [(str(name), _shown(number)) for name, number in held.items()]
    return Pairs(path, label, (*rows_told, *([("", "")] * EMPTY_PAIRS)))


def _input(
    field: "Field[Any]", kind: Any, value: Any, path: str, label: str, language: Language
) -> Input:
    needed = _is_needed(field)
    if value is None and field.default is not MISSING:
        value = field.default
    if get_origin(kind) is Literal and len(get_args(kind)) == 1:
        return Input(path, label, "hidden", value)
    if get_origin(kind) is Literal:
        options = tuple((str(one), choice_label(str(one), language)) for one in get_args(kind))
        return Input(path, label, "choice", _shown(value), options, needed)
    if kind is bool:
        options = tuple((one, choice_label(one, language)) for one in ("yes", "no"))
        return Input(path, label, "choice", "yes" if value in (True, "yes") else "no", options)
    if get_origin(kind) is tuple:
        return _listed(field.name, get_args(kind)[0], value, path, label, language, needed=needed)
    form = {Decimal: "number", int: "number", date: "date"}.get(kind, "text")
    return Input(path, label, form, _shown(value), is_needed=needed)


def _listed(
    name: str, inside: Any, value: Any, path: str, label: str, language: Language, *, needed: bool
) -> Input:
    held = list(value) if isinstance(value, list | tuple) else [value] if value else []
    if get_origin(inside) is tuple:
        lines = "\n".join(" ".join(_shown(n) for n in row) for row in held)
        return Input(path, label, "lines", lines, is_needed=needed)
    known = get_args(inside) if get_origin(inside) is Literal else BASES if name == "basis" else ()
    if known:
        known = (*known, *(one for one in held if one not in known))
        options = tuple((str(one), choice_label(str(one), language)) for one in known)
        return Input(path, label, "choices", [_shown(one) for one in held], options, needed)
    return Input(path, label, "text", ", ".join(_shown(one) for one in held), is_needed=needed)


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _is_needed(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _plain(kind: Any) -> Any:
    """The type without the None that says it may be left out."""
    if get_origin(kind) in (Union, types.UnionType):
        own = [one for one in get_args(kind) if one is not type(None)]
        return own[0] if len(own) == 1 else kind
    return kind


def _kinds(kind: Any) -> list[Any]:
    """The dataclasses a type may be."""
    if get_origin(kind) in (Union, types.UnionType):
        return [one for one in get_args(kind) if is_dataclass(one)]
    return [kind] if is_dataclass(kind) else []


def _is_mapping(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def typed(inputs: Mapping[str, Sequence[str]]) -> Told:
    """The plain data of a plan from what was typed, by place; what is empty is not said."""
    raw: Told = {}
    for path, values in inputs.items():
        here, *last = path.split(".")
        if here not in {field.name for field in fields(Plan)}:
            continue
        _put(raw, [here, *last], list(values))
    return _read(Plan, raw)


def _put(into: Told, way: list[str], values: list[str]) -> None:
    for step in way[:-1]:
        held = into.setdefault(step, {})
        if not isinstance(held, dict):
            return
        into = held
    into[way[-1]] = values


def _read(kind: Any, raw: Mapping[str, Any]) -> Told:
    found: Told = {}
    hints = get_type_hints(kind)
    for field in fields(kind):
        if field.name in raw:
            value = _value(_plain(hints[field.name]), raw[field.name])
            if value is not None:
                found[field.name] = value
    return found


def _value(kind: Any, raw: Any) -> Any:
    if get_origin(kind) is tuple and _kinds(get_args(kind)[0]) and isinstance(raw, Mapping):
        kinds = _by_kind(get_args(kind)[0])
        rows = [raw[key] for key in sorted(raw, key=_number) if isinstance(raw[key], Mapping)]
        return [_read(_own(kinds, row), row) for row in rows]
    if _kinds(kind):
        return _read(_kinds(kind)[0], raw) if isinstance(raw, Mapping) else None
    if _is_mapping(kind):
        return _read_mapping(raw)
    values = [one.strip() for one in raw] if isinstance(raw, list) else []
    if get_origin(kind) is tuple:
        return _read_list(get_args(kind)[0], values)
    return _leaf(kind, values[-1]) if values and values[-1] else None


def _own(kinds: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
    told = row.get("kind")
    named = told[-1] if isinstance(told, list) and told else ""
    return kinds.get(named, next(iter(kinds.values())))


def _number(key: str) -> int:
    return int(key) if key.isdecimal() else 0


def _read_mapping(raw: Any) -> Told | None:
    if isinstance(raw, list):
        found: Told = {}
        for line in "\n".join(raw).splitlines():
            name, *rest = line.split() or [""]
            if len(rest) == 2:
                found.setdefault(name, {})[rest[0]] = _share(rest[1])
            elif name:
                found[name] = " ".join(rest)
        return found or None
    if not isinstance(raw, Mapping):
        return None
    names, numbers = (raw.get(part, []) for part in ("name", "value"))
    pairs = zip(names, numbers, strict=False)
    return {a.strip(): _share(b.strip()) for a, b in pairs if a.strip() or b.strip()} or None


def _read_list(inside: Any, values: Sequence[str]) -> list[Any] | None:
    if get_origin(inside) is tuple:
        lines = "\n".join(values).splitlines()
        return [[_share(n) for n in line.split()] for line in lines if line.strip()] or None
    parts = [part.strip() for one in values for part in one.replace("，", ",").split(",")]
    return [_leaf(inside, part) for part in parts if part] or None


def _leaf(kind: Any, text: str) -> Any:
    if kind is bool:
        return {"yes": True, "no": False}.get(text, text)
    if kind is int:
        return int(text) if text.isdecimal() and text.isascii() else text
    return _share(text) if kind is Decimal else text


def _share(text: str) -> str:
    """A number as it was typed; 3 % is 0.03, and thousands may stand apart."""
    plain = text.replace(",", "").replace(" ", "").replace("％", "%")
    if not plain.endswith("%"):
        return plain
    try:
        return f"{Decimal(plain[:-1]) / 100:f}"
    except InvalidOperation:
        return text


def edited(told: Told, do: str) -> Told:
    """The plain data with a part added (`add:place:kind`) or taken away (`remove:place`)."""
    what, _, rest = do.partition(":")
    place, _, kind = rest.partition(":")
    if what == "add":
        _add(told, place.split("."), kind)
    elif what == "remove":
        _remove(told, place.split("."))
    return told


def _add(told: Told, way: list[str], kind: str) -> None:
    held = _at(told, way[:-1])
    if not isinstance(held, dict):
        return
    name = way[-1]
    if name in ("holdback", "windfall", "floor", "draw", "returns"):
        held[name] = {}
        return
    rows = held.setdefault(name, [])
    if isinstance(rows, list):
        rows.append(_new(name, kind, rows))


def _new(name: str, kind: str, rows: Sequence[Any]) -> Told:
    """What a new part says: what follows from the one before, and no switch."""
    last = rows[-1] if rows and isinstance(rows[-1], dict) else {}
    if name in ("tiers", "bands"):
        return {"starts": last.get("ends", "0" if not rows else "")}
    if name == "versions":
        return {**{key: value for key, value in last.items() if key != "starts_on"}}
    if kind:
        named = f"{kind}{len(rows) + 1}" if rows else kind
        tiers = {"tiers": [{"starts": "0"}]} if kind in ("commission", "pool") else {}
        return {"kind": kind, "name": named, "basis": ["booked"], **tiers}
    return {}


def _remove(told: Told, way: list[str]) -> None:
    held = _at(told, way[:-1])
    if isinstance(held, list) and way[-1].isdecimal() and int(way[-1]) < len(held):
        held.pop(int(way[-1]))
    elif isinstance(held, dict):
        held.pop(way[-1], None)


def _at(told: Any, way: Iterable[str]) -> Any:
    for step in way:
        if isinstance(told, list):
            told = told[int(step)] if step.isdecimal() and int(step) < len(told) else None
        elif isinstance(told, dict):
            told = told.get(step)
    return told


def places(told: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every part of plain data with its place."""
    yield path, told
    inside = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(
        told, list) else ()  # fmt: skip
    for name, value in inside:
        yield from places(value, f"{path}.{name}" if path else str(name))
