"""Who may see what: closed by default, and the same whichever way one comes."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from salesops.ledger.schema import TABLES
from salesops.web import access
from salesops.web.explore.questions import Opened, ask, open_rows
from salesops.web.people.models import Role, User
from tests.doors.world import AS_OF, USERS

pytestmark = pytest.mark.django_db

JANUARY = {"starts_on": "2025-01-01", "ends_before": "2025-02-01"}


def figures(who, *metrics, **params):
    (row,) = ask(who, {"metrics": metrics, **JANUARY, **params}).rows
    return [row[name] for name in metrics]


def test_the_owner_of_the_folder_sees_everything():
    assert figures(access.Owner(), "net_revenue", "quota") == [Decimal(1500), Decimal(2400)]


def test_ada_sees_her_team_and_not_cy(user):
    assert figures(user("ada"), "net_revenue", "quota") == [Decimal(1000), Decimal(2000)]


def test_bo_sees_only_what_is_his(user):
    assert figures(user("bo"), "net_revenue", "quota") == [Decimal(1000), Decimal(2000)]


def test_cy_sees_nothing_of_bo(user):
    assert figures(user("cy"), "net_revenue", "quota") == [Decimal(500), Decimal(400)]
    opened = Opened("net_revenue", JANUARY, {})
    assert {row["line_id"] for row in open_rows(user("cy"), opened).rows} == {"2"}


def test_a_filter_cannot_widen_what_one_sees(user):
    rows = ask(user("cy"), {"metrics": ["net_revenue"], "where": ["people.person_id=bo"]}).rows
    assert [row["net_revenue"] for row in rows if row["net_revenue"]] == []


@pytest.mark.parametrize("name", ["eve", "fay"])
def test_executives_and_finance_see_the_whole_company(user, name):
    assert figures(user(name), "net_revenue") == [Decimal(1500)]


def paid(who):
    ledger = access.ledger_of(who)
    return ledger.engine.fetch(ledger["earnings"]).num_rows


def test_pay_is_seen_by_its_owner_by_the_teams_manager_and_by_finance(user):
    assert {name: paid(user(name)) for name in USERS} == {
        "ada": 1, "bo": 1, "cy": 1, "olga": 0, "fay": 2, "eve": 0, "adam": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "decided", "seen"),
    [("ada", True, 1), ("ada", False, 0), ("olga", True, 2), ("olga", False, 0),
     ("eve", True, 2), ("bo", True, 1), ("adam", True, 0)],
)  # fmt: skip
def test_an_administrator_grants_pay_and_takes_it_away(user, name, decided, seen):
    who = user(name)
    who.sees_pay = decided
    assert paid(who) == seen


def test_asking_for_pay_gives_each_role_what_it_may_see(user):
    asked = {"metrics": ["earned_pay"], "by": ["people.name"]}
    told = {
        name: {row["people.name"]: row["earned_pay"] for row in ask(user(name), asked).rows}
        for name in USERS
    }
    nothing: dict[str, object] = {}
    assert told == {
        "ada": {"Bo": 50}, "bo": {"Bo": 50}, "cy": {"Cy": 25}, "fay": {"Bo": 50, "Cy": 25},
        "olga": nothing, "eve": nothing, "adam": nothing,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["olga", "eve"])
def test_ungranted_pay_is_unknown_and_not_nothing(user, name):
    asked = {"metrics": ["net_revenue", "earned_pay"]}
    answer = ask(user(name), asked)
    assert answer.totals == {"net_revenue": Decimal(2300), "earned_pay": None}
    assert [note.code for note in answer.notes] == ["closed"]


def test_ones_own_pay_is_not_taken_for_the_companys(user):
    eve = user("eve")
    eve.person_id = "bo"
    answer = ask(eve, {"metrics": ["net_revenue", "earned_pay"]})
    assert answer.totals == {"net_revenue": Decimal(2300), "earned_pay": Decimal(50)}
    assert [note.code for note in answer.notes] == ["narrowed"]


def visible(who):
    ledger = access.ledger_for(who)
    dealings = [name for name, table in TABLES.items() if not table.reference]
    return {name for name in dealings if ledger.engine.fetch(ledger[name]).num_rows}


def test_whoever_may_see_nothing_sees_nothing(user):
    stranger = User(username="stranger", is_active=True)
    nobody = User(username="nobody", role=Role.REP, is_active=True)
    manager_of_none = User(username="x", role=Role.MANAGER, is_active=True)
    gone = user("eve")
    gone.is_active = False
    for who in (stranger, nobody, manager_of_none, gone, user("adam")):
        assert visible(who) == set(), who


def test_a_manager_without_a_team_sees_nothing(user):
    lost = User(username="x", role=Role.MANAGER, person_id="nobody", is_active=True)
    assert visible(lost) == set()


def test_only_the_owner_gets_the_whole_ledger(user):
    with pytest.raises(PermissionDenied):
        access.whole_ledger(user("eve"))


def test_there_is_no_ledger_under_a_forged_name(user):
    with pytest.raises(access.NoLedger):
        access.ledger_for(user("eve"), "forged")
    with pytest.raises(access.NoLedger):
        access.ledger_for(user("eve"), "../../etc")


def test_a_team_whose_name_begins_alike_is_not_below(user):
    from salesops.web.people.models import Team
    from salesops.web.people.records import put_people

    cy = {"person_id": "cy", "name": "Cy", "team": "销售部/一组别队", "starts_on": AS_OF}
    put_people([cy])
    seen = access.managed_teams(user("ada"), AS_OF)
    names = set(Team.objects.filter(team_id__in=seen).values_list("path", flat=True))
    assert names == {"销售部/一组", "销售部/一组/甲队"}
