"""The sentence on top: rules, and nothing but rules."""

from datetime import date
from decimal import Decimal

import pytest

from salesops.reports.headline import Part, Standing, headline, sources
from salesops.reports.pen import Pen

ZH, EN = Pen("zh", "CNY"), Pen("en", "CNY")


def standing(**facts):
    amounts = {
        name: Decimal(str(v)) if isinstance(v, int | float) else v for name, v in facts.items()
    }
    return Standing(period="10 月", **amounts)


def test_a_gap_is_named_with_the_parts_that_make_most_of_it():
    said = headline(
        standing(net_revenue=31_200_000, quota=32_365_000, attainment=0.964),
        [[Part("华东渠道", Decimal(-900_000)), Part("华南零售", Decimal(-100_000)),
          Part("华北工业", Decimal(50_000))]],
        ZH,
    )  # fmt: skip
    assert said == "10 月净销售额 ¥3,120.0 万，达成率 96.4%，缺口 ¥116.5 万，主要来自华东渠道"


def test_a_gap_spread_over_many_is_not_blamed_on_two():
    parts = [Part(f"区{at}", Decimal(-10)) for at in range(10)]
    said = headline(standing(net_revenue=900, quota=1000, attainment=0.9), [parts], ZH)
    assert said.endswith("缺口 ¥100，来源分散")
    assert not sources(parts, below=True)


def test_where_the_finest_parts_are_diffuse_a_coarser_cut_is_told():
    fine = [Part(f"区{at}仪表", Decimal(-10)) for at in range(10)]
    coarse = [Part("仪表", Decimal(-90)), Part("泵阀", Decimal(-10))]
    said = headline(standing(net_revenue=900, quota=1000, attainment=0.9), [fine, coarse], ZH)
    assert said.endswith("缺口 ¥100，主要来自仪表")


def test_only_what_lies_on_the_same_side_can_be_the_source():
    parts = [Part("甲", Decimal(-5)), Part("乙", Decimal(500))]
    assert [part.name for part in sources(parts, below=True)] == ["甲"]
    assert [part.name for part in sources(parts, below=False)] == ["乙"]


def test_an_unfinished_period_is_measured_by_what_was_due():
    said = headline(
        standing(net_revenue=500, quota=1000, attainment=0.5, due=450, pace=500 / 450,
                 through=date(2025, 10, 17)), [[Part("甲", Decimal(50))]], ZH,
    )  # fmt: skip
    assert said == "10 月截至 10-17 净销售额 ¥500，为应达进度的 111.1%，超出 ¥50，主要来自甲"


@pytest.mark.parametrize("quota", [None, 0])
def test_no_quota_or_a_quota_of_zero_falls_back_on_last_year(quota):
    parts = [Part("甲", Decimal(80))]
    said = headline(standing(net_revenue=1080, quota=quota, growth=0.08), [parts], EN)
    assert said.endswith("no quota set, +8.0% year on year, the growth mostly from 甲")


def test_right_on_target_is_said_so():
    said = headline(standing(net_revenue=1000, quota=1000, attainment=1), [], ZH)
    assert said.endswith("达成率 100.0%，与目标持平")


def test_nothing_at_all_is_said_so():
    assert headline(Standing("10 月", None), [], ZH) == "10 月没有销售数据"
