"""People join, move and leave with dates; last year's numbers stay with last year's team."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from salesops.kernel.tenure import Spell
from salesops.web import access
from salesops.web.explore.questions import ask
from salesops.web.imports.actions import import_file
from salesops.web.people.actions_staff import (
    correct_person,
    correct_position,
    hire,
    leave,
    move,
)
from salesops.web.people.actions_teams import close_team, open_team, rename_team
from salesops.web.people.delegation import stood_in_for
from salesops.web.people.models import Delegation, Person, Position, Team
from salesops.web.people.places import Place
from salesops.web.people.positions import holding
from salesops.web.problems import Conflict, Refused
from salesops.web.workspace.actions import take_snapshot
from salesops.web.workspace.models import AuditEntry
from tests.doors.world import AS_OF, FILES

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2025, 1, 1)
JUNE = date(2025, 6, 1)
today = timezone.localdate  # asked anew: a run may cross midnight


def team(name):
    return Team.objects.get(name=name)


def place_in(name, **more):
    return Place(team_id=team(name).pk, **more)


def revenue_by_team(who, year):
    days = {"starts_on": f"{year}-01-01", "ends_before": f"{year + 1}-01-01"}
    rows = ask(who, {"metrics": ["net_revenue"], "by": ["people.team"], **days}).rows
    return {row["people.team"]: row["net_revenue"] for row in rows}


def test_last_years_numbers_stay_with_last_years_team(user, home):
    olga, owner = user("olga"), access.Owner()
    before = [revenue_by_team(owner, year) for year in (2024, 2025)]
    assert before == [{"甲队": 800}, {"甲队": 1000, "二组": 500}]
    move(actor=olga, person_id="bo", place=place_in("二组"), starts_on=NEW_YEAR)
    take_snapshot(actor=owner, as_of=AS_OF)
    after = [revenue_by_team(owner, year) for year in (2024, 2025)]
    assert after == [{"甲队": 800}, {"二组": 1500}]


def test_after_a_move_the_old_manager_keeps_last_year_and_the_new_one_gets_this_year(user, home):
    move(actor=user("olga"), person_id="bo", place=place_in("二组"), starts_on=NEW_YEAR)
    take_snapshot(actor=access.Owner(), as_of=AS_OF)
    seen = [revenue_by_team(user("ada"), year) for year in (2024, 2025)]
    assert seen == [{"甲队": 800}, {}]
    assert revenue_by_team(user("bo"), 2024) == {"甲队": 800}


def test_a_new_name_changes_no_number(user, home):
    rename_team(actor=user("olga"), team_id=team("甲队").pk, name="精英队", day=JUNE, today=today())
    take_snapshot(actor=access.Owner(), as_of=AS_OF)
    assert revenue_by_team(user("ada"), 2024) == {"精英队": 800}
    assert revenue_by_team(user("ada"), 2025) == {"精英队": 1000}


def test_a_move_ends_the_old_position_on_its_day(user):
    move(
        actor=user("olga"), person_id="bo", place=place_in("二组", title="大客户经理"),
        starts_on=JUNE,
    )  # fmt: skip
    told = Position.objects.filter(person_id="bo").order_by("starts_on")
    assert [(p.team.name, p.title, p.starts_on, p.ends_before) for p in told] == [
        ("甲队", "销售代表", date(2023, 1, 1), JUNE),
        ("二组", "大客户经理", JUNE, None),
    ]
    entry = AuditEntry.objects.filter(action="move").get()
    assert (entry.table, entry.record_id) == ("people", "bo")
    assert entry.changes["title"] == ["销售代表", "大客户经理"]
    assert entry.changes["starts_on"] == [None, "2025-06-01"]


def test_two_positions_on_one_day_are_refused(user):
    olga = user("olga")
    move(actor=olga, person_id="bo", place=place_in("二组"), starts_on=JUNE)
    for day in (JUNE, JUNE - timedelta(days=30)):
        with pytest.raises(Refused) as refusal:
            move(actor=olga, person_id="bo", place=place_in("二组"), starts_on=day)
        assert refusal.value.problem.code in ("conflict_positions", "conflict_later_position")
    first = Position.objects.get(person_id="bo", ends_before=JUNE)
    with pytest.raises(Refused) as refusal:
        correct_position(
            actor=olga, position_id=first.pk, place=place_in("甲队"),
            spell=Spell(first.starts_on, JUNE + timedelta(days=1)),
        )  # fmt: skip
    assert refusal.value.problem.code == "conflict_positions"
    assert Position.objects.filter(person_id="bo").count() == 2


def test_a_position_written_wrongly_is_put_right_and_its_figures_follow(user, home):
    position = Position.objects.get(person_id="bo")
    correct_position(
        actor=user("olga"), position_id=position.pk, place=place_in("二组"),
        spell=Spell(position.starts_on, None),
    )  # fmt: skip
    take_snapshot(actor=access.Owner(), as_of=AS_OF)
    assert revenue_by_team(access.Owner(), 2024) == {"二组": 800}


def test_whoever_joins_has_a_position_from_the_first_day(user):
    place = place_in("甲队", title="销售代表", manager_id="ada", region_id="EAST")
    dan = hire(
        actor=user("olga"), name="  Dan\u202e ", place=place, starts_on=JUNE, email="d@example.com"
    )
    assert dan.name == "Dan" and dan.hired_on == JUNE
    (position,) = dan.positions.all()
    assert (position.manager_id, position.region_id, position.starts_on) == ("ada", "EAST", JUNE)
    assert not holding(JUNE - timedelta(days=1)).filter(person=dan).exists()


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (Place(team_id="forged"), "team_id"),
        (Place(region_id="forged"), "region_id"),
        (Place(manager_id="forged"), "manager_id"),
    ],
)
def test_nobody_joins_a_team_region_or_manager_that_does_not_exist(user, place, field):
    with pytest.raises(Refused) as refusal:
        hire(actor=user("olga"), name="Dan", place=place, starts_on=JUNE)
    assert refusal.value.problem.where.column == field
    assert not Person.objects.filter(name="Dan").exists()


def test_a_name_that_is_no_name_is_refused_by_field(user):
    with pytest.raises(Refused):
        hire(actor=user("olga"), name=" \x00 ", place=Place(), starts_on=JUNE)
    for wrong in ({"name": "n" * 201}, {"name": "Dan", "email": "no address"}):
        with pytest.raises(ValidationError):
            hire(actor=user("olga"), place=Place(), starts_on=JUNE, **wrong)


def test_whoever_left_is_out_and_may_come_back(user, signed_in, token):
    browser, headers = signed_in("bo"), token("bo")
    leave(actor=user("olga"), person_id="bo", day=today(), today=today())
    assert browser.get("/settings").status_code == 302
    assert browser.get("/api/v1/metrics", headers=headers).status_code == 401
    assert not holding(today()).filter(person_id="bo").exists()
    assert holding(today() - timedelta(days=1)).filter(person_id="bo").exists()
    back = today() + timedelta(days=90)
    hire(actor=user("olga"), name="Bo", person_id="bo", place=place_in("二组"), starts_on=back)
    bo = Person.objects.get(pk="bo")
    assert bo.left_on is None and bo.positions.count() == 2
    assert not user("bo").is_active


def test_whoever_leaves_later_is_out_on_that_day_and_not_before(user, signed_in):
    browser = signed_in("bo")
    leave(
        actor=user("olga"), person_id="bo", day=today() + timedelta(days=1), today=today(),
    )  # fmt: skip
    assert browser.get("/settings").status_code == 200
    Person.objects.filter(pk="bo").update(left_on=today())
    assert browser.get("/settings").status_code == 302
    assert user("bo").is_active


def test_whoever_left_keeps_what_was_theirs_in_the_figures(user, home):
    leave(actor=user("olga"), person_id="bo", day=JUNE, today=today())
    take_snapshot(actor=access.Owner(), as_of=AS_OF)
    assert revenue_by_team(access.Owner(), 2025) == {"甲队": 1000, "二组": 500}


def test_whoever_left_stands_in_for_nobody(user):
    now = timezone.now()
    for start in (today() - timedelta(days=5), today() + timedelta(days=5)):
        Delegation.objects.create(
            absent_id="cy", stand_in_id="bo", starts_on=start, made_at=now,
            ends_before=start + timedelta(days=9),
        )  # fmt: skip
    leave(actor=user("olga"), person_id="bo", day=today(), today=today())
    days = [today() + timedelta(days=n) for n in (0, 3, 6, 12)]
    assert [stood_in_for("bo", day) for day in days] == [[], [], [], []]


def test_nobody_leaves_twice_or_moves_after_leaving(user):
    olga = user("olga")
    leave(actor=olga, person_id="bo", day=JUNE, today=today())
    with pytest.raises(Refused):
        leave(actor=olga, person_id="bo", day=JUNE, today=today())
    with pytest.raises(Refused):
        move(actor=olga, person_id="bo", place=place_in("二组"), starts_on=JUNE)


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "eve", "fay"])
def test_only_sales_operations_and_administrators_move_people(user, name):
    who = user(name)
    tries = [
        lambda: hire(actor=who, name="Dan", place=Place(), starts_on=JUNE),
        lambda: move(actor=who, person_id="cy", place=Place(), starts_on=JUNE),
        lambda: leave(actor=who, person_id="cy", day=JUNE, today=today()),
        lambda: correct_person(actor=who, person_id="cy", values={"name": "X"}),
        lambda: open_team(actor=who, name="X", starts_on=JUNE),
        lambda: rename_team(actor=who, team_id="x", name="X", day=JUNE, today=today()),
        lambda: close_team(actor=who, team_id="x", day=JUNE),
    ]
    for one in tries:
        with pytest.raises(PermissionDenied):
            one()


def test_two_who_change_the_same_person_hear_of_one_another(user):
    version = Person.objects.get(pk="bo").version
    correct_person(actor=user("olga"), person_id="bo", values={"name": "Bob"}, version=version)
    with pytest.raises(Conflict) as conflict:
        correct_person(actor=user("adam"), person_id="bo", values={"name": "Bo."}, version=version)
    assert "olga" in conflict.value.problem.reason("en")
    assert Person.objects.get(pk="bo").name == "Bob"


def test_a_team_has_its_days(user):
    olga = user("olga")
    new = open_team(actor=olga, name="新队", starts_on=JUNE, parent_id=team("一组").pk)
    assert new.path == "销售部/一组/新队"
    early = JUNE - timedelta(days=1)
    with pytest.raises(Refused) as refusal:
        move(actor=olga, person_id="bo", place=Place(team_id=new.pk), starts_on=early)
    assert refusal.value.problem.code == "conflict_team_closed"
    move(actor=olga, person_id="bo", place=Place(team_id=new.pk), starts_on=JUNE)
    later = date(2025, 9, 1)
    with pytest.raises(Refused) as refusal:
        close_team(actor=olga, team_id=new.pk, day=later)
    assert refusal.value.problem.code == "conflict_team_in_use"
    move(actor=olga, person_id="bo", place=place_in("二组"), starts_on=later)
    close_team(actor=olga, team_id=new.pk, day=later)
    with pytest.raises(Refused):
        move(actor=olga, person_id="cy", place=Place(team_id=new.pk), starts_on=later)


def test_a_team_with_teams_below_it_is_not_closed(user):
    with pytest.raises(Refused) as refusal:
        close_team(actor=user("olga"), team_id=team("一组").pk, day=today())
    assert refusal.value.problem.code == "conflict_team_in_use"


@pytest.mark.parametrize("name", ["", " ", "a/b", "一组"])
def test_a_teams_name_is_needed_and_its_own(user, name):
    with pytest.raises(Refused):
        rename_team(actor=user("olga"), team_id=team("二组").pk, name=name, day=JUNE, today=today())


def test_a_renamed_team_takes_the_teams_below_with_it(user):
    rename_team(actor=user("olga"), team_id=team("一组").pk, name="壹组", day=JUNE, today=today())
    assert team("甲队").path == "销售部/壹组/甲队"
    assert list(access.managed_teams(user("ada"), AS_OF)) == sorted(
        [team("壹组").pk, team("甲队").pk]
    )


def test_an_old_file_does_not_bring_the_old_name_back(user, home, tmp_path):
    rename_team(actor=user("olga"), team_id=team("一组").pk, name="壹组", day=JUNE, today=today())
    file = tmp_path / "people.csv"
    rows = [line.strip() for line in FILES["people"].strip().splitlines()]
    more = "dan,Dan,销售代表,rep,销售部/一组/乙队,EAST,ada,2025-06-01,2025-06-01"
    file.write_text("\n".join([*rows, more]), encoding="utf-8")
    done = import_file(actor=user("olga"), table="people", source=file)
    assert not done.outcome.problems
    paths = set(Team.objects.values_list("path", flat=True))
    assert paths == {"销售部", "销售部/壹组", "销售部/壹组/甲队", "销售部/壹组/乙队", "销售部/二组"}
    assert Position.objects.get(person_id="dan").team.parent == team("壹组")


def test_a_name_that_was_given_up_can_be_taken_by_another_team(user, home, tmp_path):
    olga = user("olga")
    rename_team(actor=olga, team_id=team("二组").pk, name="旧二组", day=JUNE, today=today())
    new = open_team(actor=olga, name="二组", starts_on=JUNE, parent_id=team("销售部").pk)
    assert new.pk != team("旧二组").pk
    file = tmp_path / "people.csv"
    file.write_text("person_id,name,team,starts_on\ndan,Dan,销售部/二组,2025-06-01\n", "utf-8")
    import_file(actor=olga, table="people", source=file)
    assert Position.objects.get(person_id="dan").team == new


def test_one_works_in_one_place_even_if_a_file_gives_positions_no_end(user, home, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("person_id,name,team,starts_on\nbo,Bo,销售部/二组,2025-06-01\n", "utf-8")
    import_file(actor=user("olga"), table="people", source=file)
    places = {day: holding(day).get(person_id="bo").team.name for day in (NEW_YEAR, JUNE)}
    assert places == {NEW_YEAR: "甲队", JUNE: "二组"}


def test_a_name_does_not_begin_before_the_one_it_follows(user):
    olga, pk = user("olga"), team("甲队").pk
    rename_team(actor=olga, team_id=pk, name="乙队", day=JUNE, today=today())
    early = JUNE - timedelta(days=1)
    with pytest.raises(Refused) as refusal:
        rename_team(actor=olga, team_id=pk, name="丙队", day=early, today=today())
    assert refusal.value.problem.code == "conflict_renamed_later"
