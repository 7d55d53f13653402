"""Conversion and weak stages on pages and through REST, each reader with their own deals."""

import pytest
from django.test import Client

from salesops.web.access import Owner
from salesops.web.imports.actions import import_file
from salesops.web.workspace.actions import take_snapshot
from tests.doors.reading import read
from tests.doors.world import AS_OF

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(home, tmp_path):
    """Bo won two of three deals of May and Cy lost one; one of Bo's of October is open."""
    head = "deal_id,name,account_id,person_id,stage,status,amount,created_on,closed_on"
    rows = (
        "D1,甲,A1,bo,赢单,won,100,2025-05-01,2025-05-11",
        "D2,乙,A1,bo,赢单,won,100,2025-05-02,2025-06-02",
        "D3,丙,A1,bo,输单,lost,100,2025-05-03,2025-05-20",
        "D4,丁,A2,cy,输单,lost,100,2025-05-03,2025-05-08",
        "D5,戊,A1,bo,谈判,open,100,2025-10-01,",
    )
    file = tmp_path / "deals.csv"
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    done = import_file(actor=Owner(), table="deals", source=file)
    assert not done.outcome.problems
    take_snapshot(actor=Owner(), as_of=AS_OF)


def test_everybody_sees_conversion_of_their_own_deals(signed_in, sold):
    told = [read(signed_in(name).get("/process/conversion")) for name in ("olga", "ada", "cy")]
    assert "5 个中赢 2、输 2、未结束 1" in told[0] and "4 个中赢 2、输 1" in told[1]
    assert "1 个中赢 0、输 1" in told[2]
    assert "没有发现" in read(signed_in("ada").get("/process/stages"))


def test_without_deals_the_page_says_what_to_do(signed_in, home):
    assert "导入商机" in read(signed_in("eve").get("/process/conversion"))


@pytest.mark.parametrize("query", ["by=accounts.name", "of=orders", "by=leads.source"])
def test_an_address_nobody_can_mean_is_not_found(signed_in, home, query):
    assert signed_in("olga").get(f"/process/conversion?{query}").status_code == 404


def test_leads_are_counted_by_their_source(signed_in, token, sold):
    assert "线索" in read(signed_in("olga").get("/process/conversion?of=leads&by=leads.source"))
    keys = token("olga", "process:read")
    query = {"of": "leads", "by": "leads.source"}
    found = Client().get("/api/v1/process/conversion", query, headers=keys).json()
    assert found["stages"] == [] and all(
        row["won"] + row["lost"] + row["open"] == row["entered"] for row in found["cohorts"]
    )


def test_rest_counts_only_what_one_may_see(token, sold):
    def found(name):
        keys = token(name, "process:read")
        return Client().get("/api/v1/process/conversion", headers=keys).json()

    def cases(told):
        return sum(row["entered"] for row in told["cohorts"])

    assert (cases(found("olga")), cases(found("bo")), cases(found("cy"))) == (5, 4, 1)
    may, october = found("bo")["cohorts"]
    assert (may["won"], may["lost"], may["open"], may["period_share"]) == (2, 1, 0, 1 / 3)
    assert may["is_ripe"] and not october["is_ripe"]
    assert may["chance"]["won"] == pytest.approx(2 / 3)
    keys = token("olga", "process:read")
    weak = Client().get("/api/v1/process/stages", headers=keys).json()
    assert weak["findings"] == [] and weak["stages"][0]["stage"] == ""
