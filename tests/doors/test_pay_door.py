"""`salesops pay`: a plan and its credits in, everybody's statement out, without a workspace."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doors.shell import Said, run

PLAN = """
name = "2026 销售激励"
currency = "CNY"
ends_before = 2027-01-01
plan_rates = { USD = "7.1" }

[[versions]]
starts_on = 2026-01-01

[[versions.components]]
name = "销售提成"
kind = "commission"
basis = "booked"
accumulate = "year"
tier_method = "marginal"
tiers = [{ ends = 1, rate = "0.03" }, { starts = 1, rate = "0.05" }]
"""
CREDITS = """工号,日期,金额,订单,币种
S1,2026-01-05,60万,A,
S1,2026/2/9,"600,000",B,CNY
S2,2026年2月10日,10000,C,USD
"""
QUOTAS = "工号,期间,目标\nS1,2026,100万\nS2,2026,80万\n"
Pay = Callable[..., Said]
GUIDES = Path(__file__).parents[2] / "docs" / "guide"
FILES = re.compile(r"cat > (\S+) <<'END'\n(.*?)END\n", re.DOTALL)
COMMAND = re.compile(r"^salesops (pay plan.*)$", re.MULTILINE)
PRINTED = re.compile(r"```\n\n```text\n(.*?)```", re.DOTALL)


@pytest.fixture
def pay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pay:
    """The command on files with this content, in a folder without a workspace."""
    monkeypatch.setenv("SALESOPS_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("SALESOPS_LANGUAGE", "en")

    def command(
        *words: str, plan: str = PLAN, credits: str = CREDITS, quotas: str = QUOTAS,
        issued: str = "",
    ) -> Said:  # fmt: skip
        texts = {"plan.toml": plan, "credits.csv": credits, "quotas.csv": quotas,
                 "issued.csv": issued}  # fmt: skip
        for name, text in texts.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        files: list[object] = [tmp_path / "plan.toml", tmp_path / "credits.csv"]
        for name in ("quotas", "issued"):
            if texts[f"{name}.csv"]:
                files += [f"--{name}", tmp_path / f"{name}.csv"]
        return run("pay", *files, *words)

    return command


def test_every_payee_and_period_has_a_row_whose_lines_say_why(pay: Pay) -> None:
    said = pay("--json", "--as-of", "2026-02-28")
    assert said.code == 0 and said.err == ""
    rows = {(r["payee"], r["period"]): r for r in said.json["rows"]}
    assert rows["S1", "2026-01"]["entitled"] == 18_000
    february = rows["S1", "2026-02"]
    assert [(line["tier"], line["basis"], line["amount"]) for line in february["lines"]] == [
        (0, 400_000, 12_000), (1, 200_000, 10_000),
    ]  # fmt: skip
    assert february["posted_in"] == said.json["open_period"] == "2026-02"
    orders = [(o["payee"], o["order"], o["basis"], o["amount"]) for o in said.json["orders"]]
    assert orders == [
        ("S1", "A", 600_000, 18_000), ("S1", "B", 600_000, 22_000), ("S2", "C", 71_000, 2_130),
    ]  # fmt: skip
    first = february["lines"][0]["explanation"]
    assert "超额累进" in first["zh"] and "marginal" in first["en"]
    assert rows["S2", "2026-02"]["entitled"] == 2_130


def test_what_was_issued_is_not_due_again(pay: Pay) -> None:
    issued = "工号,期间,组成项,金额\nS1,2026-01,销售提成,17000\n"
    said = pay("--json", issued=issued)
    entries = {(e["payee"], e["period"]): e["amount"] for e in said.json["entries"]}
    assert entries["S1", "2026-01"] == 1_000 and entries["S1", "2026-02"] == 22_000
    rows = "".join(
        f"{e['payee']},{e['period']},{e['component']},{e['amount']}\n" for e in said.json["entries"]
    )
    again = pay("--json", issued=issued + rows)
    assert again.code == 0 and again.json["entries"] == [] == again.json["payables"]


def test_the_table_has_a_line_for_each_payee_and_period(pay: Pay) -> None:
    said = pay()
    assert said.code == 0
    assert said.out.splitlines()[0].split() == [
        "payee", "period", "entitled", "issued", "due", "posted_in",
    ]  # fmt: skip
    assert len(said.out.splitlines()) == 4


def test_a_plan_that_is_wrong_pays_nobody(pay: Pay) -> None:
    said = pay(plan=PLAN.replace('currency = "CNY"\n', "").replace("0.03", "3"))
    assert said.code == 1 and said.out == ""
    assert "has no currency" in said.err
    high = pay(plan=PLAN.replace("0.03", "3"))
    assert high.code == 1 and "300%" in high.err and "销售提成" in high.err


def test_a_plan_whose_own_example_does_not_come_out_pays_nobody(pay: Pay) -> None:
    example = "starts_on = 2026-01-01\nexamples = [{ sold = 100, quota = 100, pays = 4 }]"
    said = pay(plan=PLAN.replace("starts_on = 2026-01-01", example))
    assert said.code == 1 and said.out == "" and "pays 4; it is 3.00" in said.err


def test_who_something_is_wrong_with_is_told_by_name_and_amount_and_the_rest_is_paid(
    pay: Pay,
) -> None:
    said = pay("--json", quotas="工号,期间,目标\nS1,2026,100万\nS2,2026,0\n")
    assert said.code == 1
    assert {row["payee"] for row in said.json["rows"]} == {"S1"}
    assert '"S2"' in said.err and "is 0" in said.err


def test_a_currency_without_a_rate_is_refused_with_its_line(pay: Pay) -> None:
    said = pay(credits=CREDITS.replace("USD", "EUR"))
    assert said.code == 1 and said.out == ""
    assert "line 4" in said.err and "EUR" in said.err and "10000" in said.err


def test_rows_that_name_nobody_or_an_unknown_role_are_refused(pay: Pay) -> None:
    said = pay(credits="payee,day,amount,role\n,2026-01-05,1,\nS1,2026-01-05,1,boss\n")
    assert said.code == 1 and "line 2" in said.err and "line 3" in said.err and "boss" in said.err


def test_a_basis_nothing_counts_and_a_quota_written_twice_are_told(pay: Pay) -> None:
    said = pay(credits="payee,day,amount,basis\nS1,2026-01-05,1,\nS1,2026-01-05,70,wished\n")
    assert said.code == 0 and "wished" in said.err and "70" in said.err
    twice = pay(quotas=QUOTAS + "S1,2026-03,5\n")
    assert twice.code == 1 and "S1" in twice.err and "already" in twice.err


@pytest.mark.parametrize("cell", ["600,000.00001", "许多"])
def test_an_amount_that_cannot_be_is_refused(pay: Pay, cell: str) -> None:
    said = pay(credits=CREDITS.replace("600,000", cell))
    assert said.code == 1 and "line 3" in said.err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guides_example_prints_what_it_says(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = (GUIDES / language / "pay.md").read_text("utf-8")
    for name, text in FILES.findall(guide):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (command,), (printed,) = COMMAND.findall(guide), PRINTED.findall(guide)
    assert run(*command.split()).out.splitlines() == printed.splitlines()
