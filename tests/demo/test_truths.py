"""Every planted truth can be found in the imported rows, and is absent where nothing is planted."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from salesops.insights.finding import Finding
from salesops.insights.stages import stage_findings, weaknesses
from salesops.process.stage_factors import deal_stages, lead_stage
from tests.demo import measures
from tests.demo.conftest import Imported
from tests.demo.ledger import ledger

TEAMS = ("vacancies", "market_shrank", "overpriced_line")


@pytest.mark.parametrize("kind", TEAMS)
def test_the_team_misses_its_quota_four_months_running(
    kind: str, planted: Imported, innocent: Imported
) -> None:
    entry = planted.planted(kind)
    team = entry["where"]["team"]
    found = measures.attainment(planted, team)
    assert all(share < 0.93 for share in found.values())
    assert sum(found.values()) / 4 < 0.86
    assert found == pytest.approx(entry["size"]["months"], abs=0.02)
    spared = measures.attainment(innocent, team)
    assert sum(spared.values()) / 4 > 0.92
    assert max(spared.values()) > 0.97


def test_a_competitors_promotion_erodes_one_line_in_one_province(
    planted: Imported, innocent: Imported
) -> None:
    def against_others(company: Imported) -> float:
        lines = measures.booked(company).filter(pl.col("line") == "净水设备")
        here = pl.col("region_id") == "HD-ZJ"
        days = date(2026, 8, 1), date(2026, 11, 1)
        there = measures.growth(lines.filter(~here), *days)
        return (1 + measures.growth(lines.filter(here), *days)) / (1 + there) - 1

    assert against_others(planted) < -0.30
    assert against_others(innocent) > -0.20
    events = planted.tables["competitor_events"].filter(pl.col("region_id") == "HD-ZJ")
    assert events.filter(pl.col("starts_on") == date(2026, 8, 1))["kind"].to_list() == ["促销"]
    shares = planted.tables["share_observations"].filter(
        (pl.col("region_id") == "HD-ZJ") & (pl.col("product_line") == "净水设备")
        & (pl.col("competitor") == "碧涟净水")
    )  # fmt: skip
    during = shares.filter(pl.col("starts_on") >= date(2026, 8, 1))["share"].cast(pl.Float64).mean()
    before = shares.filter(pl.col("starts_on") < date(2026, 8, 1))["share"].cast(pl.Float64).mean()
    assert 0.05 < during - before < 0.09


def test_the_vacant_seats_are_in_the_staff_list(planted: Imported, innocent: Imported) -> None:
    def left(company: Imported) -> int:
        people = company.tables["people"].filter(pl.col("left_on") == date(2026, 7, 1))
        here = people.filter(pl.col("team") == "销售部/西南大区/滇黔组")
        return here["person_id"].n_unique()

    assert left(planted) == planted.planted("vacancies")["where"]["vacant_seats"] >= 1
    assert left(innocent) == 0


def test_the_market_shrank_where_the_truth_says(planted: Imported, innocent: Imported) -> None:
    def change(company: Imported) -> float:
        sizes = company.tables["market_sizes"].filter(
            pl.col("region_id").is_in(["HZ-HB", "HZ-HN"])
            & pl.col("product_line").is_in(["工业泵阀", "智能仪表"])
        )
        now = pl.col("starts_on").is_between(date(2026, 7, 1), date(2026, 9, 1))
        then = pl.col("starts_on").is_between(date(2025, 7, 1), date(2025, 9, 1))
        return float(sizes.filter(now)["amount"].sum() / sizes.filter(then)["amount"].sum()) - 1

    assert change(planted) < -0.15 < 0.05 < change(innocent)


def test_the_price_went_up_where_the_line_was_overpriced(
    planted: Imported, innocent: Imported
) -> None:
    def dearer(company: Imported) -> float:
        ours = company.tables["prices"].filter(
            pl.col("competitor").is_null() & (pl.col("product_line") == "智能仪表")
        )
        here = pl.col("region_id").is_in(["HB-SD", "HB-HE"])
        now = ours.filter(pl.col("seen_on").is_between(measures.HIGH, measures.LOW, "left"))
        mean = pl.col("price").cast(pl.Float64).mean()
        return now.filter(here).select(mean).item() / now.filter(~here).select(mean).item() - 1

    assert dearer(planted) == pytest.approx(0.15, abs=0.02)
    assert dearer(innocent) == pytest.approx(0.0, abs=0.02)


def test_the_quotation_stage_loses_more_deals_under_the_new_talk_track(
    planted: Imported, innocent: Imported
) -> None:
    later = ("商务谈判", "赢单")
    size = planted.planted("talk_track")["size"]
    found = measures.stage_pass_rates(planted, "方案报价", later)
    assert found["话术V1"] == pytest.approx(size["before"], abs=0.03)
    assert found["话术V2"] == pytest.approx(size["since"], abs=0.03)
    assert found["话术V1"] - found["话术V2"] > 0.15
    spared = measures.stage_pass_rates(innocent, "方案报价", later)
    assert abs(spared["话术V1"] - spared["话术V2"]) < 0.08


def test_website_leads_of_one_area_wait_for_their_first_contact(
    planted: Imported, innocent: Imported
) -> None:
    since = date(2026, 3, 1)
    assert measures.first_contact_hours(planted, "HN", "官网留资", since) > 20
    assert measures.first_contact_hours(innocent, "HN", "官网留资", since) < 8
    assert measures.first_contact_hours(planted, "HD", "官网留资", since) < 8


def test_orders_are_pulled_before_the_quarters_end(planted: Imported, innocent: Imported) -> None:
    def swing(company: Imported, year: int) -> float:
        """Quarter-closing over quarter-opening revenue, this area over all others."""
        lines = measures.booked(company).filter(pl.col("booked_on").dt.year() == year)
        turn = pl.col("booked_on").dt.month() % 3

        def ratio(some: pl.DataFrame) -> float:
            return some.filter(turn == 0)["net"].sum() / some.filter(turn == 1)["net"].sum()

        here = pl.col("area") == "HD"
        return ratio(lines.filter(here)) / ratio(lines.filter(~here))

    assert swing(planted, 2025) > swing(innocent, 2025) * 1.12
    assert swing(planted, 2024) == pytest.approx(swing(innocent, 2024), rel=0.08)
    bonus = planted.tables["earnings"].filter(pl.col("component") == "季度台阶奖")
    assert bonus.height > 5


def test_one_course_helps_and_the_other_does_not(planted: Imported, innocent: Imported) -> None:
    since = date(2025, 5, 1)
    trained, others = measures.win_rates(planted, "顾问式销售实战", since)
    assert trained - others > 0.05
    trained, others = measures.win_rates(planted, "商务礼仪通识", since)
    assert abs(trained - others) < 0.06
    trained, others = measures.win_rates(innocent, "顾问式销售实战", since)
    assert abs(trained - others) < 0.06


def test_customers_mind_prices_more_in_the_downturn(planted: Imported, innocent: Imported) -> None:
    def change(company: Imported) -> float:
        lines = measures.booked(company)
        late = pl.col("booked_on") >= date(2025, 11, 1)
        return measures.elasticity(lines.filter(late)) - measures.elasticity(lines.filter(~late))

    size = planted.planted("price_sensitivity")["size"]
    assert change(planted) == pytest.approx(size["since"] - size["before"], abs=0.15)
    assert change(planted) < -0.7
    assert abs(change(innocent)) < 0.6
    pmi = planted.tables["macro"].filter(pl.col("series") == "制造业PMI")
    late = pmi.filter(pl.col("starts_on") >= date(2025, 11, 1))
    assert (
        late["value"].mean()
        < 50
        < pmi.filter(pl.col("starts_on") < date(2025, 11, 1))["value"].mean()
    )


def test_the_spring_festival_dip_moves_between_january_and_february(
    planted: Imported, innocent: Imported
) -> None:
    def february_over_january(company: Imported, year: int) -> float:
        lines = measures.booked(company)
        month = pl.col("month")
        return (
            lines.filter(month == date(year, 2, 1))["net"].sum()
            / lines.filter(month == date(year, 1, 1))["net"].sum()
        )

    assert february_over_january(planted, 2023) > 1.2  # the festival fell on 22 January
    assert february_over_january(planted, 2024) < 0.75  # on 10 February
    assert february_over_january(planted, 2026) < 0.75  # on 17 February
    assert all(0.8 < february_over_january(innocent, year) < 1.15 for year in (2023, 2024, 2026))


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("best_seller", 0.2, 0.5), ("slow_mover", 0, 0.03)]
)
def test_a_best_seller_and_a_slow_mover_stand_out(
    kind: str, low: float, high: float, planted: Imported, innocent: Imported
) -> None:
    entry = planted.planted(kind)
    product, line = entry["where"]["product_id"], entry["where"]["product_line"]

    def share(company: Imported) -> float:
        lines = measures.booked(company).filter(
            (pl.col("line") == line) & (pl.col("booked_on") >= date(2025, 10, 1))
        )
        return lines.filter(pl.col("product_id") == product)["net"].sum() / lines["net"].sum()

    assert low <= share(planted) <= high
    assert share(planted) == pytest.approx(entry["size"]["share"], abs=0.02)
    assert 0.015 < share(innocent) < 0.15
    prices = planted.tables["prices"].filter(pl.col("product_id") == product)
    ours = prices.filter(pl.col("competitor").is_null())["price"].cast(pl.Float64).mean()
    theirs = prices.filter(pl.col("competitor").is_not_null())["price"].cast(pl.Float64).mean()
    assert ours < theirs * 0.92 if kind == "best_seller" else ours > theirs * 1.2


def test_what_made_stages_weak_is_found_and_nothing_where_nothing_did(
    planted: Imported, innocent: Imported, tmp_path: Path
) -> None:
    def found(company: Imported) -> dict[str, Finding]:
        folder = tmp_path / company.exports.folder.parent.name
        folder.mkdir()
        seen = ledger(company, folder)
        stages = ("初步接触", "需求确认", "方案报价", "商务谈判", "赢单")
        of_deals = deal_stages(seen, stages, ("输单",))
        return {f.key: f for f in stage_findings(weaknesses([lead_stage(seen), *of_deals]))}

    track = planted.planted("talk_track")["where"]
    source = planted.planted("slow_first_contact")["where"]["source"]
    dearest, other = found(planted).values()
    assert dearest.key == f"stage:{track['stage']}:version:{track['process_versions'][1]}"
    assert other.key == f"stage:lead:late:True:华南:{source}"
    assert dearest.impact < other.impact < 0
    assert found(innocent) == {}
