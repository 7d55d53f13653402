"""Seasons of single nodes: typed on a page, by working days, inherited again, by REST."""

from datetime import date

import pytest

from salesops.kernel.period import DAY
from salesops.web.access import Owner
from salesops.web.imports.actions import import_file
from salesops.web.targets.models import Goal, Stance
from salesops.web.targets.working import worked
from salesops.web.workspace.actions import take_snapshot
from salesops.web.workspace.models import AuditEntry, CalendarDay
from tests.doors.test_plans import drafted

pytestmark = pytest.mark.django_db


def months(key, plan_id="P"):
    found = worked(Goal.objects.select_related("plan").get(plan=plan_id))
    return [int(units) for units in found.cells[found.place(key)].sum(axis=1)]


@pytest.fixture
def cys(user):
    """The key of Cy's team in a draft, and the address of its seasons."""
    key = drafted(user).nodes.get(name="二组").key
    return key, f"/targets/P/seasons?node={key}"


def test_a_team_has_a_season_of_its_own_until_it_goes_by_the_one_above_again(signed_in, cys):
    key, address = cys
    olga = signed_in("olga")
    typed = {f"m_{n}": "3" if n == 0 else "1" for n in range(12)}
    assert olga.post(address, {**typed, "do": "own", "reason": "开年展会"}).status_code == 302
    page = olga.get(address).content.decode()
    assert "21.4%" in page and "8.3%" in page and "手填" in page  # 3 ÷ 14, and the goal's 1 ÷ 12
    assert months("cy")[0] > 2 * months("cy")[1] and sum(months("company")) == 100001
    entry = AuditEntry.objects.filter(action="set_stance", table="stances").order_by("-pk")[0]
    assert "seasons" in entry.changes
    assert olga.post(address, {"do": "inherit"}).status_code == 302
    assert Stance.objects.get(node__key=key).seasons == []


def test_working_days_of_the_calendar_move_the_months(signed_in, cys):
    _, address = cys
    for day in range(1, 29):
        CalendarDay.objects.update_or_create(
            day=date(2090, 2, day), defaults={"is_workday": day > 20, "is_confirmed": True}
        )
    olga = signed_in("olga")
    assert olga.post(address, {"do": "days"}).status_code == 302
    page = olga.get(address).content.decode()
    assert "春节 01-30" in page and "改为按月计" in page
    found = months("company")
    # 8 days of February against 22 of January.
    assert found[1] / found[0] == pytest.approx(8 / 22, abs=0.001) and sum(found) == 100001


def test_what_is_no_season_is_refused_with_the_node_and_stays_typed(signed_in, cys, client, token):
    key, address = cys
    answer = signed_in("olga").post(address, {"do": "own", "m_0": "x", "m_1": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "“二组”的季节指数要 12 个" in page and 'value="x"' in page
    body = {"key": key, "seasons": [1] * 11}
    answer = client.put("/api/v1/plans/P/stance", body, "application/json",
                        headers=token("olga", "read", "write"))  # fmt: skip
    assert answer.status_code == 422
    assert Stance.objects.get(node__key=key).seasons == []


def test_seasons_are_filled_from_the_ledger_or_it_is_said_why_not(user, client, token):
    drafted(user)
    drafted(user, plan_id="Q", starts_on=date(2026, 1, 1))

    def fill(plan_id):
        return client.post(f"/api/v1/plans/{plan_id}/step", {"step": "season"}, "application/json",
                           headers=token("olga", "read", "write"))  # fmt: skip

    # Nothing is known of the years before 2090; before 2026 teams sold in one year or two.
    assert fill("P").json()["problems"][0]["code"] == "no_season_history"
    assert fill("Q").status_code == 200
    filled = Stance.objects.filter(goal__plan="Q").exclude(seasons=[])
    assert set(filled.values_list("node__kind", flat=True)) == {"team"}
    assert {max(years) for years in filled.values_list("season_years", flat=True)} == {1, 2}
    assert sum(months("company", "Q")) == 100001


def test_only_operations_open_the_seasons(signed_in, cys):
    seen = {n: signed_in(n).get(cys[1]).status_code for n in ("bo", "ada", "cy", "eve")}
    assert set(seen.values()) == {403}


def test_days_around_the_festival_count_for_what_they_sold_and_move_with_it(
    signed_in, user, home, tmp_path
):
    first, festival = date(2023, 10, 2), date(2024, 2, 10)
    days = [day for n in range(470) if (day := first + n * DAY).weekday() < 5]
    still = range(-3, 10)
    rows = [
        f"F{n},F{n},{day},A1,P1,bo,EAST,1,100000,100000,5"
        for n, day in enumerate(days)
        if (day - festival).days not in still
    ]
    head = ("line_id,order_id,booked_on,account_id,product_id,person_id,region_id,quantity,"
            "list_amount,net_amount,cost")  # fmt: skip
    file = tmp_path / "orders.csv"
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    import_file(actor=Owner(), table="orders", source=file)
    take_snapshot(actor=Owner(), as_of=date(2025, 12, 31))
    drafted(user, starts_on=date(2026, 1, 1))
    olga, address = signed_in("olga"), "/targets/P/seasons"
    assert "尚未计入" in olga.get(address).content.decode()
    assert olga.post(address, {"do": "festival"}).status_code == 302
    goal = Goal.objects.get(plan="P")
    assert goal.by_workdays and {goal.festival[str(offset)] for offset in still} == {"0"}
    # Three weeks before, the Monday is an ordinary one and the Saturday sold nothing.
    assert float(goal.festival["-19"]) == pytest.approx(1, abs=0.05)
    assert goal.festival["-21"] == "0"
    page = olga.get(address).content.decode()
    assert "已计入本方案" in page and "账本里有 1 个完整的春节" in page
    # In 2026 the festival is on 17 February: from the 14th to the 26th nothing is to be sold.
    found = months("company")
    assert found[1] / found[0] == pytest.approx(11 / 21, abs=0.06) and sum(found) == 100001
    assert olga.post(address, {"do": "calendar"}).status_code == 302
    assert months("company")[1] > found[1]


def test_without_a_whole_festival_in_the_ledger_it_is_said_so(signed_in, cys):
    _, address = cys
    answer = signed_in("olga").post(address, {"do": "festival"})
    assert answer.status_code == 422 and "没有一个完整的春节" in answer.content.decode()
    assert Goal.objects.get(plan="P").festival == {}
