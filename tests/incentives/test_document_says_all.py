"""Nobody signs what they cannot read: whatever changes in a plan changes its text."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from salesops.incentives.documents import document
from salesops.incentives.payment import Draw
from salesops.incentives.plan import Payee, Plan
from tests.incentives.paying import D, commission, plan

TERMS = """
payment_cap = 9000
carry_limit = 50
year_starts_in = 4
plan_rates = { USD = "7" }
payment_rates = { USD = { "2026-01" = "7.1" } }
draw = { kind = "advance", amount = 5, periods = 3, forgiven_in = 6 }
"""
FIRST = """
target_pay = 60000
ramp = ["0.25", "0.5"]
relief = [{ payee = "bo", starts_on = 2026-02-01, ends_before = 2026-03-01, share = "0.5", reason = "leave" }]
examples = [{ sold = 1000, quota = 100000, pays = 30 }]
"""  # noqa: E501 - a table in TOML is one line
RICH = """
tie = "lower"
measure = "quantity"
products = ["P1"]
starts_on = 2026-02-01
ends_before = 2026-11-01
quota = "new"
weight = "0.8"
threshold = "0.5"
gates = [{ component = "spiff", at_least = "0.4" }]
multipliers = [{ component = "spiff", bands = [{ starts = 0, ends = 1, factor = "1.1" }] }]
matrices = [{ down = "bonus", across = "spiff", rows = [0, 1], columns = [0, 1], factors = [[1, 2], [2, 3]] }]
floor = { amount = 100 }
caps = [{ of = "payment", at_most = 900 }, { of = "attainment", at_most = 2 }]
holdback = { share = "0.1", periods = 3 }
returns = { reduce_attainment = false, clawback = "share", share = "0.5" }
windfall = { above = 5000 }
"""  # noqa: E501
OTHERS = """
[[versions.components]]
name = "bonus"
kind = "bonus"
basis = "booked"
accumulate = "quarter"
amount = 10
returns = { reduce_attainment = false, clawback = "prorated", months = 6 }
[[versions.components]]
name = "spiff"
kind = "spiff"
basis = ["booked", "collected"]
amount = 10
at_least = 1000
[[versions.components]]
name = "objectives"
kind = "objectives"
basis = "scored"
accumulate = "quarter"
objectives = { pipeline = 1 }
[[versions.components]]
name = "pool"
kind = "pool"
basis = "booked"
accumulate = "quarter"
tier_method = "interpolated"
tiers = [{ starts = 0, ends = 10, amount = 5 }, { starts = 10, ends = 30, amount = 9 }]
shares = { ann = "0.5", bo = "0.5" }
[[versions.components]]
name = "promise"
kind = "promise"
basis = "booked"
accumulate = "quarter"
"""
SECOND = """
[[versions]]
starts_on = 2026-07-01
target_pay = 70000
"""


def rich() -> Plan:
    """A plan that says something of everything."""
    found = plan(commission("0 0.1, 1 0.2", more='tier_unit = "attainment"' + RICH) + OTHERS
                 + SECOND + commission("0 0.1"), TERMS, FIRST)  # fmt: skip
    times = found.versions[1].components[0]
    tiers = (replace(times.tiers[0], rate=None, times=D(1)),)
    second = replace(found.versions[1], components=(replace(times, tiers=tiers),))
    return replace(found, versions=(found.versions[0], second))


def others(kind: Any, value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The same thing with one leaf of it changed, for every leaf, with its place."""
    kind = next((k for k in get_args(kind) if isinstance(value, get_origin(k) or k)), kind) if (
        get_origin(kind) in (Union, UnionType)) else kind  # fmt: skip
    if value is None:
        return
    if is_dataclass(value) and not isinstance(value, type):
        hints = get_type_hints(type(value))
        for field in fields(value):
            here = f"{place}.{field.name}"
            for at, other in others(hints[field.name], getattr(value, field.name), here):
                yield at, replace(value, **{field.name: other})
    elif isinstance(value, tuple):
        for n, one in enumerate(value):
            for at, other in others(get_args(kind)[0], one, f"{place}[{n}]"):
                yield at, (*value[:n], other, *value[n + 1 :])
    elif isinstance(value, Mapping):
        for name, one in value.items():
            for at, other in others(get_args(kind)[1], one, f"{place}.{name}"):
                yield at, {**value, name: other}
            yield f"{place}.{name}", {f"{k}x" if k == name else k: v for k, v in value.items()}
    elif get_origin(kind) is Literal:
        yield from ((place, other) for other in get_args(kind) if other != value)
    else:
        yield place, changed(value)


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    return value + ("x" if isinstance(value, str) else 1)


# What says nothing where it stands: the first version carries nothing over, the second has no
# condition, a whole calendar has no start of its own, and a returned share counts where returns
# leave attainment as it is.
SILENT = (
    "versions[0].carry_attainment", "versions[1].settled_by", "caps[1].per", "caps[1].refundable",
    "returns.share", "returns.months", "returns.attribution", "returns.clawback",
)  # fmt: skip
TOLD = ("components[0].returns.share", "components[1].returns.months",
        "components[0].returns.clawback", "components[1].returns.clawback")  # fmt: skip


def is_silent(place: str) -> bool:
    first = place.startswith(".versions[0]")
    if first and place.endswith(TOLD):
        return False
    if place.endswith("returns.attribution") and not place.endswith(
        ("[0].returns.attribution", "[1].returns.attribution")
    ):
        return False
    return place.endswith(SILENT)


def text(of: Plan, language: Any) -> str:
    return document(of, language).rpartition("\n\n")[0]


def test_whatever_changes_in_a_plan_changes_its_text_in_both_languages() -> None:
    of = rich()
    found = list(others(Plan, of))
    assert len(found) > 150
    for language in ("zh", "en"):
        before = text(of, language)
        same = [place for place, other in found
                if not is_silent(place) and text(other, language) == before]  # fmt: skip
        assert same == []


def test_an_own_plan_names_people_and_every_draw_says_what_becomes_of_it() -> None:
    names = {"bo": "Bob Li", "ann": "Ann Wu"}
    said = document(rich(), "en", names=names)
    assert "Bob Li" in said and "- Ann Wu: 50%" in said and "- bo:" not in said
    own = document(replace(rich(), payees=(Payee(payee="ann"),)), "en", names=names)
    assert "For Ann Wu." in own and "- Ann Wu: 50%" in own and "- Bob Li" not in own
    kinds = get_args(get_type_hints(Draw)["kind"])
    drawn = {document(replace(rich(), draw=Draw(kind=kind, amount=Decimal(7))), "zh")
             for kind in kinds}  # fmt: skip
    assert len(drawn) == 4
