"""Beside an offer stands what came of the same person's offers before; nothing is overwritten."""

from datetime import date
from decimal import Decimal

import pytest

from salesops.web.access import Owner
from salesops.web.targets.actions.offers import offer
from salesops.web.targets.actions.plans import approve_plan, copy_plan, publish_plan, submit_plan
from salesops.web.targets.models import Plan, Quota, Stance
from salesops.web.workspace.actions import take_snapshot
from tests.doors.reading import said
from tests.doors.test_plans import REVENUE, drafted
from tests.doors.world import AS_OF

pytestmark = pytest.mark.django_db


def offered(user, plan_id, **by_key):
    for key, amount in by_key.items():
        offer(actor=user("olga"), plan_id=plan_id, metric=REVENUE, key=key, amount=Decimal(amount))


@pytest.fixture
def kept(user, home):
    """Bo said 400 for January 2024 and 800 came, 600 for January 2025 and 1,000 came."""
    take_snapshot(actor=Owner(), as_of=AS_OF)
    for year, offers in ((2024, {"bo": 400, "cy": 100}), (2025, {"bo": 600})):
        drafted(user, date(year, 1, 1), f"Y{year}")
        Plan.objects.filter(pk=f"Y{year}").update(periods=1)
        offered(user, f"Y{year}", **offers)
        submit_plan(actor=user("olga"), plan_id=f"Y{year}")
    drafted(user, date(2026, 1, 1))
    offered(user, "P", bo=100, cy=50)


def told(call, name="olga"):
    rows = call(name)["rows"]
    return {row["key"]: row["record"] for row in rows}


@pytest.fixture
def rest(client, token):
    """What REST tells somebody of the draft."""

    def called(name, address="targets"):
        return client.get(f"/api/v1/plans/P/{address}", headers=token(name, "read")).json()

    return called


def read(browser, address):
    return " ".join(said(browser.get(f"/targets/P/{address}").content.decode()).split())


def test_rest_tells_the_record_of_everybody_one_sees(kept, rest):
    records = told(rest)
    assert records["bo"] == {
        "periods": 2, "committed": "1000", "actual": "1800", "quotient": "1.8",
        "adjusted": "180", "blended": "423.34",
    }  # fmt: skip
    assert (records["cy"]["periods"], records["cy"]["quotient"], records["cy"]["adjusted"]) == (
        1, None, None,
    )  # fmt: skip
    assert (records["ada"]["periods"], records["company"]) == (0, None)
    assert told(rest, "bo") == {"bo": records["bo"]}
    assert rest("ada", "explained?key=bo")["record"] == records["bo"]


def test_the_page_says_it_under_the_offer_and_the_offer_stays(kept, signed_in):
    page = read(signed_in("bo"), "offers")
    assert "来了 180.0%（2 个方案） · 照此折算 ¥180 · 与方案各取一半 ¥423" in page
    everybody = read(signed_in("olga"), "offers")
    assert "只有 1 个方案，还说不准" in everybody and "已结束的方案里没有" in everybody
    panel = read(signed_in("olga"), "node?key=bo")
    assert "来了 180.0%（2 个方案）" in panel
    assert Stance.objects.get(goal__plan="P", node__key="bo").offered == 100


def test_of_versions_for_the_same_period_the_first_counts_and_drafts_never(kept, user, rest):
    again = copy_plan(actor=user("olga"), plan_id="Y2025", name="再来")
    offered(user, again.pk, bo=1)
    assert told(rest)["bo"]["committed"] == "1000"
    submit_plan(actor=user("olga"), plan_id=again.pk)
    assert told(rest)["bo"]["periods"] == 2
    Quota.objects.all().delete()
    approve_plan(actor=user("eve"), plan_id=again.pk)
    publish_plan(actor=user("olga"), plan_id=again.pk)
    assert told(rest)["bo"]["committed"] == "401"


def test_a_plan_still_running_or_of_months_the_ledger_does_not_know_says_nothing(kept, user, rest):
    drafted(user, date(2023, 1, 1), "Y2023")
    offered(user, "Y2023", bo=1)
    submit_plan(actor=user("olga"), plan_id="Y2023")
    assert told(rest)["bo"]["periods"] == 2
    Plan.objects.filter(pk="Y2025").update(periods=13)
    assert told(rest)["bo"]["quotient"] is None
