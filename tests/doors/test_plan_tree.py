"""Regions of a plan's tree by form and by REST; renewed, the tree keeps them."""

import pytest

from salesops.web.market.models import Region
from salesops.web.targets.actions.inputs import grow_tree
from salesops.web.targets.models import Node
from salesops.web.workspace.models import AuditEntry
from tests.doors.test_plans import drafted, pin, target

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(user):
    """The key of a node of a draft by its name."""
    plan = drafted(user)
    return lambda name: plan.nodes.get(name=name).key


def tree():
    return dict(
        Node.objects.filter(plan="P").order_by("position").values_list("name", "parent_key")
    )


def test_a_region_is_put_in_by_form_takes_teams_in_and_stays_when_the_tree_is_renewed(
    signed_in, key, user
):
    olga = signed_in("olga")
    sent = {"do": "region", "name": "东区", "parent_key": key("销售部"), "children": [key("一组")]}
    before = target("P", "bo")
    assert olga.post("/targets/P/tree", sent).status_code == 302
    assert tree()["一组"] == key("东区") and list(tree())[1:4] == ["销售部", "东区", "一组"]
    assert target("P", key("东区")) == before == target("P", "bo")
    pin(user, key("东区"), "500")
    grow_tree(actor=user("olga"), plan_id="P")
    assert tree()["一组"] == key("东区") and target("P", "bo") == 500
    assert "东区" in olga.get("/targets/P/tree").content.decode()
    assert olga.post("/targets/P/tree", {"do": "drop", "key": key("东区")}).status_code == 302
    assert tree()["一组"] == key("销售部") and "东区" not in tree()
    done = AuditEntry.objects.filter(action__in=("add_region", "drop_region"))
    assert done.count() == 2


def test_what_would_be_no_tree_is_refused_in_words(signed_in, key):
    olga = signed_in("olga")
    for sent, told in (
        ({"do": "move", "key": key("销售部"), "parent_key": key("一组")}, "绕一圈"),
        ({"do": "move", "key": "bo", "parent_key": "cy"}, "“Cy”是个人"),
        ({"do": "move", "key": "company", "parent_key": key("一组")}, "是顶层"),
        ({"do": "region", "name": " ", "parent_key": "company"}, "还没有名字"),
        ({"do": "region", "name": "x", "region_id": "nowhere"}, "没有编号为“nowhere”的销售区域"),
        ({"do": "drop", "key": key("一组")}, "不能移除"),
        ({"do": "move", "key": "gone", "parent_key": "company"}, "没有“gone”"),
    ):
        answer = olga.post("/targets/P/tree", sent)
        assert answer.status_code == 422 and told in answer.content.decode()
    assert len(tree()) == 8


def test_rest_puts_a_sales_region_in_moves_somebody_and_takes_it_out(client, token, key):
    region = Region.objects.order_by("pk").first()

    def call(method, address, body=None, name="olga"):
        more = {"data": body, "content_type": "application/json"} if body else {}
        return getattr(client, method)(f"/api/v1/plans/P{address}", **more,
                                       headers=token(name, "read", "write"))  # fmt: skip

    made = call("post", "/regions", {"region_id": region.pk})
    assert made.status_code == 201 and made.json() == {
        "key": region.pk, "parent_key": "company", "name": region.name, "kind": "region",
    }  # fmt: skip
    assert call("post", "/regions", {"region_id": region.pk}).status_code == 409
    body = {"key": key("二组"), "parent_key": region.pk}
    assert [call("put", "/parent", body, n).status_code for n in ("bo", "ada", "cy", "eve")] == (
        [403] * 4
    )
    assert call("put", "/parent", body).json()["parent_key"] == region.pk
    assert call("delete", f"/regions?key={region.pk}").status_code == 204
    assert tree()["二组"] == "company"


def test_only_operations_open_the_tree(signed_in, key):
    assert key("一组")
    seen = {n: signed_in(n).get("/targets/P/tree").status_code for n in ("bo", "ada", "cy", "eve")}
    assert set(seen.values()) == {403}
