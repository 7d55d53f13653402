"""Conversion of public data: a CRM's deals by agent and product, a bank's calls by how often."""

import csv
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from statistics import median_low

import pytest

from salesops.causal.proportions import Share, difference
from salesops.ingest.dates import moment
from salesops.kernel.problem import Where
from salesops.process.competing import incidence, tallied
from salesops.process.conversion import cohorts
from salesops.process.conversion_file import Case, cases_of_rows, counts, words
from salesops.process.conversion_told import told

MAVEN = {"case": "opportunity_id", "start": "engage_date", "end": "close_date",
         "outcome": "deal_stage"}  # fmt: skip
AS_OF = datetime(2017, 12, 31)
pytestmark = pytest.mark.requires("data")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def deals(data: Path) -> list[dict[str, str]]:
    return rows(data / "maven_crm" / "sales_pipeline.csv")


def cases(deals: list[dict[str, str]], by: str) -> list[Case]:
    said = words((), (), ("Engaging", "Prospecting"))
    named = ((Where(line=n), {**{k: d[v] for k, v in MAVEN.items()}, "by": d[by]})
             for n, d in enumerate(deals, 2))  # fmt: skip
    return cases_of_rows(named, said, moment)[0]


def test_every_engaged_deal_is_counted_and_prospects_belong_to_no_cohort(deals) -> None:
    found = Counter(case.outcome for case in cases(deals, "product"))
    assert found == {"won": 4238, "lost": 2473, "open": 1589}
    assert len(deals) - sum(found.values()) == 500


def test_conversion_and_time_to_close_by_agent_and_by_product(deals) -> None:
    by_agent = cohorts(counts(cases(deals, "sales_agent"), AS_OF, by_group=True), {})
    by_product = cohorts(counts(cases(deals, "product"), AS_OF, by_group=True), {})
    assert (len(by_agent.rows), len(by_product.rows)) == (30, 7)
    for found in (by_agent, by_product):
        assert sum(row.won for row in found.rows) == found.all.won == 4238
        assert found.all.curve.last.won == pytest.approx(by_product.all.curve.last.won)
    whole = by_agent.all.curve
    # Won of closed says 63 %: the open ones make it half.
    assert pytest.approx(0.6315, abs=1e-4) == 4238 / (4238 + 2473)
    assert whole.last.won == pytest.approx(0.519, abs=0.005)
    assert 40 < (whole.days_until(0.5) or 0) < 80
    gtx = next(row for row in by_product.rows if row.name == "GTXPro")
    assert gtx.entered < 1480 and gtx.curve.last.low < gtx.curve.last.won < gtx.curve.last.high


def test_every_agent_and_product_has_the_wins_and_losses_of_the_file(deals) -> None:
    for by in ("sales_agent", "product"):
        raw = Counter((d[by], d["deal_stage"]) for d in deals if d["engage_date"])
        found = cohorts(counts(cases(deals, by), AS_OF, by_group=True), {})
        assert {row.name: (row.won, row.lost, row.open) for row in found.rows} == {
            name: (raw[name, "Won"], raw[name, "Lost"], raw[name, "Engaging"])
            for name in {name for name, _ in raw}
        }
    agents = {row.name: row for row in cohorts(counts(cases(deals, "sales_agent"), AS_OF,
                                                      by_group=True), {}).rows}  # fmt: skip
    assert (agents["Darcel Schlecht"].won, agents["Darcel Schlecht"].lost) == (349, 204)
    assert (agents["Anna Snelling"].won, agents["Anna Snelling"].lost) == (208, 128)


def test_open_deals_lengthen_the_time_to_close_and_closed_ones_alone_give_the_plain_median(
    deals,
) -> None:
    every = cases(deals, "product")
    closed = [case for case in every if case.outcome != "open"]
    days: dict[str, list[float]] = defaultdict(list)
    for case in closed:
        days[case.group].append(case.days(AS_OF))
    alone = cohorts(counts(closed, AS_OF, by_group=True), {})
    assert {row.name: row.curve.days_until_closed() for row in alone.rows} == {
        name: median_low(held) for name, held in days.items()
    }
    assert median_low(days["GTXPro"]) == 37 and median_low(days["GTX Basic"]) == 50
    whole = {row["group"]: row for row in told(every, AS_OF, (30,), words((), ()), "en").groups}
    assert {name: row["median_days_to_close"] for name, row in whole.items()} == {
        "GTK 500": 92, "GTX Basic": 70, "GTX Plus Basic": 71, "GTX Plus Pro": 66, "GTXPro": 65,
        "MG Advanced": 69, "MG Special": 71,
    }  # fmt: skip
    assert whole["GTXPro"]["median_days_to_win"] == 48


def test_most_agents_differ_from_everybody_by_no_more_than_chance(deals) -> None:
    found = cohorts(counts(cases(deals, "sales_agent"), AS_OF, by_group=True), {})
    whole = found.all.curve.last.won
    apart = [r for r in found.rows if not r.curve.last.low <= whole <= r.curve.last.high]
    assert len(apart) < len(found.rows) / 2


def test_more_calls_to_one_customer_go_with_fewer_sales(data: Path) -> None:
    calls = rows(data / "bank_telemarketing" / "bank_market.csv")
    assert len(calls) == 45_211
    by_calls = Counter((min(int(row["campaign"]), 4), row["y"]) for row in calls)
    shares = [
        Share(by_calls[n, "yes"], by_calls[n, "yes"] + by_calls[n, "no"]) for n in range(1, 5)
    ]
    assert sum(share.hits for share in shares) == 5289
    assert [(share.hits, share.cases) for share in shares] == [
        (2_561, 17_544), (1_401, 12_505), (618, 5_521), (709, 9_641),
    ]  # fmt: skip
    assert [share.value for share in shares] == sorted((s.value for s in shares), reverse=True)
    first_against_fourth = difference(shares[0], shares[3])
    assert first_against_fourth.low > 0.04
    # Nobody is open: competing risks by the number of calls are then the plain share.
    tally = tallied(
        (min(int(r["campaign"]), 4), "won" if r["y"] == "yes" else "lost") for r in calls
    )
    assert incidence(tally).last.won == pytest.approx(5289 / 45_211)
