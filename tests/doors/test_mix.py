"""λ of one node and all below it: set on a page, shown in the grid, taken back."""

import pytest

from salesops.web.targets.models import Stance
from salesops.web.workspace.models import AuditEntry
from tests.doors.test_plans import drafted, target

pytestmark = pytest.mark.django_db


def test_a_nodes_lambda_is_set_beside_both_shares_and_inherited_again(signed_in, user):
    plan = drafted(user)
    for key, sold, could in (("ada", "0", "0"), ("bo", "6", "1"), ("cy", "2", "3")):
        known = {"last_year": sold, "potential": could}
        Stance.objects.filter(node__key=key).update(weights=known)
    key = plan.nodes.get(name="销售部").key
    olga, address = signed_in("olga"), f"/targets/P/mix?node={key}"
    assert "沿用总目标" in olga.get(address).content.decode()
    sent = {"w_last_year": "0.5", "w_potential": "0.5", "reason": "新区看潜力"}
    assert olga.post(address, sent).status_code == 302
    page = olga.get(address).content.decode()
    # 一组 sold 6 of 8 and could 1 of 4: half of each is a half.
    assert "75.0%" in page and "25.0%" in page and "50.0%" in page
    assert str(target("P", "cy")) in ("500.00", "500.01")
    grid = olga.get("/targets/P/grid.json").json()
    assert [one["name"] for one in grid["columns"]] == ["last_year", "potential"]
    assert olga.post(address, {"do": "inherit"}).status_code == 302
    assert Stance.objects.get(node__key=key).mix == {}
    entry = AuditEntry.objects.filter(action="set_stance", table="stances").order_by("-pk")[1]
    assert "mix" in entry.changes


def test_weights_that_split_nothing_are_refused_and_what_was_typed_stays(signed_in, user):
    drafted(user)
    olga, address = signed_in("olga"), "/targets/P/mix?node=company"
    answer = olga.post(address, {"w_potential": "1"})
    assert answer.status_code == 422 and "没有一个节点填了权重" in answer.content.decode()
    for typed in ({"w_potential": "-1"}, {"w_potential": "0"}, {"w_potential": "x"}):
        assert olga.post(address, typed).status_code == 422
    assert olga.post("/targets/P/mix?node=nobody", {"w_last_year": "1"}).status_code == 422
    assert Stance.objects.get(node__key="company").mix == {}


def test_only_operations_open_the_page(signed_in, user):
    drafted(user)
    seen = {n: signed_in(n).get("/targets/P/mix").status_code for n in ("ada", "bo", "cy", "eve")}
    assert set(seen.values()) == {403}


def test_rest_refuses_a_lambda_that_is_no_number_of_zero_or_more(client, token, user):
    drafted(user)
    for value in (-1, "NaN"):
        answer = client.put("/api/v1/plans/P/stance", {"key": "company", "mix": {"x": value}},
                            "application/json", headers=token("olga", "read", "write"))  # fmt: skip
        assert answer.status_code in (409, 422)
