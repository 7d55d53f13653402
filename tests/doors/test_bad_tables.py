"""A table that contradicts the goal is named node by node before anything of it is kept."""

import pytest

from salesops.web.problems import Faulty
from salesops.web.targets.actions.table import put_table
from salesops.web.targets.models import Node, Stance
from tests.doors.test_plans import REVENUE, drafted

pytestmark = pytest.mark.django_db

HEAD = "node,parent,name,last_year,pin,floor,cap,offered,reason"


def table(ann="1,,,,", bob="1,,,,"):
    return "\n".join(
        [HEAD, "c,,公司,,,,,,", f"a,c,安,{ann},因为", f"b,c,博,{bob},因为", ""]
    ).encode()


def bring(user, content, **more):
    asked = {"plan_id": "P", "metric": REVENUE, "content": content, **more}
    return put_table(actor=user("olga"), **asked)


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        (table("0,,,,", "0,,,,"), "zero_weights", "公司"),
        (table("-1,,,,"), "negative_weight", "安"),
        (table("1,900,,,", "1,200,,,"), "pins_above", "公司"),
        (table("1,2000,,,"), "pin_above_goal", "安"),
        (table("1,,,10,", "1,,,10,"), "caps_below", "公司"),
        (table("1,,500,10,"), "floor_above_cap", "安"),
        (table("1,,,,-5"), "plan_offer_negative", "a"),
    ],
)
def test_what_contradicts_itself_is_named_and_nothing_is_kept(user, content, code, named):
    drafted(user)
    before = list(Node.objects.values_list("key", flat=True))
    with pytest.raises(Faulty) as fault:
        bring(user, content)
    told = {(one.code, one.values["node"]) for one in fault.value.problems}
    assert (code, named) in told
    assert list(Node.objects.values_list("key", flat=True)) == before


def test_a_draft_may_be_kept_with_its_conflicts_where_somebody_says_so(user, signed_in, tmp_path):
    drafted(user)
    file = tmp_path / "t.csv"
    file.write_bytes(table("1,900,,,", "1,200,,,"))
    for more, status in (({}, 422), ({"anyway": "on"}, 302)):
        with file.open("rb") as opened:
            answer = signed_in("olga").post("/targets/P/bring", {"file": opened, **more})
        assert answer.status_code == status
    assert Stance.objects.get(node__key="a").pin == 900


def test_an_amount_in_another_currency_is_refused_where_it_is_typed(user, signed_in):
    drafted(user)
    olga = signed_in("olga")
    typed = {
        "metric": REVENUE,
        "amount": "$5",
        "unit": "1",
        "over_assignment": "0",
        "w_last_year": 1,
    }
    answer = olga.post(f"/targets/P/goal?metric={REVENUE}", {**typed, "version": 1})
    assert answer.status_code == 422 and "方案以 CNY 计" in answer.content.decode()
    answer = olga.post("/targets/P/offers", {"key": "bo", "amount": "US$5"})
    assert answer.status_code == 422 and "US$" in answer.content.decode()
    assert Stance.objects.get(node__key="bo").offered is None
