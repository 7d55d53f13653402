"""A plan's year lived through many times: over-assignment sells nothing, a shock does."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from salesops.web.pay_plans.actions.assigning import Term, assign_pay_plan
from salesops.web.pay_plans.actions.plans import (
    approve_pay_version,
    make_pay_plan,
    submit_pay_version,
)
from salesops.web.targets.actions.plans import draft_plan
from tests.doors.test_pay_plans import text
from tests.doors.test_plans import drafted

pytestmark = pytest.mark.django_db


def look(browser, query="", status=200):
    answer = browser.get(f"/odds/P{query}")
    assert answer.status_code == status
    return unescape(answer.content.decode())


def sentences(page):
    return re.findall(r"<li>(.*?)</li>", page)


def test_over_assignment_leaves_the_companys_chance_and_costs_people_theirs(signed_in, user):
    drafted(user, amount=3)
    browser = signed_in("olga")
    chance, sales, people, *_ = sentences(look(browser, "?over=20"))
    assert "达成概率不变" in chance and "预期销售额不变" in sales and "→" in people


def test_a_slider_beyond_its_end_is_told_so(signed_in, user):
    drafted(user)
    page = look(signed_in("olga"), "?over=900", 422)
    assert "50" in re.search(r'class="errors">(.*?)<', page).group(1)


def test_a_shock_changes_the_companys_chance(signed_in, user):
    drafted(user, amount=3)
    chance, sales, *_ = sentences(look(signed_in("eve"), "?shock=-20"))
    assert "→" in chance and "→" in sales


@pytest.mark.parametrize(("name", "status"), [("bo", 403), ("ada", 403), ("cy", 403), ("fay", 200)])
def test_only_those_who_plan_or_pay_see_everybodys_chances(signed_in, user, name, status):
    drafted(user)
    assert signed_in(name).get("/odds/P").status_code == status


def test_a_plan_without_a_goal_has_no_odds(signed_in, user):
    draft_plan(actor=user("olga"), plan_id="P", name="空", starts_on=date(2090, 1, 1))
    assert signed_in("olga").get("/odds/P").status_code == 404


def test_hiring_late_costs_a_plan_with_open_seats_and_says_so_of_one_without(signed_in, user):
    plan = drafted(user, amount=3)
    browser = signed_in("olga")
    assert "招聘推迟不会改变任何结果" in look(browser, "?late=6")
    team = plan.nodes.get(name="二组")
    said = {"team_key": team.key, "starts_on": "2090-04", "count": "2"}
    browser.post("/targets/P/do/seats", said)
    _chance, sales, *_ = sentences(look(browser, "?late=6"))
    assert "→" in sales and "2 个空缺岗位" in look(browser)


def test_an_open_seat_stays_when_the_tree_is_grown_anew_and_can_be_given_up(signed_in, user):
    plan, browser = drafted(user), signed_in("olga")
    team = plan.nodes.get(name="二组")
    browser.post("/targets/P/do/seats", {"team_key": team.key, "starts_on": "2090-07", "count": 1})
    browser.post("/targets/P/do/grow")
    browser.post("/targets/P/do/weigh")
    (seat,) = plan.nodes.filter(kind="person", person=None)
    assert (seat.parent_key, str(seat.starts_on)) == (team.key, "2090-07-01")
    # Six months of twelve, the first five of them growing in: (1 + … + 5) ÷ 6 + 1 of 12.
    assert seat.stances.get().weights["ramped_heads"] == "0.292"
    browser.post("/targets/P/do/drop-seat", {"key": seat.key})
    assert not plan.nodes.filter(person=None, kind="person").exists()


@pytest.mark.parametrize("month", ["2089-12", "2091-01", "soon"])
def test_a_seat_outside_the_plan_is_refused(signed_in, user, month):
    plan = drafted(user)
    team = plan.nodes.get(name="二组")
    said = {"team_key": team.key, "starts_on": month, "count": "1"}
    signed_in("olga").post("/targets/P/do/seats", said)
    assert not plan.nodes.filter(person=None, kind="person").exists()


def test_the_pay_is_told_in_money_with_what_was_assumed(signed_in, user):
    drafted(user, amount=3)
    page = look(signed_in("fay"), "?rate=100")
    assert "按目标的 100.0% 支付，合计 ¥3" in page
    told = re.search(r"预计 ¥(\d+)；十年中有九年在 ¥(\d+) 到 ¥(\d+) 之间", page)
    assert told, re.findall(r"<strong>[^<]*十年[^<]*", page)
    mean, low, high = map(int, told.groups())
    assert low < mean < high <= 6


def test_the_page_says_in_figures_that_over_assignment_alone_buys_nothing(signed_in, user):
    drafted(user, amount=3)
    page = look(signed_in("olga"))
    steps = re.search(r'id="over".*?</section>', page, re.DOTALL).group()
    rows = re.findall(r'<tr><th scope="row".*?>(\d+).*?</th>(.*?)</tr>', steps)
    assert [step for step, _ in rows] == ["0", "10", "20", "30"]
    cells = [re.findall(r"<td.*?>(.*?)</td>", row) for _, row in rows]
    chances, sales, shares, _pay = zip(*cells, strict=True)
    assert len(set(chances)) == len(set(sales)) == 1
    share = [float(one.rstrip("%")) for one in shares]
    assert share == sorted(share, reverse=True) and share[0] > share[-1]
    sentence = re.search(r'<p class="padded">(.*?)</p>', steps).group(1)
    assert chances[0] in sentence and shares[0] in sentence and shares[-1] in sentence


def test_pay_at_target_is_what_the_pay_plan_says_for_those_who_may_know_it(signed_in, user):
    plan = drafted(user, amount=3)
    version = make_pay_plan(actor=user("olga"), content=text(year=plan.starts_on.year))
    submit_pay_version(actor=user("olga"), version_id=version.pk)
    version = approve_pay_version(actor=user("fay"), version_id=version.pk)
    term = Term(starts_on=plan.starts_on, target_pay=Decimal(88_000))
    assign_pay_plan(
        actor=user("fay"), plan_id=version.pay_plan_id, person_ids=["bo", "cy"], term=term
    )
    told = look(signed_in("fay"), "?rate=0")
    assert "3 个岗位中有 2 个按其激励方案" in told and "17.6 万" in told
    assert "没有您可以查看的激励方案" in look(signed_in("olga"), "?rate=0")
