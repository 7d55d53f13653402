"""Every row is accepted or rejected, and what was rejected comes back corrected."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from salesops.ingest.batch import write_batch
from salesops.ingest.intake import INTAKES
from salesops.ingest.run import Known, Outcome, ingest
from tests.ingest.conftest import BringIn, rows

HEADING = "订单行号,订单号,下单日期,客户编码,数量,金额\n"
GOOD = "L1,A1,2025-03-01,C1,2,100.5\nL2,A1,2025-03-01,C2,1,3\n"


def batch(outcome: object, home: Path, name: str) -> Path:
    made_at = datetime(2025, 3, 5)
    return write_batch(outcome, home, name, made_at, "ada") / "rows.parquet"  # type: ignore[arg-type]


def test_the_same_file_again_changes_nothing(bring_in: BringIn, tmp_path: Path) -> None:
    first = batch(bring_in("orders", HEADING + GOOD), tmp_path, "b1")
    again = bring_in("orders", HEADING + GOOD, live=[first])
    assert (again.accepted, again.unchanged, again.frame, again.supersedes) == (2, 2, None, None)


def test_a_batch_replaces_the_older_rows_of_its_keys_and_repeats_the_others(
    bring_in: BringIn, tmp_path: Path
) -> None:
    first = batch(bring_in("orders", HEADING + GOOD), tmp_path, "b1")
    changed = bring_in("orders", HEADING + GOOD.replace("100.5", "99"), live=[first])
    assert (changed.accepted, changed.unchanged) == (2, 1)
    assert [row["net_amount"] for row in rows(changed)] == [99, 3]
    assert changed.supersedes is not None
    replaced = pl.read_parquet(changed.supersedes).to_dicts()
    assert replaced == [{"batch_id": "b1", "line_id": "L1"}, {"batch_id": "b1", "line_id": "L2"}]
    second = batch(changed, tmp_path, "b2")
    back = bring_in("orders", HEADING + GOOD, live=[first, second])
    assert (back.unchanged, rows(back)[0]["net_amount"]) == (1, Decimal("100.5"))


def test_a_row_twice_is_one_row_and_a_contradiction_is_rejected(bring_in: BringIn) -> None:
    text = HEADING + GOOD + "L1,A1,2025/3/1,C1,2,¥100.50\nL2,A1,2025-03-01,C2,1,4\n"
    outcome = bring_in("orders", text)
    assert (outcome.accepted, outcome.unchanged, outcome.rejected) == (3, 1, 1)
    problem = outcome.problems[0]
    assert (problem.code, problem.where.line) == ("same_key_other_content", 5)
    assert "3" in problem.reason("zh") and "line 3" in problem.reason("en")


def test_a_contradiction_is_found_across_pieces_of_a_large_file(bring_in: BringIn) -> None:
    many = "".join(f"{i},公司{i}{'x' * 30}\n" for i in range(230_000))
    outcome = bring_in(
        "accounts", "客户编码,客户名称\n" + many + "7,别的公司\n8,公司8" + "x" * 30 + "\n"
    )
    assert (outcome.rejected, outcome.unchanged) == (1, 1)
    assert "line 9 " in outcome.problems[0].reason("en")


def test_an_unknown_parent_is_rejected_with_the_name_it_was_meant_to_be(bring_in: BringIn) -> None:
    text = (
        "订单行号,订单号,下单日期,客户,数量,金额\n"
        "L1,A1,2025-03-01,华为技术公司,2,1\nL2,A1,2025-03-01,中兴,2,1\n"
    )
    outcome = bring_in("orders", text, known={"accounts": ["华为技术有限公司", "华为技术 公司"]})
    first, second = outcome.problems
    assert (first.code, second.code) == ("unknown_reference", "unknown_reference")
    assert "华为技术 公司" in first.remedy("zh")
    assert "有" not in second.remedy("zh")
    assert first.reason("zh") == "客户里没有“华为技术公司”"


def test_a_code_that_differs_in_a_digit_is_not_proposed(bring_in: BringIn) -> None:
    outcome = bring_in("orders", HEADING + GOOD, known={"accounts": ["C1", "C3"]})
    assert "C3" not in outcome.problems[0].remedy("en")


def test_a_quota_for_an_unknown_region_is_rejected(bring_in: BringIn) -> None:
    text = "方案,区域编码,期间,指标\n2025,华东,2025-01,100\n2025,火星,2025-01,100\n"
    outcome = bring_in("quotas", text, known={"regions": ["华东"]})
    assert (outcome.accepted, [p.where.value for p in outcome.problems]) == (1, ["火星"])


def test_a_table_that_names_itself_knows_the_rows_of_its_own_file(bring_in: BringIn) -> None:
    text = "区域编码,区域名称,上级区域\nSH,上海,HD\nHD,华东,CN\nCN,全国,\nX,飞地,YY\n"
    outcome = bring_in("regions", text, known={"regions": []})
    assert (outcome.accepted, [p.where.value for p in outcome.problems]) == (3, ["YY"])


@pytest.mark.parametrize(
    ("text", "starts_on", "ends_before"),
    [
        ("2025-01", date(2025, 1, 1), date(2025, 2, 1)),
        ("202501", date(2025, 1, 1), date(2025, 2, 1)),
        ("2025年1月", date(2025, 1, 1), date(2025, 2, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1)),
        ("2025Q1", date(2025, 1, 1), date(2025, 4, 1)),
        ("2025-Q4", date(2025, 10, 1), date(2026, 1, 1)),
        ("Q2 2025", date(2025, 4, 1), date(2025, 7, 1)),
        ("2025年三季度", date(2025, 7, 1), date(2025, 10, 1)),
        ("2025H2", date(2025, 7, 1), date(2026, 1, 1)),
        ("2025上半年", date(2025, 1, 1), date(2025, 7, 1)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2025/2/1", date(2025, 2, 1), date(2025, 3, 1)),
    ],
)
def test_a_quota_says_its_period_in_one_cell(
    bring_in: BringIn, text: str, starts_on: date, ends_before: date
) -> None:
    outcome = bring_in("quotas", f"方案,工号,期间,指标（万元）\n2025,E1,{text},12.5\n")
    row = rows(outcome)[0]
    assert (row["starts_on"], row["ends_before"]) == (starts_on, ends_before)
    assert row["amount"] == 125_000


def test_a_period_without_end_or_that_runs_backwards_is_rejected(bring_in: BringIn) -> None:
    text = "方案,工号,开始日期,结束日期,指标\n1,E1,2025-01-15,,1\n1,E1,2025-03-01,2025-02-01,1\n"
    assert bring_in("quotas", text).problem_counts == {"no_period_end": 1, "period_backwards": 1}


def test_returns_are_negative_however_the_source_signs_them(bring_in: BringIn) -> None:
    text = (
        "订单行号,订单号,下单日期,客户编码,数量,原价金额,金额,成本,是否退货\n"
        "L1,A1,2025-03-01,C1,2,10,8,4,是\nL2,A1,2025-03-01,C1,-2,-10,8,4,\n"
        "L3,A1,2025-03-01,C1,2,10,8,4,否\nL4,A1,2025-03-01,C1,1,10,-8,4,\n"
    )
    found = [
        tuple(row[n] for n in ("quantity", "list_amount", "net_amount", "cost", "is_return"))
        for row in rows(bring_in("orders", text))
    ]
    assert found == [(-2, -10, -8, -4, True), (-2, -10, -8, -4, True), (2, 10, 8, 4, False),
                     (1, 10, -8, 4, False)]  # fmt: skip


def test_people_start_on_the_day_they_were_hired(bring_in: BringIn) -> None:
    text = "工号,姓名,入职日期,部门\n001,王芳,2020-05-06,销售部/华东大区/上海一组\n"
    assert rows(bring_in("people", text))[0]["starts_on"] == date(2020, 5, 6)


def test_a_deal_is_won_lost_or_open(bring_in: BringIn) -> None:
    text = "商机编号,阶段,状态\n1,赢单,\n2,方案报价,\n3,谈判,Lost\n4,谈判,睡着了\n"
    outcome = bring_in("deals", text)
    assert [row["status"] for row in rows(outcome)] == ["won", "open", "lost"]
    assert "open, won, lost" in outcome.problems[0].remedy("en")


def test_a_problem_calls_its_field_as_people_do(bring_in: BringIn) -> None:
    outcome = bring_in("deals", "商机编号,阶段,状态\n1,赢单,\n2,谈判,睡着了\n")
    asleep = outcome.problems[0]
    assert (asleep.reason("zh"), asleep.reason("en")) == (
        "“商机状态”不能是“睡着了”", "“Deal status” cannot be “睡着了”",
    )  # fmt: skip
    missing = bring_in("accounts", "客户编号,客户名称\nC1,\n").problems[0]
    assert (missing.reason("zh"), missing.reason("en")) == ("“客户”不能为空", "“Customer” is empty")


def test_tables_without_an_id_get_one_from_their_key(bring_in: BringIn) -> None:
    text = "区域编码,产品线,期间,市场规模\nHD,阀门,2025Q1,12.5亿\nHD,水泵,2025Q1,3亿\n"
    first, again = (rows(bring_in("market_sizes", text)) for _ in range(2))
    ids = [row["market_size_id"] for row in first]
    assert len(set(ids)) == 2
    assert ids == [row["market_size_id"] for row in again]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_rejected_rows_can_be_corrected_and_imported_again(
    bring_in: BringIn, tmp_path: Path, encoding: str, separator: str
) -> None:
    text = HEADING + GOOD + 'L3,A2,2025-02-30,C1,1,"甲 1""万"\nL4,A2,2025-03-04,C9,1,5\n'
    outcome = bring_in(
        "orders", text.replace(",", separator).encode(encoding), known={"accounts": ["C1", "C2"]}
    )
    assert (outcome.accepted, outcome.rejected) == (2, 2)
    assert outcome.problems_file is not None
    rejected = outcome.problems_file.read_bytes().decode(encoding)
    heading = rejected.splitlines()[0].split(separator)
    assert heading == [
        *HEADING.strip().split(","),
        "行号/line",
        "列/column",
        "原因/reason",
        "处理/remedy",
    ]
    assert f"{separator}4{separator}" in rejected.splitlines()[1]
    fixed = rejected.replace("2025-02-30", "2025-02-28").replace("C9", "C2")
    fixed = fixed.replace('"甲 1""万"', "1万")
    first = batch(outcome, tmp_path, "b1")
    again = bring_in(
        "orders", fixed.encode(encoding), known={"accounts": ["C1", "C2"]}, live=[first]
    )
    assert (again.rows, again.accepted, again.unchanged, again.rejected) == (2, 2, 0, 0)
    assert [row["net_amount"] for row in rows(again)] == [10_000, 5]


def test_a_workbook_of_rejected_rows_can_be_imported_again(
    bring_in: BringIn, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for cells in (("客户编码", "客户名称", "建档日期"), ("007", "=甲", "2025-02-30")):
        book.active.append(cells)
    book.active["B2"].data_type = "s"
    book.save(tmp_path / "a.xlsx")
    outcome = bring_in("accounts", tmp_path / "a.xlsx")
    assert outcome.problems_file is not None
    rejected = openpyxl.load_workbook(outcome.problems_file)
    assert rejected.active["B2"].value == "=甲" and rejected.active["B2"].data_type == "s"
    rejected.active["C2"].value = "2025-02-28"
    rejected.save(tmp_path / "fixed.xlsx")
    again = bring_in("accounts", tmp_path / "fixed.xlsx")
    assert (rows(again)[0]["account_id"], again.rejected) == ("007", 0)


def test_ids_made_from_lines_survive_the_way_through_the_rejected_rows(
    bring_in: BringIn, tmp_path: Path
) -> None:
    text = "订单号,下单日期,客户编码,数量,金额\nA1,2025-03-01,C1,1,1\nA1,2025-02-30,C1,1,1\n"
    outcome = bring_in("orders", text)
    first = batch(outcome, tmp_path, "b1")
    fixed = (first.parent / "problems.csv").read_text(encoding="utf-8").replace("02-30", "02-28")
    again = bring_in("orders", fixed, live=[first])
    assert [row["line_id"] for row in rows(again)] == ["A1-3"]
    assert again.supersedes is None


def test_a_dry_run_shows_everything_and_writes_no_rows(bring_in: BringIn) -> None:
    outcome = bring_in("orders", HEADING + GOOD + "L3,A1,昨天,C1,1,1\n", dry_run=True)
    assert (outcome.accepted, outcome.rejected, outcome.frame) == (2, 1, None)
    assert outcome.mapping is not None and outcome.mapping.guessed
    assert outcome.preview["line_id"].to_list() == ["L1", "L2"]
    assert len(outcome.problems) == 1


def test_only_the_first_problems_are_shown_and_all_are_counted(bring_in: BringIn) -> None:
    lines = "".join(f"L{i},A1,昨天,C1,1,1\n" for i in range(1500))
    outcome = bring_in("orders", HEADING + lines)
    assert (len(outcome.problems), outcome.problem_counts) == (1000, {"not_a_date": 1500})
    assert outcome.problems_file is not None
    assert len(outcome.problems_file.read_text(encoding="utf-8").splitlines()) == 1501


def test_a_mapping_can_name_a_column_the_file_lacks(bring_in: BringIn) -> None:
    toml = 'table = "accounts"\n[fields]\naccount_id = "编号"\nname = "客户名称"\n'
    outcome = bring_in("accounts", "客户编码,客户名称\n1,甲\n", toml=toml)
    assert outcome.fatal is not None
    assert outcome.fatal.code == "no_such_column"
    assert "客户编码" in outcome.fatal.reason("zh")


def test_a_dry_run_of_the_head_says_of_about_how_many_rows(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(HEADING + "".join(f"L{i},A{i},2025-03-01,C1,2,1\n" for i in range(1000)))

    def judged(at_most: int, *, dry_run: bool = True) -> Outcome:
        (into := tmp_path / f"{at_most}{dry_run}").mkdir()
        orders = INTAKES["orders"]
        return ingest(orders, file, None, Known(), [], into, dry_run, at_most=at_most)

    head = judged(100)
    assert (head.rows, head.accepted) == (100, 100)
    assert head.of_about is not None and 900 <= head.of_about <= 1100
    assert (judged(1000).rows, judged(1000 + 1).of_about) == (1000, None)
    assert judged(100, dry_run=False).rows == 1000
