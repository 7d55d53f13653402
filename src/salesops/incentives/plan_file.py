"""A plan as a person writes it down in TOML, and its hash for acknowledgement."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from salesops.incentives import words as w
from salesops.incentives.fields import read, schema, written
from salesops.incentives.labels import place_labels
from salesops.incentives.plan import Payee, Plan, Version
from salesops.incentives.plan_checks import plan_problems
from salesops.kernel.problem import Problem, Where, Wording

SAID: Mapping[str, Wording] = {"missing": w.MISSING, "unknown": w.UNKNOWN, "bad": w.BAD,
                            "choice": w.NO_CHOICE}  # fmt: skip


def plan_file(text: str, name: str | None = None) -> Plan | list[Problem]:
    """The plan a TOML text describes, or everything that is wrong with it."""
    try:
        told = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return [Problem(w.NOT_TOML, Where(file=name), {"detail": str(error)})]
    return plan_of(told, name)


def plan_of(told: Mapping[str, Any], name: str | None = None) -> Plan | list[Problem]:
    """The plan of plain data, as a file or a form holds it, or everything wrong with it."""
    problems: list[Problem] = []

    def say(what: str, place: str, value: object) -> None:
        if what == "missing" and place == "currency":
            problems.append(Problem(w.NO_CURRENCY, Where(file=name), {"plan": told.get("name")}))
            return
        values = {"field": place, "told": value, **place_labels(place)}
        if what == "choice" and isinstance(value, tuple):
            values["told"], values["choices"] = value
        problems.append(Problem(SAID[what], Where(file=name), values))

    plan = read(Plan, told, say)
    return problems or plan_problems(plan, name) or plan


def toml(plan: Plan) -> str:
    """The plan as TOML, without what is as by default; reading it gives the same plan."""
    return "\n".join(_tables(written(plan), ())) + "\n"


def plan_schema() -> dict[str, Any]:
    """The JSON schema of a plan: what a form shows and a file may hold."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema(Plan)}


def terms(plan: Plan, before: date) -> Plan:
    """What a plan said for the days before a date: not who came, nor rates of payment since."""
    held = tuple(v for v in plan.versions if v.starts_on < before)
    return replace(plan, versions=held, payees=(), payment_rates={}, ends_before=date.max)


def fingerprint(plan: Plan | Version) -> str:
    """The hash that an acknowledgement signs: of what the plan says, however it is written."""
    return hashlib.sha256(_told(plan).encode()).hexdigest()


def fingerprints(plan: Plan) -> Callable[[Payee], str]:
    """The fingerprint of the plan for one payee, for many of them: the rest is written once."""
    mark = Payee(payee="\0")
    head, _, tail = _told(replace(plan, payees=(mark,))).partition(_told(mark))
    begun = hashlib.sha256(head.encode())

    def found(payee: Payee) -> str:
        whole = begun.copy()
        whole.update((_told(payee) + tail).encode())
        return whole.hexdigest()

    return found


def _told(of: Plan | Version | Payee) -> str:
    return json.dumps(written(of), sort_keys=True, default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _tables(of: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Values first, then tables and lists of tables, as TOML wants them."""
    for name, value in of.items():
        if not _is_tables(value):
            yield f"{_key(name)} = {_value(value)}"
    for name, value in of.items():
        if _is_tables(value):
            here = (*path, name)
            for table in value:
                yield f"\n[[{'.'.join(map(_key, here))}]]"
                yield from _tables(table, here)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        told = (f"{_key(name)} = {_value(one)}" for name, one in value.items() if one is not None)
        return "{ " + ", ".join(told) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, date | int):
        return str(value)
    if isinstance(value, Decimal):
        return f'"{value:f}"'
    return _quoted(str(value))


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _quoted(name)


def _quoted(text: str) -> str:
    """TOML forbids what JSON allows: the sign that deletes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
