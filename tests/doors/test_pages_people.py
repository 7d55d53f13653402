"""Pages of people, teams, users and standing in: what each role finds there and can do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from salesops.web.people.models import Delegation, Person, Team, User
from tests.doors.reading import html

pytestmark = pytest.mark.django_db
today = timezone.localdate  # asked anew: a run may cross midnight
EVERYBODY = ["ada", "bo", "cy", "olga", "fay", "eve", "adam"]


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("path", ["", "/teams", "/of/bo", "?q=b&role=rep&state=all"])
def test_everybody_knows_who_their_colleagues_are(signed_in, name, path):
    assert "Bo" in html(signed_in(name).get(f"/settings/people{path}")) or path == "/teams"


def test_a_rep_learns_a_colleagues_name_and_team_and_nothing_else(signed_in):
    Person.objects.filter(pk="bo").update(email="bo@example.com")
    page = html(signed_in("cy").get("/settings/people/of/bo"))
    assert "甲队" in page
    for hidden in ("bo@example.com", "2023-01-01", "岗位经历", "离职", "调动"):
        assert hidden not in page
    own = html(signed_in("bo").get("/settings/people/of/bo"))
    assert "bo@example.com" in own and "2023-01-01" in own
    assert "2023-01-01" in html(signed_in("ada").get("/settings/people/of/bo"))
    assert "2023-01-01" not in html(signed_in("ada").get("/settings/people/of/cy"))


def test_people_are_found_by_name_initials_and_number(signed_in):
    Person.objects.create(person_id="007", name="欧阳修")
    browser = signed_in("olga")
    for text in ("欧阳", "oyx", "007"):
        assert "欧阳修" in html(browser.get("/settings/people", {"q": text}))
        assert "欧阳修" in html(browser.get("/settings/people/options", {"manager_id": text}))
    assert "欧阳修" not in html(browser.get("/settings/people", {"q": "zz"}))
    html(browser.get("/settings/people", {"q": "\0", "after": "nonsense", "state": "x"}))


def test_people_are_narrowed_by_team_with_the_teams_below(signed_in):
    team = Team.objects.get(name="一组")
    page = html(signed_in("olga").get("/settings/people", {"team": team.pk}))
    assert "Bo</a>" in page and "Ada</a>" in page and "Cy</a>" not in page


def test_the_tree_is_that_of_its_day(signed_in):
    browser = signed_in("olga")
    team = Team.objects.get(name="甲队")
    browser.post(
        f"/settings/people/teams?team={team.pk}",
        {"do": "rename", "name": "精英队", "day": "2025-06-01", "version": team.version},
    )
    browser.post(
        f"/settings/people/teams?team={team.pk}", {"do": "open", "name": "幼队", "day": today()}
    )
    before = html(browser.get("/settings/people/teams", {"day": "2025-05-31"}))
    now = html(browser.get("/settings/people/teams"))
    assert "甲队" in before and "精英队" not in before and "幼队" not in before
    assert "精英队" in now and "幼队" in now


def test_a_form_that_failed_keeps_what_was_typed_and_says_why(signed_in):
    typed = {"do": "move", "starts_on": "2022-01-01", "title": "大客户经理", "manager_id": "Bo"}
    page = html(signed_in("olga").post("/settings/people/of/bo", typed), 422)
    assert "大客户经理" in page and 'value="2022-01-01"' in page
    typed |= {"manager_id": "没有这个人"}
    page = html(signed_in("olga").post("/settings/people/of/bo", typed), 422)
    assert "没有这个姓名或工号" in page


def test_a_move_by_page(signed_in):
    browser, team = signed_in("olga"), Team.objects.get(name="二组")
    said = {"do": "move", "starts_on": "2025-06-01", "title": "客户经理", "team_id": team.pk,
            "region_id": "EAST", "manager_id": "Ada · ada"}  # fmt: skip
    assert browser.post("/settings/people/of/bo", said).status_code == 302
    now = Person.objects.get(pk="bo").positions.get(ends_before=None)
    assert (now.team, now.manager_id, now.region_id) == (team, "ada", "EAST")
    page = html(browser.get("/settings/people/of/bo"))
    assert "2025-06-01" in page and "销售部/甲队" not in page and "销售部/一组/甲队" in page


def test_whoever_is_second_sees_what_the_first_one_did(signed_in):
    version = Person.objects.get(pk="bo").version
    said = {"do": "name", "name": "Bob", "email": "", "version": version}
    assert signed_in("olga").post("/settings/people/of/bo", said).status_code == 302
    page = html(signed_in("adam").post("/settings/people/of/bo", said | {"name": "Robert"}), 409)
    assert "olga" in page and 'value="Robert"' in page
    assert Person.objects.get(pk="bo").name == "Bob"
    newest = Person.objects.get(pk="bo").version
    form = page.split('name="do" value="name"')[1].split("</form>")[0]
    assert f'name="version" value="{newest}"' in form


def test_somebody_is_hired_and_leaves_by_page(signed_in):
    browser = signed_in("olga")
    made = browser.post("/settings/people/new", {"name": "丹", "starts_on": "2025-06-01"})
    address = made["Location"]
    assert "丹" in html(browser.get(address))
    browser.post(address, {"do": "leave", "day": today()})
    page = html(browser.get(address))
    assert "名下未移交" in page and "已离职" in page
    assert "丹" not in html(browser.get("/settings/people"))
    assert "丹" in html(browser.get("/settings/people", {"state": "gone"}))


def test_what_was_somebodys_who_left_is_found_from_their_page(signed_in):
    browser = signed_in("olga")
    browser.post("/settings/people/of/bo", {"do": "leave", "day": today()})
    page = html(browser.get("/settings/people/of/bo"))
    address = page.split('href="/accounts?')[1].split('"')[0]
    listed = html(browser.get(f"/accounts?{address}"))
    assert "东方机械" in listed and "南方化工" not in listed


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "fay", "eve"])
def test_nobody_else_hires_moves_or_renames_by_page(signed_in, name):
    browser = signed_in(name)
    assert browser.get("/settings/people/new").status_code == 403
    assert browser.post("/settings/people/new", {"name": "X"}).status_code == 403
    moved = browser.post("/settings/people/of/bo", {"do": "leave", "day": today()})
    assert moved.status_code == 403
    opened = browser.post("/settings/people/teams", {"do": "open", "name": "X", "day": today()})
    assert opened.status_code == 403


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "olga", "fay", "eve"])
@pytest.mark.parametrize("path", ["users", "users/new", "users/1", "signing-in"])
def test_users_are_the_administrators_alone(signed_in, name, path):
    browser = signed_in(name)
    assert browser.get(f"/settings/{path}").status_code == 403
    assert browser.post(f"/settings/{path}", {"do": "shut_out"}).status_code in (403, 405)


def test_an_administrator_adds_a_user_and_hands_them_a_link(signed_in, client):
    browser = signed_in("adam")
    Person.objects.create(person_id="dan", name="Dan")
    said = {"username": "dan", "role": "rep", "person_id": "Dan", "sees_pay": "", "password": ""}
    made = browser.post("/settings/users/new", said)
    page = html(browser.post(made["Location"], {"do": "link"}))
    address = page.split('data-copy="')[1].split('"')[0]
    password = {"password": "yet-another-password", "again": "yet-another-password"}
    assert client.post(address, password)["Location"] == "/sign-in"
    assert "密码" in html(client.get("/sign-in"))
    assert client.login(username="dan", password="yet-another-password")


def test_a_rep_without_a_person_is_refused_beside_the_field(signed_in):
    said = {"username": "dan", "role": "rep", "person_id": "", "password": ""}
    page = html(signed_in("adam").post("/settings/users/new", said), 422)
    assert "必须对应一名人员" in page


def test_an_administrator_changes_role_and_pay(signed_in, user):
    ada = user("ada")
    said = {"do": "change", "role": "manager", "person_id": "Ada · ada", "sees_pay": "no",
            "email": "ada@example.com", "version": ada.version}  # fmt: skip
    browser = signed_in("adam")
    assert browser.post(f"/settings/users/{ada.pk}", said).status_code == 302
    assert user("ada").sees_pay is False
    again = html(browser.post(f"/settings/users/{ada.pk}", said | {"role": "rep"}), 409)
    assert "adam" in again


def test_the_last_administrator_is_told_why_not(signed_in, user):
    adam = user("adam")
    page = html(signed_in("adam").post(f"/settings/users/{adam.pk}", {"do": "shut_out"}), 422)
    assert "不能更改自己的角色" in page
    assert user("adam").is_active


def test_users_are_shut_out_let_in_and_helped_by_page(signed_in, user):
    browser, bo = signed_in("adam"), user("bo")
    address = f"/settings/users/{bo.pk}"
    for do, is_in in (("shut_out", False), ("let_in", True), ("reset", True)):
        assert browser.post(address, {"do": do}).status_code == 302
        assert User.objects.get(pk=bo.pk).is_active is is_in
    assert browser.post(address, {"do": "nonsense"}).status_code == 404
    assert browser.get("/settings/users/999999").status_code == 404


def test_the_list_of_users_says_who_was_when_here(signed_in):
    page = html(signed_in("adam").get("/settings/users", {"q": "ad"}))
    assert "adam" in page and "ada" in page and ">bo<" not in page


def test_standing_in_is_asked_for_and_ended_by_page(signed_in):
    browser = signed_in("bo")
    said = {"absent_id": "Bo · bo", "stand_in_id": "Cy", "starts_on": today(),
            "last_on": today() + timedelta(days=6), "reason": "年假"}  # fmt: skip
    assert browser.post("/settings/delegations", said).status_code == 302
    made = Delegation.objects.get()
    assert made.ends_before == today() + timedelta(days=7)
    assert "年假" in html(signed_in("cy").get("/settings/delegations"))
    assert "年假" in html(signed_in("ada").get("/settings/delegations"))
    browser.post(f"/settings/delegations/{made.pk}/end")
    made.refresh_from_db()
    assert made.revoked_at


def test_who_stands_in_for_whom_is_nobody_elses_business(signed_in):
    now = timezone.now()
    made = Delegation.objects.create(
        absent_id="cy", stand_in_id="ada", starts_on=today(), made_at=now, reason="病假",
        ends_before=today() + timedelta(days=2),
    )  # fmt: skip
    for name in ("bo", "eve", "fay"):
        browser = signed_in(name)
        assert "病假" not in html(browser.get("/settings/delegations"))
        browser.post(f"/settings/delegations/{made.pk}/end")
    made.refresh_from_db()
    assert made.revoked_at is None


def test_nobody_asks_for_a_colleagues_customers_by_page(signed_in):
    said = {"absent_id": "Bo", "stand_in_id": "Cy", "starts_on": today(), "last_on": today()}
    page = html(signed_in("cy").post("/settings/delegations", said), 422)
    assert "只有本人、其上级或销售运营可以决定" in page
    assert not Delegation.objects.exists()


def test_rules_of_signing_in_are_kept(signed_in, user):
    browser = signed_in("adam")
    browser.post("/settings/signing-in", {"two_factor_roles": ["finance", "admin"]})
    page = html(browser.get("/settings/signing-in"))
    assert page.count("checked") == 2


@pytest.mark.parametrize("name", EVERYBODY)
def test_settings_lead_to_what_one_may_open_and_nowhere_else(signed_in, name):
    browser = signed_in(name)
    page = html(browser.get("/settings"))
    nav = page.split('class="subnav"')[1].split("</nav>")[0]
    links = [part.split('"')[0] for part in nav.split('href="')[1:]]
    assert "/settings/people" in links and ("/settings/users" in links) == (name == "adam")
    for link in links:
        assert browser.get(link).status_code == 200, link
