"""A plan's year lived through many times: over-assignment sells nothing, a shock does."""

import re
from datetime import date
from html import unescape

import pytest

from salesops.web.targets.actions.plans import draft_plan
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
