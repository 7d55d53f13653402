"""Rules are written as data, and every fault in them is named."""

import json
import tomllib
from datetime import date
from typing import Any

import pytest

from salesops.kernel.problem import Language
from salesops.selling.automation import Condition, CreateTask, Event, Rule, When, planned
from salesops.selling.rulebook import TEMPLATES, from_dict, to_dict

CATALOGUE = {"deals": ("name", "amount", "stage", "status"), "leads": ("name", "source")}
WRITTEN = """
name = "大额商机"
[when]
kind = "changed"
table = "deals"
[[conditions]]
field = "amount"
operator = "at_least"
value = 500000
[[conditions]]
field = "stage"
operator = "changed"
[[actions]]
do = "create_task"
title = "复核 {name}"
due_in_workdays = 2
"""


def test_a_rule_is_read_from_toml() -> None:
    rule, problems = from_dict(tomllib.loads(WRITTEN), CATALOGUE)
    assert problems == []
    assert rule == Rule(
        "大额商机",
        When("changed", "deals"),
        (Condition("amount", "at_least", 500000), Condition("stage", "changed")),
        (CreateTask("复核 {name}", 2),),
    )


def changed(path: str, value: object) -> dict[str, Any]:
    """The written rule with one thing in it replaced, or removed where the value is None."""
    data = tomllib.loads(WRITTEN)
    here: Any = data
    *way, last = path.split(".")
    for step in way:
        here = here[int(step)] if step.isdigit() else here[step]
    if value is None:
        del here[last]
    else:
        here[int(last) if last.isdigit() else last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "code", "said"),
    [
        ("name", None, "missing_key", "name"),
        ("name", "  ", "wrong_value", "name"),
        ("nmae", "x", "unknown_key", "nmae"),
        ("when", None, "missing_key", "when"),
        ("when.kind", "sometimes", "unknown_choice", "sometimes"),
        ("when.table", "orders", "unknown_table", "orders"),
        ("when.who", "me", "unknown_key", "who"),
        ("conditions.0.field", "colour", "unknown_field", "colour"),
        ("conditions.0.operator", "like", "unknown_choice", "like"),
        ("conditions.0.value", None, "missing_key", "value"),
        ("conditions.0", {"field": "amount", "operator": "older_than_days", "value": "x"},
         "wrong_value", "x"),
        ("conditions", "amount > 5", "wrong_value", "amount > 5"),
        ("actions", [], "missing_key", "actions"),
        ("actions.0.do", "explode", "unknown_choice", "explode"),
        ("actions.0.title", None, "missing_key", "title"),
        ("actions.0.title", 5, "wrong_value", "5"),
        ("actions.0.due_in_workdays", True, "wrong_value", "True"),
        ("actions.0.colour", "red", "unknown_key", "colour"),
        ("actions.0", {"do": "set_field", "field": "colour", "value": "red"},
         "unknown_field", "colour"),
        ("is_active", "yes", "wrong_value", "yes"),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_what_would_do(
    path: str, value: object, code: str, said: str
) -> None:
    rule, problems = from_dict(changed(path, value), CATALOGUE)
    assert rule is None
    assert code in [problem.code for problem in problems]
    languages: list[Language] = ["zh", "en"]
    for problem in problems:
        assert all(problem.reason(lang) and problem.remedy(lang) for lang in languages)
    assert any(said in problem.reason("en") for problem in problems)


def test_all_faults_are_told_at_once() -> None:
    _, problems = from_dict({"nmae": "x", "actions": [{"do": "explode"}]})
    assert [problem.code for problem in problems] == [
        "unknown_key", "missing_key", "missing_key", "unknown_choice",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_template_can_be_written_and_read(language: Language) -> None:
    for rule in TEMPLATES[language]:
        assert from_dict(json.loads(json.dumps(to_dict(rule)))) == (rule, [])
    assert len({rule.name for rule in TEMPLATES[language]}) == len(TEMPLATES[language])
    assert all("{" not in rule.name for rule in TEMPLATES[language])


def test_the_templates_act_on_what_they_speak_of() -> None:
    won = Event(
        "changed", "deals", "D1", {"name": "泵", "status": "won"}, {"status": ("open", "won")}
    )
    plan = planned(TEMPLATES["zh"], won, date(2026, 3, 10))
    assert [firing.rule for firing in plan.firings] == ["赢单后交接与回访"]
