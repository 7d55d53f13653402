"""A published seat that nobody holds counts for its team, and nobody else's reader sees it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from salesops.metrics.question import Question, answer
from salesops.web.access import Owner, ledger_for
from salesops.web.targets.actions.inputs import set_stance
from salesops.web.targets.actions.seats import plan_seats
from salesops.web.targets.models import Quota
from salesops.web.workspace.actions import take_snapshot
from tests.doors.test_plans import REVENUE, drafted, published

pytestmark = pytest.mark.django_db
SHARE = Decimal("300.00")


@pytest.fixture
def seat(user):
    """A seat of the team of Bo's manager, three hundred of a year that has begun."""
    Quota.objects.all().delete()
    plan = drafted(user, starts_on=date(2026, 1, 1))
    (made,) = plan_seats(
        actor=user("olga"), plan_id="P", team_key=plan.nodes.get(key="ada").parent_key,
        starts_on=date(2026, 3, 1), name="泵销售",
    )  # fmt: skip
    values = {"pin": SHARE, "weights": {"last_year": "1"}}
    set_stance(
        actor=user("olga"), plan_id="P", metric=REVENUE, key=made.key, values=values,
        reason="三月入职", anyway=True,
    )  # fmt: skip
    published(user)
    take_snapshot(actor=Owner(), as_of=date(2026, 12, 31))
    return made


def quotas(user, by):
    rows = answer(ledger_for(user), Question(("quota",), (by,))).rows
    return {row[by]: row["quota"] for row in rows if row["quota"]}


def test_the_teams_quota_has_its_open_seat_and_nobody_is_counted_who_is_not_there(seat, user):
    teams, people = quotas(user("olga"), "people.team_path"), quotas(user("olga"), "people.name")
    assert people["泵销售 2026-03"] == SHARE
    assert sum(teams.values()) == sum(people.values()) == Decimal("1000.01")
    assert teams["销售部/一组"] == SHARE
    asked = Question(("headcount",), ("people.name",))
    heads = {r["people.name"]: r["headcount"] for r in answer(ledger_for(user("olga")), asked).rows}
    assert heads["泵销售 2026-03"] == 0 and heads["Bo"] == 1


def test_a_manager_sees_the_seat_of_their_team_and_the_other_team_does_not(seat, user):
    assert quotas(user("ada"), "people.name")["泵销售 2026-03"] == SHARE
    assert "泵销售 2026-03" not in quotas(user("cy"), "people.name")
    assert "泵销售 2026-03" not in quotas(user("bo"), "people.name")


def test_tracking_calls_the_seat_by_its_name_and_why_says_it_stood_empty(seat, signed_in, token):
    keys = token("olga", "targets:read")
    query = {"by": "people.person_id"}
    told = Client().get("/api/v1/tracking", query, headers=keys).json()["nodes"]
    (node,) = [node for node in told if seat.key in node["node"]]
    assert sum(Decimal(month["target"]) for month in node["months"]) == SHARE
    page = signed_in("olga").get("/tracking", query).content.decode()
    assert "泵销售 2026-03" in page and seat.key in page
    asked = {"by": "people.person_id", "node": node["node"], "since": "2026-10", "until": "2026-12"}
    causes = Client().get("/api/v1/why", asked, headers=keys).json()["causes"]
    assert any(cause["kind"] == "vacancy" and Decimal(cause["amount"]) < 0 for cause in causes)
