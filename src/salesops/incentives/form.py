"""A plan as a form: its inputs follow from the dataclasses' fields, however faulty the plan is."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin, get_type_hints

from salesops.incentives.form_parts import Branch, Input, Items, Optional, Pairs
from salesops.incentives.form_types import by_kind, is_mapping, is_needed, kinds, plain
from salesops.incentives.labels import choice_label, field_label
from salesops.incentives.payment import FOR_EVER
from salesops.incentives.plan import Plan
from salesops.kernel.problem import Language

# Who is on a plan is said by dates and not in its text.
LEFT_OUT = frozenset({"payees"})
BASES = ("booked", "delivered", "invoiced", "collected")
# What is shown at once although it may be left out.
USUAL = frozenset({"tier_unit", "target_pay", "quota", "threshold", "ends", "rate", "times",
                   "amount", "starts", "roles", "unit", "negative", "leaver",
                   "at_least", "amount_per"})  # fmt: skip
EMPTY_PAIRS = 2
# What names a field's own are chosen from, where the page knows them.
OFFERED = {"payee": "people", "shares": "people", "component": "components",
           "down": "components", "across": "components"}  # fmt: skip


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
        called = field_label(field.name, language, kind.__name__)
        node = _node(field, hints[field.name], value, before + field.name, called, language)
        if isinstance(node, Items | Optional):
            (parts if is_needed(field) or _is_there(node) else extra).append(node)
        else:
            at_once = is_needed(field) or field.name in USUAL or value not in (None, "", [])
            (shown if at_once else hidden).append(node)
    is_row = not parts and not extra and len(shown) + len(hidden) <= len(USUAL)
    return Branch(path, label, tuple(shown), tuple(hidden), tuple(parts), tuple(extra), is_row)


def _is_there(node: Items | Optional) -> bool:
    return bool(node.items) if isinstance(node, Items) else node.branch is not None


def _node(
    field: "Field[Any]", kind: Any, value: Any, path: str, label: str, language: Language
) -> Input | Pairs | Items | Optional:
    kind, own = plain(kind), kinds(kind)
    if get_origin(kind) is tuple and kinds(get_args(kind)[0]):
        return _items(field.name, get_args(kind)[0], value, path, label, language)
    if own:
        there = value if isinstance(value, Mapping) else None
        branch = _branch(own[0], there, path, label, language) if there is not None else None
        return Optional(path, label, branch)
    if is_mapping(kind):
        return _mapped(kind, value, path, label)
    return _input(field, kind, value, path, label, language)


def _items(name: str, kind: Any, value: Any, path: str, label: str, language: Language) -> Items:
    named = by_kind(kind)
    rows = value if isinstance(value, list) else []
    made = []
    for number, row in enumerate(rows):
        told = row if isinstance(row, Mapping) else {}
        own = named.get(str(told.get("kind", "")), next(iter(named.values())))
        called = str(told.get("name") or told.get("starts_on") or number + 1)
        if told.get("kind"):
            called = f"{called} · {choice_label(str(told['kind']), language)}"
        made.append(_branch(own, told, f"{path}.{number}", called, language))
    adds = tuple((key, choice_label(key, language)) for key in named) if len(named) > 1 else (
        ("", label),
    )  # fmt: skip
    return Items(path, label, tuple(made), adds, name in ("tiers", "bands", "caps", "examples"))


def _mapped(kind: Any, value: Any, path: str, label: str) -> Input | Pairs:
    held = value if isinstance(value, Mapping) else {}
    if is_mapping(get_args(kind)[1]):
        rows = [f"{a} {b} {n}" for a, inside in held.items() for b, n in dict(inside).items()]
        return Input(path, label, "lines", "\n".join(rows))
    rows_told = [(str(name), _shown(number)) for name, number in held.items()]
    names = OFFERED.get(path.rpartition(".")[2], "")
    return Pairs(path, label, (*rows_told, *([("", "")] * EMPTY_PAIRS)), names)


def _input(
    field: "Field[Any]", kind: Any, value: Any, path: str, label: str, language: Language
) -> Input:
    # The pay of an example is worked out where it is left empty.
    needed = is_needed(field) and field.name != "pays"
    if value is None and field.default not in (MISSING, FOR_EVER):
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
    return Input(path, label, form, _shown(value), (), needed, OFFERED.get(field.name, ""))


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
    if inside is str:
        return Input(path, label, "lines", "\n".join(held), is_needed=needed)
    return Input(path, label, "text", ", ".join(_shown(one) for one in held), is_needed=needed)


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
