"""Laws of a plan as data: TOML, form and schema say all that its dataclasses can, and no more."""

import json
import tomllib
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from salesops.incentives.fields import read, written
from salesops.incentives.form_typed import typed
from salesops.incentives.plan import Plan
from salesops.incentives.plan_file import plan_schema, toml
from tests.incentives.test_form import sent

# A whole plan is too large a thing to be made smaller step by step, and takes a while to draw.
LAW = settings(
    max_examples=12, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[
        HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example,
    ],
)  # fmt: skip
NAMES = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=6
).filter(lambda name: name == name.strip())
CODES = st.sampled_from(["USD", "EUR", "2026-01"])
NUMBERS = st.decimals(0, 10**9, places=4, allow_nan=False, allow_infinity=False)
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    Decimal: NUMBERS, date: st.dates(date(1990, 1, 1), date(2190, 1, 1)), str: NAMES,
    int: st.integers(0, 10_000), bool: st.booleans(),
}  # fmt: skip


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Anything a type can hold; lists and names are never empty, currencies and periods codes."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return st.one_of(*(st.none() if one is type(None) else any_of(one) for one in args))
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple:
        # A choice is made once, everything else may come again.
        once = {"unique": True} if get_origin(args[0]) is Literal else {}
        return st.lists(any_of(args[0]), min_size=1, max_size=2, **once).map(tuple)
    if origin is not None:
        if get_origin(args[1]):
            rates = st.dictionaries(CODES, NUMBERS, min_size=1, max_size=2)
            return st.dictionaries(CODES, rates, min_size=1, max_size=2)
        return st.dictionaries(NAMES, any_of(args[1]), min_size=1, max_size=2)
    return dataclass_of(kind) if is_dataclass(kind) else LEAVES[kind]


@st.composite
def dataclass_of(draw: st.DrawFn, kind: Any) -> Any:
    """Every field that must be told, and some of those that may be."""
    hints, told = get_type_hints(kind), {}
    for field in fields(kind):
        is_needed = field.default is MISSING and field.default_factory is MISSING
        is_asked = field.name != "payees" and (field.name != "kind" or is_needed)
        if is_asked and (is_needed or draw(st.booleans())):
            told[field.name] = draw(ordered(field.name, hints[field.name]))
    return kind(**told)


def ordered(name: str, kind: Any) -> st.SearchStrategy[Any]:
    """A component's own name apart: the bases of credits are ticked, each once."""
    if name == "basis":
        return st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple)
    return any_of(kind)


def refused(what: str, place: str, value: object) -> None:
    raise AssertionError(f"{what} at {place}: {value!r}")


def sorted_bases(told: Any) -> Any:
    """A form ticks bases and roles in its own order: what counts is a set."""
    if isinstance(told, dict):
        return {k: sorted(v) if k in ("basis", "roles") else sorted_bases(v)
                for k, v in told.items()}  # fmt: skip
    return [sorted_bases(one) for one in told] if isinstance(told, list) else told


@LAW
@given(dataclass_of(Plan))
def test_toml_says_all_that_a_plan_can(plan: Plan) -> None:
    assert read(Plan, tomllib.loads(toml(plan), parse_float=Decimal), refused) == plan


@LAW
@given(dataclass_of(Plan))
def test_a_form_says_all_that_a_plan_can(plan: Plan) -> None:
    found = read(Plan, typed(sent(written(plan))), refused)
    assert sorted_bases(written(found)) == sorted_bases(written(plan))


@LAW
@given(dataclass_of(Plan))
def test_the_schema_fits_every_plan(plan: Plan) -> None:
    told = json.loads(json.dumps(written(plan), default=str))
    Draft202012Validator(plan_schema()).validate(told)


def test_the_schema_refuses_what_no_plan_can_say() -> None:
    schema = plan_schema()
    Draft202012Validator.check_schema(schema)
    good = {"name": "2026", "currency": "CNY", "ends_before": "2027-01-01", "versions": []}
    spoilt = [{**good, "discount": 1}, {**good, "currency": 7}, {**good, "leaver": "fire"}]
    checks = Draft202012Validator(schema)
    assert [checks.is_valid(one) for one in [good, *spoilt]] == [True, False, False, False]
