"""Both sides of a goal on a page and by REST: locked, taken over as pins, taken back."""

from decimal import Decimal

import pytest

from salesops.web.problems import Faulty, Refused
from salesops.web.targets.actions.offers import offer
from salesops.web.targets.actions.reconciled import take_over, undo_take_over
from salesops.web.targets.models import Plan, Stance
from salesops.web.workspace.models import AuditEntry
from tests.doors.test_plans import REVENUE, drafted, pin, target

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(user):
    """A plan of 1,000.01 for which Bo offered 500 and Cy 300; Ada said nothing."""
    plan = drafted(user)
    for key, amount in (("bo", 500), ("cy", 300)):
        offer(actor=user("olga"), plan_id="P", metric=REVENUE, key=key, amount=Decimal(amount))
    return plan


def take(user, **more):
    asked = {"plan_id": "P", "metric": REVENUE, "reason": "一起定的", **more}
    return take_over(actor=user("olga"), **asked)


def pins():
    return dict(Stance.objects.filter(node__kind="person").values_list("node__key", "pin"))


def test_numbers_taken_over_are_pins_with_their_reason_and_come_back(offered, user):
    pin(user, "bo", "600")
    assert take(user, locked=["bo"]) == 3
    assert pins() == {"ada": 0, "bo": 600, "cy": Decimal("400.01")}
    assert (target("P", "cy"), Stance.objects.get(node__key="cy").reason) == (
        Decimal("400.01"), "一起定的",
    )  # fmt: skip
    assert undo_take_over(actor=user("olga"), plan_id="P", metric=REVENUE) == (3, 0)
    assert pins() == {"ada": None, "bo": 600, "cy": None}
    assert Stance.objects.get(node__key="bo").reason == "合同已签"
    done = AuditEntry.objects.filter(action__in=("take_over_targets", "undo_take_over"))
    assert [entry.details["nodes"] for entry in done.order_by("pk")] == [3, 3]


def test_a_pin_changed_since_stays_when_the_rest_is_taken_back(offered, user):
    take(user)
    pin(user, "cy", "300", anyway=True)
    assert undo_take_over(actor=user("olga"), plan_id="P", metric=REVENUE) == (2, 1)
    assert pins() == {"ada": None, "bo": None, "cy": 300}


def test_nothing_is_taken_over_twice_without_a_reason_or_against_a_limit(offered, user):
    with pytest.raises(Refused, match="reason"):
        take(user, reason=" ")
    with pytest.raises(Faulty, match=r"locked at 333\.34"):
        take(user, locked=["cy"], least={"cy": Decimal(400)})
    with pytest.raises(Refused, match="no node"):
        take(user, locked=["nobody"])
    with pytest.raises(Refused, match="were taken over"):
        undo_take_over(actor=user("olga"), plan_id="P", metric=REVENUE)
    assert set(pins().values()) == {None}
    take(user)
    with pytest.raises(Refused, match="taken over before"):
        take(user)


def test_the_page_shows_both_sides_and_keeps_what_was_typed(offered, signed_in):
    olga, address = signed_in("olga"), "/targets/P/reconcile"
    page = olga.get(address).content.decode()
    assert "−166.67" in page and "−33.34" in page and "625.01" in page and "+41.66" in page
    typed = {"do": "take", "lock": "bo", "least_cy": "many", "reason": ""}
    answer = olga.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "“many”不是" in page and 'value="many"' in page
    assert 'value="bo" aria-label="锁定 Bo" checked' in page
    page = olga.post(address, {"do": "preview", "lock": "bo"}).content.decode()
    assert "666.67" in page and pins()["bo"] is None
    assert olga.post(address, {"do": "take", "lock": "bo", "reason": "说好了"}).status_code == 302
    assert pins()["bo"] == Decimal("666.67")
    assert "撤回" in olga.get(address).content.decode()
    assert olga.post(address, {"do": "undo"}).status_code == 302
    assert pins()["bo"] is None


def test_both_sides_are_for_those_who_see_the_whole_company(offered, signed_in, token, client):
    seen = {n: signed_in(n).get("/targets/P/reconcile").status_code
            for n in ("bo", "ada", "cy", "eve", "adam")}  # fmt: skip
    assert seen == {"bo": 403, "ada": 403, "cy": 403, "eve": 200, "adam": 403}
    assert (
        signed_in("eve").post("/targets/P/reconcile", {"do": "take", "reason": "x"}).status_code
        == 403
    )
    for name in ("bo", "ada", "cy", "adam"):
        answer = client.post("/api/v1/plans/P/reconciled", {}, "application/json",
                             headers=token(name, "read", "write"))  # fmt: skip
        assert answer.status_code == 403


def test_rest_tells_both_sides_takes_over_and_gives_back(offered, client, token):
    def call(address, body):
        headers = token("olga", "read", "write")
        answer = client.post(f"/api/v1/plans/P/reconciled{address}", body, "application/json",
                             headers=headers)  # fmt: skip
        return answer.status_code, answer.json()

    status, rows = call("", {"least": {"cy": "400.01"}})
    told = {row["key"]: row for row in rows}
    assert (status, told["cy"]["reconciled"], told["cy"]["held"], told["bo"]["gap"]) == (
        200, "400.01", "floor", "-166.67",
    )  # fmt: skip
    assert (told["company"]["silent"], told["company"]["bottom_up"]) == (1, "800")
    assert call("/take", {"reason": "定了"}) == (200, {"nodes": 3, "changed_since": 0})
    assert call("/undo", {}) == (200, {"nodes": 3, "changed_since": 0})
    assert call("", {"locked": ["x"]})[0] in (409, 422)
    assert Plan.objects.get(pk="P").status == "draft"
