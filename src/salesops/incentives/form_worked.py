"""Examples whose pay was left empty, worked out by the plan they stand in."""

from collections.abc import Mapping
from typing import Any

from salesops.incentives.documents import example_pay
from salesops.incentives.fields import read
from salesops.incentives.form_typed import Told
from salesops.incentives.plan import Example, Plan
from salesops.incentives.plan_file import plan_of


def worked(told: Told) -> Told:
    """The plain data with the pay of every example that says none; as it is while faulty."""
    versions = told.get("versions")
    waiting = [(place, example) for place, each in enumerate(versions or ())
               for example in each.get("examples") or () if _waits(example)]  # fmt: skip
    if not waiting or not isinstance(versions, list):
        return told
    plan = plan_of({**told, "versions": [_without(each) for each in versions]})
    if isinstance(plan, Plan):
        for place, example in waiting:
            if (found := _example(example)) is not None:
                example["pays"] = f"{example_pay(plan, plan.versions[place], found):f}"
    return told


def _example(told: Mapping[str, Any]) -> Example | None:
    """What is asked; None where it cannot be read."""
    wrong: list[str] = []
    found = read(Example, {**told, "pays": 0}, lambda what, *_: wrong.append(what))
    return None if wrong else found


def _waits(example: Any) -> bool:
    return isinstance(example, dict) and "pays" not in example


def _without(version: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in version.items() if name != "examples"}
