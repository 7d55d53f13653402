"""People, teams, users and standing in by REST: the same rules as on the pages."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from salesops.web.people.models import Delegation, Person, Team
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
API = "/api/v1"
today = timezone.localdate  # asked anew: a run may cross midnight


@pytest.fixture
def ask(token):
    keys = {}

    def asked(who, method, path, body=None):
        if who not in keys:
            keys[who] = token(who, "read", "write")
        answer = Client().generic(
            method, API + path, json.dumps(body or {}, default=str),
            content_type="application/json", headers=keys[who],
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content or "null")

    return asked


def test_a_rep_reads_names_and_teams_and_no_more(ask):
    status, answer = ask("cy", "GET", "/people")
    assert status == 200 and answer["next"] is None
    by_id = {one["person_id"]: one for one in answer["items"]}
    assert set(by_id) == {"ada", "bo", "cy"}
    assert set(by_id["bo"]) == {"person_id", "name", "title", "team_id", "team"}
    assert by_id["bo"]["team"] == "销售部/一组/甲队"
    assert by_id["cy"]["hired_on"] == "2023-01-01"
    assert set(ask("cy", "GET", "/people/bo")[1]) == set(by_id["bo"])


def test_a_manager_reads_more_of_the_team_and_operations_of_all(ask):
    hired = {
        one["person_id"]: "hired_on" in one for one in ask("ada", "GET", "/people")[1]["items"]
    }
    assert hired == {"ada": True, "bo": True, "cy": False}
    assert len(ask("olga", "GET", "/people/cy")[1]["positions"]) == 1
    assert ask("olga", "GET", "/people/nobody")[0] == 404


def test_people_come_a_page_at_a_time(ask):
    status, first = ask("olga", "GET", "/people?limit=2")
    assert status == 200 and len(first["items"]) == 2
    rest = ask("olga", "GET", f"/people?limit=2&cursor={first['next']}")[1]
    assert [one["name"] for one in first["items"] + rest["items"]] == ["Ada", "Bo", "Cy"]
    assert ask("olga", "GET", "/people?cursor=forged")[0] == 422


def test_somebody_joins_moves_and_leaves_by_rest(ask):
    team = Team.objects.get(name="甲队")
    new = {"name": "Dan", "person_id": "d/1", "starts_on": "2025-06-01", "team_id": team.pk}
    status, dan = ask("olga", "POST", "/people", new)
    assert status == 201 and dan["team"] == team.path
    other = Team.objects.get(name="二组")
    body = {"person_id": "d/1", "starts_on": "2025-09-01", "team_id": other.pk, "version": 1}
    assert ask("olga", "POST", "/people/moves", body)[1]["team"] == other.path
    status, stale = ask("olga", "POST", "/people/moves", body | {"starts_on": "2025-10-01"})
    assert (status, stale["problems"][0]["code"]) == (409, "conflict_changed")
    status, left = ask("olga", "POST", "/people/leaves", {"person_id": "d/1", "day": str(today())})
    assert left["left_on"] == str(today())
    positions = ask("olga", "GET", "/people/d/1")[1]["positions"]
    days = [(one["starts_on"], one["ends_before"]) for one in positions]
    assert days == [("2025-06-01", "2025-09-01"), ("2025-09-01", str(today()))]
    assert AuditEntry.objects.filter(table="people", record_id="d/1", door="api").count() == 3


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "eve", "fay"])
def test_nobody_else_moves_people_by_rest(ask, name):
    for method, path, body in (
        ("POST", "/people", {"name": "X", "starts_on": "2025-01-01"}),
        ("POST", "/people/moves", {"person_id": "bo", "starts_on": "2025-06-01"}),
        ("POST", "/people/leaves", {"person_id": "bo", "day": "2025-06-01"}),
        ("POST", "/teams", {"name": "X", "starts_on": "2025-06-01"}),
        ("PATCH", "/teams/x", {"name": "X", "day": "2025-06-01"}),
        ("PATCH", "/teams/x", {"day": "2025-06-01"}),
    ):
        assert ask(name, method, path, body)[0] == 403, path


def test_teams_by_rest(ask):
    status, made = ask("olga", "POST", "/teams", {"name": "三组", "starts_on": "2025-06-01"})
    assert status == 201
    path = f"/teams/{made['team_id']}"
    status, renamed = ask("olga", "PATCH", path, {"name": "叁组", "day": "2025-07-01"})
    assert status == 200 and renamed["name"] == "叁组"
    names = {day: [t["name"] for t in ask("bo", "GET", f"/teams?day={day}")[1]]
             for day in ("2025-05-31", "2025-06-30", "2025-07-01")}  # fmt: skip
    assert "三组" not in names["2025-05-31"] and "三组" in names["2025-06-30"]
    assert "叁组" in names["2025-07-01"]
    closed = ask("olga", "PATCH", path, {"close": True, "day": "2025-08-01"})[1]
    assert closed["ends_before"] == "2025-08-01"
    assert ask("olga", "PATCH", "/teams/forged", {"close": True, "day": "2025-08-01"})[0] == 404


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "olga", "eve", "fay"])
def test_users_are_for_administrators_by_rest(ask, user, name):
    bo = user("bo").pk
    for method, path, body in (
        ("GET", "/users", None),
        ("GET", f"/users/{bo}", None),
        ("GET", "/users/999999", None),
        ("POST", "/users", {"username": "x", "role": "admin"}),
        ("PATCH", f"/users/{bo}", {"role": "admin"}),
    ):
        assert ask(name, method, path, body)[0] == 403, path


def test_users_by_rest(ask, user):
    Person.objects.create(person_id="dan", name="Dan")
    status, made = ask("adam", "POST", "/users", {
        "username": "dan", "role": "rep", "person_id": "dan"})  # fmt: skip
    assert status == 201 and made["has_second_step"] is False
    path = f"/users/{made['id']}"
    status, changed = ask("adam", "PATCH", path, {"role": "manager", "version": made["version"]})
    assert (changed["role"], changed["person_id"]) == ("manager", "dan")
    assert ask("adam", "PATCH", path, {"role": "rep", "version": made["version"]})[0] == 409
    assert ask("adam", "PATCH", path, {"is_active": False})[1]["is_active"] is False
    assert ask("adam", "PATCH", path, {"is_active": True})[1]["is_active"] is True
    own = f"/users/{user('adam').pk}"
    status, told = ask("adam", "PATCH", own, {"is_active": False})
    assert (status, told["problems"][0]["code"]) == (409, "own_role")
    assert "dan" in {
        one["username"] for one in ask("adam", "GET", "/users?role=manager")[1]["items"]
    }
    assert "password" not in json.dumps(ask("adam", "GET", "/users")[1])


def test_standing_in_by_rest(ask):
    body = {"absent_id": "bo", "stand_in_id": "cy", "starts_on": today(),
            "ends_before": today() + timedelta(days=7), "reason": "年假"}  # fmt: skip
    assert ask("cy", "POST", "/delegations", body)[0] == 403
    status, made = ask("bo", "POST", "/delegations", body)
    assert (status, made["state"]) == (201, "running")
    assert [len(ask(name, "GET", "/delegations")[1]) for name in ("cy", "ada", "eve")] == [1, 1, 0]
    assert ask("eve", "POST", f"/delegations/{made['id']}/end")[0] == 404
    assert ask("cy", "POST", f"/delegations/{made['id']}/end")[0] == 403
    assert ask("bo", "POST", f"/delegations/{made['id']}/end")[1]["state"] == "ended"
    assert Delegation.objects.get().revoked_at


@pytest.mark.parametrize("text", ["\0", "a\0b", "\u202e", "x" * 10_000, "<script>", "🙂"])
def test_strange_texts_are_refused_or_cleaned_and_break_nothing(ask, text):
    day = "2025-06-01"
    tries = [
        ("GET", f"/people?q={quote(text)}&team_id={quote(text)}&role={quote(text)}", None),
        ("GET", f"/people/{quote(text)}", None),
        ("POST", "/people", {"name": "X", "person_id": text[:200], "starts_on": day}),
        ("POST", "/people", {"name": text, "starts_on": day, "email": text}),
        ("POST", "/people", {"name": "X", "starts_on": day, "team_id": text, "title": text[:200]}),
        ("POST", "/people/moves", {"person_id": text, "starts_on": day}),
        ("POST", "/people/moves", {"person_id": "bo", "starts_on": day, "region_id": text}),
        ("POST", "/people/leaves", {"person_id": text, "day": day}),
        ("POST", "/teams", {"name": text, "starts_on": day, "parent_id": text}),
        ("PATCH", f"/teams/{quote(text, safe='')}", {"name": "X", "day": day}),
        ("POST", "/delegations", {"absent_id": text, "stand_in_id": text, "starts_on": day,
                                  "ends_before": "2025-07-01", "reason": text[:300]}),
    ]  # fmt: skip
    for method, path, body in tries:
        assert ask("olga", method, path, body)[0] in (200, 201, 404, 409, 422), (path[:40], body)
    for method, path, body in (
        ("GET", f"/users?role={quote(text)}", None),
        ("POST", "/users", {"username": text, "role": "rep"}),
        ("POST", "/users", {"username": "x", "role": "rep", "person_id": text, "email": text}),
    ):
        assert ask("adam", method, path, body)[0] in (200, 201, 404, 409, 422), (path[:40], body)
