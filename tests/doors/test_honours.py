"""Honours by their criterion, leaderboards one may leave, ladders tried on history."""

import re
from datetime import date
from decimal import Decimal

import pytest

from salesops.web.access import Forbidden
from salesops.web.honours import actions, ladder_actions, wall
from salesops.web.honours.models import Award, Honour, LadderPlan, Rank
from salesops.web.honours.results import run_of
from salesops.web.notices.models import Notice
from salesops.web.people.models import Position
from salesops.web.problems import Conflict, Faulty, Refused
from salesops.web.workspace.models import AuditEntry
from tests.doors.reading import read

pytestmark = pytest.mark.django_db
STAR = {"name": "月度之星", "what_for": "完成目标", "every": "month", "metric": "attainment",
        "at_least": Decimal(1), "points": 30}  # fmt: skip
# In January 2025 Cy reached 1.25 of the quota, Bo half of it; no other month has a quota.
RUNGS = [
    {"grade": "P1", "pay": "6000", "measure": "sum", "periods": "12", "at_least": "1"},
    {"grade": "P2", "pay": "8000", "down_periods": "1", "less_than": "0.7", "grace": "2"},
]
LADDER = {"name": "销售通道", "every": "month", "metric": "attainment", "rungs": RUNGS}


@pytest.fixture
def star(home, user):
    return actions.make_award(actor=user("olga"), values=STAR)


@pytest.fixture
def ladder(home, user):
    return ladder_actions.set_ladder(actor=user("olga"), values=LADDER)


def give(user, award, period="2025-01", **more):
    return actions.give_award(actor=user("olga"), award_id=award.pk, period=period, **more)


def test_whoever_reaches_the_criterion_is_honoured_once_and_told(star, user):
    (honour,) = give(user, star, citation="一月第一")
    assert (honour.person_id, honour.result, honour.points) == ("cy", Decimal("1.25"), 30)
    told = Notice.objects.get(kind="honour")
    assert told.user == user("cy") and "月度之星" in told.title and told.body == "一月第一"
    with pytest.raises(Refused) as refusal:
        give(user, star)
    assert refusal.value.problem.code == "award_nobody"
    assert AuditEntry.objects.filter(action="give_award").count() == 1


def test_the_best_share_places_and_a_scorecard_makes_points(home, user):
    card = {"name": "双项冠军", "every": "quarter", "best": 1, "at_most": Decimal(1),
            "goals": [{"metric": "net_revenue", "target": "500", "points": "80"},
                      {"metric": "order_count", "target": "1", "points": "20"}]}  # fmt: skip
    both = give(user, actions.make_award(actor=user("olga"), values=card), "2025-Q1")
    # Each reached both goals; what is beyond a goal counts for nothing here.
    assert {(one.person_id, one.result) for one in both} == {("bo", 100), ("cy", 100)}
    open_end = {**card, "name": "无上限", "at_most": None}
    (one,) = give(user, actions.make_award(actor=user("olga"), values=open_end), "2025-Q1")
    assert (one.person_id, one.result) == ("bo", 180)


@pytest.mark.parametrize(("change", "code"), [
    ({"at_least": None}, "award_without_criterion"),
    ({"metric": "moon"}, "award_unknown_metric"),
    ({"goals": [{"metric": "units", "target": "0", "points": "5"}]}, "award_bad_goal"),
])  # fmt: skip
def test_an_award_that_honours_nobody_knows_why_is_refused(home, user, change, code):
    with pytest.raises(Refused) as refusal:
        actions.make_award(actor=user("olga"), values={**STAR, **change})
    assert refusal.value.problem.code == code and not Award.objects.exists()


@pytest.mark.parametrize(("period", "code"), [
    ("2025", "award_bad_period"), ("2025-Q1", "award_bad_period"), ("soon", "award_bad_period"),
    ("2025-11", "award_period_not_over"), ("2025-06", "award_nobody"),
])  # fmt: skip
def test_only_a_period_of_the_award_that_is_over_can_be_honoured(star, user, period, code):
    with pytest.raises(Refused) as refusal:
        give(user, star, period)
    assert refusal.value.problem.code == code


def test_everybody_reads_the_wall_and_nobody_else_reads_the_result(star, user, signed_in):
    (honour,) = give(user, star)
    address = f"/honours/{honour.pk}"
    for name, may_see in (("cy", True), ("bo", False), ("ada", False), ("eve", True)):
        told = read(signed_in(name).get(address))
        assert "月度之星" in told and ("125.0%" in told) is may_see
        assert "Cy" in read(signed_in(name).get("/honours"))
    assert signed_in("adam").get("/honours").status_code == 403
    for name in ("bo", "ada", "fay"):
        with pytest.raises(Forbidden):
            actions.give_award(actor=user(name), award_id=star.pk, period="2025-02")
    assert signed_in("ada").get(f"/honours/awards/{star.pk}").status_code == 403
    for address in ("/honours/awards", "/honours/ladders"):
        assert signed_in("fay").get(address).status_code == 200
        assert signed_in("fay").post(address, {}).status_code == 403


def test_leaving_the_leaderboard_loses_no_award(star, user, signed_in):
    give(user, star)
    year = Honour.objects.get().given_on.year
    assert [(row.rank, row.name, row.points) for row in wall.board(user("bo"), year)] == [
        (1, "Cy", 30)
    ]
    signed_in("cy").post("/honours/retreat", {"hide": "1"})
    assert wall.board(user("bo"), year) == []
    assert Honour.objects.filter(is_withdrawn=False).count() == 1
    assert "把我列入排行榜" in read(signed_in("cy").get("/honours"))
    signed_in("cy").post("/honours/retreat", {"hide": "0"})
    assert len(wall.board(user("bo"), year)) == 1
    with pytest.raises(Refused):
        actions.set_retreat(actor=user("olga"), is_hidden=True)


def test_an_honour_is_withdrawn_with_a_reason_and_gone_from_the_wall(star, user, signed_in):
    (honour,) = give(user, star)
    address = f"/honours/{honour.pk}"
    assert signed_in("olga").post(f"{address}/withdraw", {"reason": ""}).status_code == 422
    with pytest.raises(Conflict):
        actions.withdraw_honour(actor=user("olga"), honour_id=honour.pk, reason="x", version=5)
    signed_in("olga").post(f"{address}/withdraw", {"reason": "订单退回", "version": "1"})
    assert signed_in("cy").get(address).status_code == 404
    assert "订单退回" in read(signed_in("eve").get(address))
    assert wall.given() == [] and wall.board(user("cy"), honour.given_on.year) == []
    assert Notice.objects.filter(kind="honour", body="订单退回").count() == 1


def test_a_ladder_is_tried_on_history_for_heads_and_pay(ladder, user, signed_in):
    run = run_of(user("olga"), ladder)
    assert len(run.periods) == 24 and run.periods[-1] == "2025-10"
    at = run.periods.index("2025-01")
    # Cy goes up after January; two grades' pay from then on.
    assert run.simulated.heads[at] == {"P1": 2, "P2": 0}
    assert run.simulated.heads[at + 1] == {"P1": 1, "P2": 1}
    assert (run.simulated.pay[0], run.simulated.pay[-1]) == (12000, 14000)
    told = read(signed_in("fay").get(f"/honours/ladders/{ladder.pk}"))
    assert "过去 24 期会有 1 次晋升、0 次降级" in told
    assert signed_in("ada").get("/honours/ladders").status_code == 403


def test_a_grade_that_was_given_counts_from_its_day(ladder, user, signed_in):
    asked = {"person_id": "bo", "grade": "P2", "starts_on": "2025-08-01", "reason": "带教"}
    signed_in("olga").post(f"/honours/ladders/{ladder.pk}/place", asked)
    assert Rank.objects.get().grade == "P2"
    run = run_of(user("olga"), ladder)
    assert (run.standings["bo"].grade, run.standings["bo"].since) == ("P2", 3)
    assert "P2" in read(signed_in("bo").get("/honours"))
    assert Notice.objects.get(kind="honour").user == user("bo")
    for change, code in (({"grade": "P9"}, "ladder_unknown_grade"),
                         ({"person_id": "x"}, "ladder_unknown_person"),
                         ({}, "ladder_rank_same_day")):  # fmt: skip
        told = {"person_id": "bo", "grade": "P1", "starts_on": date(2025, 8, 1), **change}
        with pytest.raises(Refused) as refusal:
            ladder_actions.place_person(actor=user("olga"), ladder_id=ladder.pk, **told)
        assert refusal.value.problem.code == code


def test_a_rep_sees_the_way_to_the_next_grade_of_their_own(ladder, signed_in, user):
    (own,) = wall.own_standings(user("bo"))
    assert (own.grade, own.following) == ("P1", "P2")
    assert "销售通道" in read(signed_in("bo").get("/honours"))
    assert wall.own_standings(user("olga")) == []


def test_everything_wrong_with_a_ladder_is_told(home, user, signed_in):
    rows = [{"grade": "P1", "pay": "much"}, {"grade": "P1", "periods": "3", "at_least": "-1"},
            {"grade": "P2", "measure": "any_of", "periods": "3", "count": "4", "at_least": "1"},
            {"grade": "P3"}]  # fmt: skip
    with pytest.raises(Faulty) as refusal:
        ladder_actions.set_ladder(actor=user("olga"), values={**LADDER, "rungs": rows})
    assert {problem.code for problem in refusal.value.problems} == {
        "ladder_not_a_number", "ladder_grade_twice", "ladder_no_way_up",
        "ladder_count_above_periods",
    }  # fmt: skip
    form = {"name": "x", "every": "month", "metric": "attainment", "rung-0-grade": "P1"}
    wrong = {**form, "rung-0-at_least": "很多", "rung-1-grade": "P2"}
    told = read(signed_in("olga").post("/honours/ladders", wrong), 422)
    assert "职级“P1”的“晋升门槛”是“很多”" in told and "列“at_least”" not in told
    assert "至少要两个职级" in read(signed_in("olga").post("/honours/ladders", form), 422)
    assert not LadderPlan.objects.exists()


def test_the_forms_make_and_give_an_award(home, signed_in):
    olga = signed_in("olga")
    form = {"name": "销冠", "every": "month", "metric": "net_revenue", "best": "1", "points": "5"}
    made = olga.post("/honours/awards", form)
    assert made.status_code == 302
    told = read(olga.get(made["Location"], {"period": "2025-01"}))
    assert "授予 1 人" in told and "¥1,000" in told
    assert olga.post(made["Location"], {"period": "2025-01"}).status_code == 302
    assert Honour.objects.get().person_id == "bo"
    assert "没有授予标准" in read(olga.post("/honours/awards", {**form, "best": ""}), 422)
    content = b"".join(signed_in("fay").get("/honours/honours.csv").streaming_content)
    assert "销冠,2025-01,bo,Bo,1000,5," in content.decode("utf-8-sig")


def test_an_award_is_changed_ended_and_every_change_is_taken_back(star, user, signed_in):
    olga, address = signed_in("olga"), f"/honours/awards/{star.pk}"
    form = {"name": "月度之星", "every": "month", "metric": "net_revenue", "at_least": "900",
            "points": "5", "what_for": "", "version": "1"}  # fmt: skip
    assert 'value="月度之星"' in read(olga.get(f"{address}/edit"))
    assert olga.post(f"{address}/edit", form).status_code == 302
    assert [one.person_id for one in give(user, star)] == ["bo"]
    assert olga.post(f"{address}/edit", form).status_code == 422, "somebody else changed it since"
    olga.post(f"{address}/end", {"version": "2"})
    with pytest.raises(Refused) as refusal:
        give(user, star, "2025-02")
    assert refusal.value.problem.code == "award_ended"
    assert "已停用" in read(olga.get("/honours/awards"))
    for _change in range(2):
        olga.post(f"{address}/undo")
    star.refresh_from_db()
    assert (star.is_active, star.metric, star.at_least, star.points) == (
        True, "attainment", Decimal(1), 30,
    )  # fmt: skip
    assert olga.post(f"{address}/undo").status_code == 422
    assert [one.person_id for one in give(user, star)] == ["cy"]
    assert "已经授予过" in read(olga.post(f"{address}/drop"), 422)
    assert signed_in("eve").post(f"{address}/end").status_code == 403


def test_an_award_nobody_was_given_is_dropped(star, signed_in):
    assert signed_in("eve").post(f"/honours/awards/{star.pk}/drop").status_code == 403
    assert signed_in("olga").post(f"/honours/awards/{star.pk}/drop").status_code == 302
    assert not Award.objects.exists()
    assert AuditEntry.objects.filter(action="drop_award").count() == 1


def test_an_award_is_open_to_its_teams_from_its_first_day(home, user):
    own = Position.objects.filter(person_id="bo").latest("starts_on").team_id
    values = {**STAR, "at_least": Decimal("0.1"), "teams": [own], "starts_on": date(2025, 1, 1)}
    star = actions.make_award(actor=user("olga"), values=values)
    assert {one.person_id for one in give(user, star)} == {"bo"}
    with pytest.raises(Refused) as refusal:
        actions.make_award(actor=user("olga"), values={**values, "teams": ["nowhere"]})
    assert refusal.value.problem.code == "award_no_such_team"
    with pytest.raises(Refused) as refusal:
        give(user, star, "2024-12")
    assert refusal.value.problem.code == "award_not_begun"


def test_a_withdrawn_honour_is_given_back(star, user, signed_in):
    (honour,) = give(user, star)
    address = f"/honours/{honour.pk}"
    assert signed_in("olga").post(f"{address}/restore").status_code == 422
    signed_in("olga").post(f"{address}/withdraw", {"reason": "订单退回"})
    assert signed_in("fay").post(f"{address}/restore").status_code == 403
    signed_in("olga").post(f"{address}/restore", {"version": "2"})
    assert [one.pk for one in wall.given()] == [honour.pk]
    assert Notice.objects.filter(kind="honour", title__contains="重新授予").count() == 1
    # Withdrawn once more, the person reads that too.
    signed_in("olga").post(f"{address}/withdraw", {"reason": "还是退回"})
    assert Notice.objects.filter(kind="honour", body="还是退回").count() == 1


def test_a_ladder_is_ended_taken_up_and_its_change_taken_back(ladder, user, signed_in):
    olga, address = signed_in("olga"), f"/honours/ladders/{ladder.pk}"
    olga.post(f"{address}/end", {"version": "1"})
    assert wall.own_standings(user("bo")) == []
    assert "已停用" in read(olga.get(address))
    olga.post(f"{address}/undo", {"version": "2"})
    ladder.refresh_from_db()
    assert ladder.is_active and len(wall.own_standings(user("bo"))) == 1
    assert signed_in("eve").post(f"{address}/end").status_code == 403


def test_a_grade_given_by_mistake_is_taken_back(ladder, user, signed_in):
    told = {"person_id": "bo", "grade": "P2", "starts_on": date(2025, 8, 1)}
    rank = ladder_actions.place_person(actor=user("olga"), ladder_id=ladder.pk, **told)
    address = f"/honours/ranks/{rank.pk}/undo"
    assert signed_in("eve").post(address).status_code == 403
    signed_in("olga").post(address)
    assert run_of(user("olga"), ladder).standings["bo"].grade == "P1"
    assert Notice.objects.filter(kind="honour", user=user("bo")).count() == 2
    assert signed_in("olga").post(address).status_code == 302


def test_results_and_ways_open_to_what_they_are_made_of(star, ladder, signed_in):
    told = read(signed_in("olga").get(f"/honours/awards/{star.pk}", {"period": "2025-01"}))
    (href,) = re.findall(r'href="(/ask[^"]*people.person_id%3Dcy[^"]*)"', told)
    assert "125.0%" in read(signed_in("olga").get(href))
    told = read(signed_in("olga").get(f"/honours/ladders/{ladder.pk}"))
    assert "谁会升降" in told and "people.person_id%3Dcy" in told


def test_rest_gives_and_simulates(token, client, home):
    olga, bo = token("olga", "read", "write"), token("bo", "read", "write")
    json = "application/json"
    made = client.post("/api/v1/honours/awards", {**STAR, "at_least": "1"}, content_type=json,
                       headers=olga).json()  # fmt: skip
    address = f"/api/v1/honours/awards/{made['award_id']}"
    rows = client.get(f"{address}/qualifying", {"period": "2025-01"}, headers=olga).json()
    assert [(row["person_id"], row["qualifies"]) for row in rows] == [("cy", True), ("bo", False)]
    given = client.post(f"{address}/give", {"period": "2025-01"}, content_type=json, headers=olga)
    assert given.json()[0]["result"] == 1.25
    assert client.get("/api/v1/honours", headers=bo).json()[0]["result"] is None
    assert client.get("/api/v1/honours/leaderboard", headers=bo).json()[0]["points"] == 30
    plan = client.post("/api/v1/honours/ladders", LADDER, content_type=json, headers=olga).json()
    run = client.get(f"/api/v1/honours/ladders/{plan['ladder_id']}", headers=olga).json()
    assert (run["promotions"], run["demotions"]) == (1, 0)
    assert client.get("/api/v1/honours/ladders", headers=bo).status_code == 403
    put = {**LADDER, "name": "新通道"}
    ladder = f"/api/v1/honours/ladders/{plan['ladder_id']}"
    assert client.put(ladder, put, content_type=json, headers=olga).json()["name"] == "新通道"
    back = client.post(f"{ladder}/undo", {}, content_type=json, headers=olga).json()
    assert back["name"] == "销售通道"
    placed = {"person_id": "bo", "grade": "P2", "starts_on": "2025-08-01"}
    rank = client.post(f"{ladder}/place", placed, content_type=json, headers=olga).json()
    assert client.get(f"{ladder}/ranks", headers=olga).json() == [rank]
    assert client.delete(f"/api/v1/honours/ranks/{rank['id']}", headers=olga).status_code == 204
    assert client.delete(address, headers=olga).status_code == 409
    ended = client.post(f"{address}/end", {}, content_type=json, headers=olga).json()
    assert (ended["is_active"], ended["is_changed"]) == (False, True)
    assert client.post(f"{address}/undo", {}, content_type=json, headers=olga).json()["is_active"]
