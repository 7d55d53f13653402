"""`salesops allocate`: two files in, everybody's targets out, without a workspace."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.doors.shell import Said, Shell, run

GOAL = """
amount = "10000000.01"
currency = "CNY"
unit = "0.01"
starts_on = 2026-01-01
periods = 12
weights = { potential = 0.6, last_year = 0.4 }
"""
TREE = """节点,上级,potential,last_year,pin,floor,cap
公司,,,,,,
华东,公司,,,,,
华北,公司,,,,,

李雷,华东,１２０万,80万,,,
韩梅梅,华东,60万,90万,"1,500,000",,
王强,华北,80万,"600,000.50",,,4000000
赵敏,华北,,70万,,,
"""
Allocate = Callable[..., Said]


@pytest.fixture
def allocate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Allocate:
    """The command on two files with this content, in a folder without a workspace."""
    monkeypatch.setenv("SALESOPS_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("SALESOPS_LANGUAGE", "en")

    def command(*words: str, goal: str = GOAL, tree: str | bytes = TREE) -> Said:
        (tmp_path / "goal.toml").write_text(goal, encoding="utf-8")
        (tmp_path / "tree.csv").write_bytes(tree.encode() if isinstance(tree, str) else tree)
        return run("allocate", tmp_path / "goal.toml", tmp_path / "tree.csv", *words)

    return command


def wholes(said: Said) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in said.json:
        found[row["node"]] += Decimal(row["target"])
    return dict(found)


def test_every_node_and_month_has_an_exact_target_and_says_where_it_comes_from(
    allocate: Allocate,
) -> None:
    said = allocate("--json")
    assert said.code == 0 and said.err == ""
    found = wholes(said)
    assert found["公司"] == Decimal("10000000.01") == found["华东"] + found["华北"]
    assert found["韩梅梅"] == Decimal(1_500_000)
    assert found["李雷"] + found["韩梅梅"] == found["华东"]
    assert len(said.json) == 7 * 12
    first = next(row for row in said.json if row["node"] == "李雷")
    assert first["period"] == "2026-01" and isinstance(first["target"], str)
    assert first["shares"] == {"potential": 0.666667, "last_year": 0.470588}
    assert (first["season"], first["pin"], first["held"]) == (0.083333, None, None)
    assert abs(first["rounding"]) < 1
    pinned = next(row for row in said.json if row["node"] == "韩梅梅")
    assert (pinned["pin"], pinned["held"]) == ("1500000.00", "pin")


def test_lines_months_and_people_add_up_in_every_direction(allocate: Allocate) -> None:
    goal = GOAL + 'products = { "硬件" = 0.7, "软件" = 0.3 }\ndays = "workdays"'
    cells: dict[tuple[str, str, str], Decimal] = {
        (row["node"], row["period"], row["product"]): Decimal(row["target"])
        for row in allocate("--json", goal=goal).json
    }
    for (node, period, product), target in cells.items():
        below = {"公司": ("华东", "华北"), "华东": ("李雷", "韩梅梅"), "华北": ("王强", "赵敏")}
        if node in below:
            assert target == sum(cells[child, period, product] for child in below[node])
    hardware = sum(v for (n, _, p), v in cells.items() if n == "公司" and p == "硬件")
    assert hardware == Decimal("7000000.01")
    january, february = (cells["公司", f"2026-0{n}", "硬件"] for n in (1, 2))
    assert round(january / february, 6) == Decimal(21) / 16


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_tree_may_be_in_any_encoding(allocate: Allocate, encoding: str) -> None:
    assert allocate("--json", tree=TREE.encode(encoding)).out == allocate("--json").out


def test_the_order_of_rows_changes_nothing(allocate: Allocate) -> None:
    heading, *rows = [line for line in TREE.splitlines() if line]
    said = allocate("--json", tree="\n".join([heading, *reversed(rows)]))
    assert said.out == allocate("--json").out


def test_a_table_and_a_csv_hold_the_same(allocate: Allocate) -> None:
    rows = list(csv.DictReader(io.StringIO(allocate("--format", "csv").out)))
    assert [row["target"] for row in rows] == [row["target"] for row in allocate("--json").json]
    assert rows[-1]["shares"].startswith("potential=")
    assert "10000000.01" not in allocate().out and "李雷" in allocate().out


def test_everything_wrong_is_told_with_its_node_and_ends_with_1(allocate: Allocate) -> None:
    tree = "node,parent,potential,last_year,pin\n公司,,,,\n甲,公司,-1,1,\n乙,丙,1,1,20000000\n"
    said = allocate("--json", tree=tree)
    assert said.code == 1 and said.out == ""
    assert 'tree.csv line 3: The potential of "甲" is negative: -1.' in said.err
    assert 'tree.csv line 4: "乙" has the parent "丙", which is not in the table.' in said.err
    assert '"乙" is pinned to 20000000.00' in said.err


def test_caps_that_strand_an_amount_say_how_much(allocate: Allocate) -> None:
    rows = ("公司,,,,", "甲,公司,1,1,4000000", "乙,公司,1,1,5000000")
    tree = "\n".join(["node,parent,potential,last_year,cap", *rows])
    said = allocate(tree=tree)
    assert said.code == 1 and "1000000.01 stranded (乙, 甲)" in said.err


def test_a_cell_that_is_no_number_is_told_beside_all_else(allocate: Allocate) -> None:
    tree = "node,parent,potential,last_year,currency\n公司,,,,\n甲,公司,abc,1,USD\n甲,公司,1,1,\n"
    said = allocate(tree=tree)
    assert said.code == 1
    for told in ("no number: abc", "mixes currencies: CNY and USD", "stands here 2 times"):
        assert told in said.err


def test_a_goal_that_cannot_be_read_is_told_in_sentences(allocate: Allocate) -> None:
    said = allocate(goal=GOAL.replace("amount", "amonut"))
    assert said.code == 1 and "Perhaps it should be amount" in said.err


def test_a_table_without_a_parent_column_is_refused(allocate: Allocate) -> None:
    said = allocate(tree="node,potential,last_year\n公司,1,1\n")
    assert "no column parent" in said.err


def test_a_remark_is_told_beside_the_targets(allocate: Allocate) -> None:
    tree = "node,parent,potential,last_year\n公司,,,\n甲,公司,1,0\n乙,公司,1,0\n"
    said = allocate("--json", tree=tree)
    assert said.code == 0 and "only the other metrics count there" in said.err
    assert wholes(said)["乙"] == Decimal("5000000.01")


def test_it_is_a_command_of_its_own_process_too(tmp_path: Path) -> None:
    (tmp_path / "goal.toml").write_text(GOAL, encoding="utf-8")
    (tmp_path / "tree.csv").write_text(TREE, encoding="utf-8")
    said = Shell(tmp_path / "none")(
        "allocate", tmp_path / "goal.toml", tmp_path / "tree.csv", "--json"
    )
    assert said.code == 0 and wholes(said)["公司"] == Decimal("10000000.01")
    assert not (tmp_path / "none").exists()


def test_seasons_come_from_a_history_beside_the_goal(allocate: Allocate, tmp_path: Path) -> None:
    months = [f"公司,2025-{n:02},{'2万' if n == 6 else 10000}" for n in range(1, 13)]
    text = "\n".join(["节点,月份,金额", *months, "走了,2025-01,1"])
    (tmp_path / "history.csv").write_bytes(text.encode("gb18030"))
    said = allocate("--json", goal=GOAL + 'history = "history.csv"')
    assert said.code == 0 and '"走了" is not in the tree' in said.err
    june = next(r for r in said.json if r["node"] == "李雷" and r["period"] == "2026-06")
    assert june["season"] == round(2 / 13, 6)


def test_a_history_with_a_gap_or_nonsense_is_refused(allocate: Allocate, tmp_path: Path) -> None:
    (tmp_path / "history.csv").write_text("node,month,amount\n公司,2025-01,5\n公司,2025-02,x\n")
    goal = GOAL + 'history = "history.csv"'
    said = allocate(goal=goal)
    assert said.code == 1 and 'history.csv line 3: The amount of "公司" is no number: x' in said.err
    (tmp_path / "history.csv").write_text("node,month,amount\n公司,2025-01,5\n")
    assert '"公司" has no seasonal index for 2026-02, 2026-03' in allocate(goal=goal).err
    (tmp_path / "history.csv").write_text("node,amount\n公司,5\n")
    assert "no column month" in allocate(goal=goal).err
    (tmp_path / "history.csv").unlink()
    assert allocate(goal=goal).code == 1
