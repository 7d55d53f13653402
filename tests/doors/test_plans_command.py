"""`salesops plans`: versions, targets, explanations, bridges and files, as far as one sees."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from salesops.web.targets.actions.inputs import set_stance
from salesops.web.targets.actions.plans import copy_plan
from salesops.web.targets.models import Stance
from tests.doors.shell import run
from tests.doors.test_plans import LINES, REVENUE, drafted, pin, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESOPS_HOME", str(home))
    monkeypatch.setenv("SALESOPS_LANGUAGE", "en")


def test_targets_are_told_by_node_by_month_and_by_line_and_sum_to_the_goal(user):
    drafted(user, shares=LINES)
    (listed,) = [one for one in run("plans", "list", "--json").json if one["plan_id"] == "P"]
    assert (listed["status"], listed["goals"][0]["amount"]) == ("draft", "1000.01")
    people = [row for row in run("plans", "show", "P", "--json").json if row["kind"] == "person"]
    assert sum(Decimal(row["target"]) for row in people) == Decimal("1000.01")
    for by in ("month", "line"):
        rows = run("plans", "show", "P", "--by", by, "--json").json
        parts = [Decimal(row["target"]) for row in rows if row["key"] == "bo"]
        (bo,) = [row for row in people if row["key"] == "bo"]
        assert len(parts) == (12 if by == "month" else len(LINES))
        assert sum(parts) == Decimal(bo["target"])


def test_what_contradicts_itself_is_named_with_its_node_and_ends_with_one(user):
    drafted(user)
    set_stance(
        actor=user("olga"), plan_id="P", metric=REVENUE, key="cy", values={"pin": Decimal(9999)},
        reason="合同", anyway=True,
    )  # fmt: skip
    told = run("plans", "show", "P")
    assert told.code == 1 and "Cy" in told.err and "9,999" in told.err


def test_a_number_is_explained_by_key_or_by_name(user):
    drafted(user)
    pin(user, "cy", "200")
    by_key, by_name = (run("plans", "explain", "P", node).out for node in ("cy", "Cy"))
    assert by_key == by_name and "Limit: pinned" in by_key and "Target: 200" in by_key
    assert run("plans", "explain", "P", "cy", "--json").json["explanation"]["target"] == "200"
    assert run("plans", "explain", "P", "nobody").code == 1


def test_the_bridge_of_a_replan_is_told(user):
    drafted(user)
    published(user)
    again = copy_plan(
        actor=user("olga"), plan_id="P", name="Q3", holds_from=date(2090, 7, 1), reason="复核"
    )
    rows = run("plans", "compare", "P", again.pk, "--json").json
    assert {(row["goal"], row["moved"], row["change"]) for row in rows} == {("0", "0", "0")}


def test_a_file_taken_out_comes_back_in_as_it_is_changed(user, tmp_path):
    drafted(user)
    file = tmp_path / "plan.csv"
    assert run("plans", "export", "P", "-o", file).code == 0
    text = file.read_text("utf-8-sig")
    assert text == run("plans", "export", "P").out.removeprefix("\ufeff")
    head, *rows = text.splitlines()
    at = head.split(",").index("pin")
    changed = [",".join("250" if n == at and r.startswith("cy,") else cell
               for n, cell in enumerate(r.split(","))) for r in rows]  # fmt: skip
    file.write_text("\n".join([head, *changed, ""]), "utf-8")
    assert run("plans", "bring", "P", file).code == 0
    assert Stance.objects.get(goal__plan="P", node__key="cy").pin == Decimal(250)
    file.write_text(text.replace("node,parent", "x,parent"), "utf-8")
    refused = run("plans", "bring", "P", file)
    assert refused.code == 1 and "no column node" in refused.err
    assert run("plans", "export", "P", "-o", tmp_path / "plan.xlsx").code == 0
    assert (tmp_path / "plan.xlsx").read_bytes()[:2] == b"PK"


def test_a_stranger_sees_no_more_than_on_the_page(user):
    drafted(user)
    seen = {row["key"] for row in run("plans", "show", "P", "--as", "cy", "--json").json}
    assert seen == {"cy"}
    assert run("plans", "explain", "P", "bo", "--as", "cy").code == 1
    assert run("plans", "list", "--as", "adam").code == 1
    assert run("plans", "export", "P", "--as", "cy").out.count("\n") == 2


def test_a_plan_is_named_by_its_id_or_by_a_name_that_only_it_has(user):
    drafted(user)
    assert (
        run("plans", "show", "2090 年目标", "--json").json
        == run("plans", "show", "P", "--json").json
    )
    copy_plan(actor=user("olga"), plan_id="P", name="2090 年目标")
    told = run("plans", "show", "2090 年目标")
    assert told.code == 1 and "no such plan" in told.err
