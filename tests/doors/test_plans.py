"""A plan is drafted from people's decisions, agreed by two, published as quotas, planned anew."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from salesops.web.access import Owner
from salesops.web.problems import Conflict, Faulty, Refused
from salesops.web.targets.actions.inputs import grow_tree, set_goal, set_stance, weigh
from salesops.web.targets.actions.offers import comment, offer
from salesops.web.targets.actions.plans import (
    approve_plan,
    change_plan,
    copy_plan,
    draft_plan,
    drop_plan,
    publish_plan,
    return_plan,
    submit_plan,
)
from salesops.web.targets.held import nodes_seen, plan_seen, plans_seen
from salesops.web.targets.models import Plan, Quota, Stance
from salesops.web.targets.working import worked
from salesops.web.tracking.replanning import Proposed, replan_of
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db

LINES = {"泵": "0.75", "阀": "0.25"}
REVENUE = "net_revenue"


def drafted(user, starts_on=date(2090, 1, 1), plan_id="P", amount=Decimal("1000.01"), **more):
    """A year's plan of the whole company over last year's sales: two of Bo's for one of Cy's."""
    olga = user("olga")
    draft_plan(actor=olga, plan_id=plan_id, name="2090 年目标", starts_on=starts_on)
    values = {"amount": amount, "unit": Decimal("0.01"), "currency": "CNY",
              "weights": {"last_year": 1}, **more}  # fmt: skip
    set_goal(actor=olga, plan_id=plan_id, metric=REVENUE, values=values)
    grow_tree(actor=olga, plan_id=plan_id)
    for key, sold in (("ada", "0"), ("bo", "2"), ("cy", "1")):
        weights = {"weights": {"last_year": sold}}
        set_stance(
            actor=olga, plan_id=plan_id, metric=REVENUE, key=key, values=weights, anyway=True
        )
    return Plan.objects.get(pk=plan_id)


def published(user, plan_id="P"):
    submit_plan(actor=user("olga"), plan_id=plan_id)
    approve_plan(actor=user("eve"), plan_id=plan_id)
    return publish_plan(actor=user("olga"), plan_id=plan_id)


def pin(user, key, amount, plan_id="P", **more):
    return set_stance(
        actor=user("olga"), plan_id=plan_id, metric=REVENUE, key=key,
        values={"pin": None if amount is None else Decimal(amount)}, reason="合同已签", **more,
    )  # fmt: skip


def target(plan_id, key):
    goal = Plan.objects.get(pk=plan_id).goals.get(metric=REVENUE)
    return worked(goal).target(key)


def test_the_tree_is_the_company_as_it_stands_on_the_first_day(user):
    plan = drafted(user)
    nodes = list(plan.nodes.values_list("name", "kind"))
    assert nodes == [
        ("测试公司", "company"), ("销售部", "team"), ("一组", "team"), ("Ada", "person"),
        ("甲队", "team"), ("Bo", "person"), ("二组", "team"), ("Cy", "person"),
    ]  # fmt: skip


def test_targets_follow_the_weights_and_sum_in_every_direction(user):
    plan = drafted(user, shares=LINES)
    goal = plan.goals.get()
    found = worked(goal)
    assert (target("P", "bo"), target("P", "cy")) == (Decimal("666.67"), Decimal("333.34"))
    leaves = sum(found.cells[found.place(key)] for key in ("ada", "bo", "cy"))
    assert (leaves == found.cells[found.place("company")]).all()
    lines = found.cells[found.place("company")].sum(axis=0)
    assert [found.money(line) for line in lines] == [Decimal("750.01"), Decimal("250.00")]
    assert target("P", "company") == Decimal("1000.01")


def test_a_pin_holds_and_the_others_share_the_rest(user):
    drafted(user)
    stance = pin(user, "cy", "400")
    assert (target("P", "cy"), target("P", "bo")) == (Decimal(400), Decimal("600.01"))
    assert stance.reason == "合同已签"
    entry = AuditEntry.objects.filter(action="set_stance", record_id=str(stance.pk)).latest("pk")
    assert entry.changes["pin"] == [None, "400"]


def test_a_limit_needs_a_reason(user):
    drafted(user)
    with pytest.raises(Refused, match="reason"):
        set_stance(
            actor=user("olga"), plan_id="P", metric=REVENUE, key="cy", values={"cap": Decimal(1)}
        )


def test_a_pin_above_the_goal_is_named_with_its_node_and_not_kept(user):
    drafted(user)
    with pytest.raises(Faulty) as refusal:
        pin(user, "cy", "2000")
    assert [(p.code, p.values["node"]) for p in refusal.value.problems] == [
        ("pin_above_goal", "Cy")
    ]
    assert Stance.objects.get(node__key="cy").pin is None
    assert target("P", "cy") == Decimal("333.34")


def test_a_draft_may_be_wrong_on_the_way_but_is_not_handed_in_then(user):
    drafted(user)
    pin(user, "cy", "2000", anyway=True)
    set_stance(
        actor=user("olga"), plan_id="P", metric=REVENUE, key="bo", reason="封顶", anyway=True,
        values={"floor": Decimal(50), "cap": Decimal("10.005")},
    )  # fmt: skip
    with pytest.raises(Faulty) as refusal:
        submit_plan(actor=user("olga"), plan_id="P")
    assert [(p.code, p.values["node"]) for p in refusal.value.problems] == [
        ("plan_limit_unfit", "Bo")
    ]
    set_stance(
        actor=user("olga"), plan_id="P", metric=REVENUE, key="bo", reason="封顶", anyway=True,
        values={"cap": Decimal(10)},
    )  # fmt: skip
    with pytest.raises(Faulty) as refusal:
        submit_plan(actor=user("olga"), plan_id="P")
    told = {(p.code, p.values["node"]) for p in refusal.value.problems}
    assert told == {("pin_above_goal", "Cy"), ("floor_above_cap", "Bo")}


def test_two_people_changing_one_node_are_told_of_one_another(user):
    drafted(user)
    pin(user, "cy", "400", version=2)
    with pytest.raises(Conflict):
        pin(user, "cy", "300", version=2)


def test_an_empty_plan_is_not_handed_in(user):
    draft_plan(actor=user("olga"), plan_id="E", name="空", starts_on=date(2090, 1, 1))
    with pytest.raises(Faulty) as refusal:
        submit_plan(actor=user("olga"), plan_id="E")
    assert [p.code for p in refusal.value.problems] == ["plan_empty"]


def test_a_goal_must_be_of_a_metric_that_is_measured_and_fit_its_unit(user):
    draft_plan(actor=user("olga"), plan_id="E", name="空", starts_on=date(2090, 1, 1))
    for metric, values in (
        ("margin", {"amount": Decimal(1)}),
        ("units", {"amount": Decimal("1.5")}),
        ("units", {"amount": Decimal(-1)}),
    ):
        with pytest.raises(Refused):
            set_goal(actor=user("olga"), plan_id="E", metric=metric, values=values)
    assert not Plan.objects.get(pk="E").goals.exists()


def test_operations_draft_executives_approve_and_nobody_approves_their_own(user):
    drafted(user)
    for name in ("ada", "bo", "eve", "fay", "adam"):
        with pytest.raises(PermissionDenied):
            submit_plan(actor=user(name), plan_id="P")
    submit_plan(actor=user("olga"), plan_id="P")
    with pytest.raises(Refused, match="submitted"):
        approve_plan(actor=user("olga"), plan_id="P")
    for name in ("ada", "bo", "fay", "adam"):
        with pytest.raises(PermissionDenied):
            approve_plan(actor=user(name), plan_id="P")
    with pytest.raises(PermissionDenied):
        publish_plan(actor=user("eve"), plan_id="P")
    with pytest.raises(Refused):
        publish_plan(actor=user("olga"), plan_id="P")
    assert approve_plan(actor=user("eve"), plan_id="P").approved_by == user("eve")
    assert publish_plan(actor=user("olga"), plan_id="P").status == "published"


def test_what_is_handed_in_stays_until_it_is_returned(user):
    drafted(user)
    submit_plan(actor=user("olga"), plan_id="P")
    with pytest.raises(Refused):
        pin(user, "cy", "400")
    with pytest.raises(Refused):
        change_plan(actor=user("olga"), plan_id="P", values={"name": "x"})
    returned = return_plan(actor=user("eve"), plan_id="P", reason="华南太高")
    assert (returned.status, returned.returned_why) == ("draft", "华南太高")
    assert pin(user, "cy", "300").pin == 300


def test_a_manager_sees_the_subtree_and_a_rep_themselves(user):
    drafted(user)
    seen = {
        name: sorted(nodes_seen(user(name)).filter(plan="P").values_list("name", flat=True))
        for name in ("ada", "bo", "cy", "adam")
    }
    assert seen == {"ada": ["Ada", "Bo", "一组", "甲队"], "bo": ["Bo"], "cy": ["Cy"], "adam": []}
    assert nodes_seen(user("eve")).filter(plan="P").count() == 8
    assert [list(plans_seen(user(n)).values_list("pk", flat=True)) for n in ("bo", "adam")] == [
        ["P"], [],
    ]  # fmt: skip
    with pytest.raises(Http404):
        plan_seen(user("adam"), "P")


def test_everybody_offers_for_themselves_and_no_answer_is_not_zero(user):
    drafted(user)
    assert Stance.objects.get(node__key="bo").offered is None
    mine = offer(
        actor=user("bo"), plan_id="P", metric=REVENUE, key="bo", amount=Decimal(0), reason="停产"
    )
    assert (mine.offered, mine.offered_by, mine.reason) == (Decimal(0), user("bo"), "停产")
    ours = offer(actor=user("ada"), plan_id="P", metric=REVENUE, key="bo", amount=Decimal(500))
    assert ours.offered_by == user("ada")
    assert (
        offer(actor=user("bo"), plan_id="P", metric=REVENUE, key="bo", amount=None).offered is None
    )
    for name, key in (("bo", "cy"), ("cy", "bo"), ("ada", "cy"), ("bo", "company")):
        with pytest.raises(Http404):
            offer(actor=user(name), plan_id="P", metric=REVENUE, key=key, amount=Decimal(1))
    with pytest.raises(PermissionDenied):
        offer(actor=user("eve"), plan_id="P", metric=REVENUE, key="bo", amount=Decimal(1))
    with pytest.raises(Refused):
        offer(actor=user("bo"), plan_id="P", metric=REVENUE, key="bo", amount=Decimal(-1))


def test_offers_end_when_the_plan_is_handed_in(user):
    drafted(user)
    submit_plan(actor=user("olga"), plan_id="P")
    with pytest.raises(Refused, match="offers"):
        offer(actor=user("bo"), plan_id="P", metric=REVENUE, key="bo", amount=Decimal(1))


def test_offers_can_be_what_a_goal_is_split_by(user):
    drafted(user)
    offer(actor=user("bo"), plan_id="P", metric=REVENUE, key="bo", amount=Decimal(100))
    offer(actor=user("cy"), plan_id="P", metric=REVENUE, key="cy", amount=Decimal(300))
    set_goal(
        actor=user("olga"), plan_id="P", metric=REVENUE,
        values={"weights": {"offered": 1}, "amount": Decimal(800)},
    )  # fmt: skip
    offer(actor=user("ada"), plan_id="P", metric=REVENUE, key="ada", amount=Decimal(0))
    assert (target("P", "bo"), target("P", "cy")) == (Decimal(200), Decimal(600))


def test_comments_are_for_those_who_see_the_node(user):
    drafted(user)
    said = comment(actor=user("ada"), plan_id="P", key="bo", text="客户 A1 明年停产")
    assert (said.author, said.node.name) == (user("ada"), "Bo")
    with pytest.raises(Http404):
        comment(actor=user("cy"), plan_id="P", key="bo", text="x")


def test_publishing_writes_a_quota_for_every_person_month_and_line(user):
    drafted(user, shares=LINES)
    published(user)
    quotas = Quota.objects.filter(plan="P")
    assert quotas.count() == 3 * 12 * 2
    assert sum(quotas.values_list("amount", flat=True)) == Decimal("1000.01")
    bo = quotas.filter(person="bo")
    assert sum(bo.values_list("amount", flat=True)) == Decimal("666.67")
    assert set(bo.values_list("region", flat=True)) == {"EAST"}
    entry = AuditEntry.objects.filter(action="publish_plan").get()
    assert entry.changes["status"] == ["approved", "published"]


def test_the_next_snapshot_measures_by_what_was_published(user, home):
    from salesops.web.explore.questions import ask
    from salesops.web.workspace.actions import take_snapshot

    drafted(user, starts_on=date(2024, 1, 1), amount=Decimal(1200))
    values = {"amount": Decimal(60), "weights": {"last_year": 1}}
    set_goal(actor=user("olga"), plan_id="P", metric="units", values=values)
    for key, sold in (("bo", "1"), ("cy", "1")):
        set_stance(actor=user("olga"), plan_id="P", metric="units", key=key,
                   values={"weights": {"last_year": sold}}, anyway=True)  # fmt: skip
    published(user)
    take_snapshot(actor=Owner(), as_of=date(2025, 10, 31))
    metrics = ["quota", "attainment", "units_quota", "units_attainment"]
    found = ask(Owner(), {"metrics": metrics, "starts_on": "2024-01-01",
                          "ends_before": "2024-02-01", "by": ["people.name"]})  # fmt: skip
    bo = next(row for row in found.rows if row["people.name"] == "Bo")
    months = Quota.objects.filter(plan="P", person="bo", starts_on=date(2024, 1, 1))
    quota = months.get(metric=REVENUE).amount
    assert bo["quota"] == quota and bo["units_quota"] == months.get(metric="units").amount
    assert bo["attainment"] == pytest.approx(float(800 / quota))
    assert bo["units_attainment"] == pytest.approx(8 / float(bo["units_quota"]))


def test_a_replan_leaves_the_months_before_it_as_they_were(user):
    drafted(user, shares=LINES)
    published(user)
    before = dict(Quota.objects.filter(plan="P").values_list("quota_id", "amount"))
    again = copy_plan(
        actor=user("olga"), plan_id="P", name="下半年调整", holds_from=date(2090, 7, 1),
        reason="华南停线",
    )  # fmt: skip
    set_goal(actor=user("olga"), plan_id=again.pk, metric=REVENUE, values={"amount": Decimal(900)})
    pin(user, "cy", "200", plan_id=again.pk)
    assert (target(again.pk, "company"), target(again.pk, "cy")) == (Decimal(900), Decimal(200))
    published(user, again.pk)
    assert dict(Quota.objects.filter(plan="P").values_list("quota_id", "amount")) == before
    old = Quota.objects.filter(plan="P")
    assert set(
        old.filter(starts_on__lt=date(2090, 7, 1)).values_list("replaced_by", flat=True)
    ) == {None}
    assert set(
        old.filter(starts_on__gte=date(2090, 7, 1)).values_list("replaced_by", flat=True)
    ) == {again.pk}
    held = Quota.objects.filter(replaced_by=None, starts_on__year=2090)
    assert sum(held.values_list("amount", flat=True)) == Decimal(900)
    assert sum(held.filter(person="cy").values_list("amount", flat=True)) == Decimal(200)


def test_a_cause_proposes_to_plan_the_published_plan_anew_from_next_month(user):
    drafted(user)
    assert replan_of(date(2090, 6, 15)) is None
    plan = published(user)
    assert replan_of(date(2090, 6, 15)) == Proposed(plan, date(2090, 7, 1))
    assert replan_of(date(2090, 12, 15)) is None


def test_somebody_who_left_keeps_what_is_past_and_gets_nothing_more(user):
    from salesops.web.people.models import Person

    drafted(user)
    published(user)
    past = Quota.objects.filter(person="cy", starts_on__lt=date(2090, 4, 1), plan="P")
    gone = sum(past.values_list("amount", flat=True))
    Person.objects.filter(pk="cy").update(left_on=date(2090, 3, 31))
    again = copy_plan(
        actor=user("olga"), plan_id="P", name="Q2", holds_from=date(2090, 4, 1), reason="Cy 离职"
    )
    grow_tree(actor=user("olga"), plan_id=again.pk, day=date(2090, 4, 1))
    assert (target(again.pk, "cy"), target(again.pk, "company")) == (gone, Decimal("1000.01"))


def test_a_replan_needs_a_month_of_the_plan_and_a_reason(user):
    drafted(user)
    for day, why in ((date(2091, 1, 1), "x"), (date(2090, 3, 2), "x"), (date(2090, 3, 1), " ")):
        with pytest.raises(Faulty):
            copy_plan(actor=user("olga"), plan_id="P", name="x", holds_from=day, reason=why)


def test_nobodys_past_target_changes(user):
    drafted(user, starts_on=date(2024, 1, 1))
    published(user)
    again = copy_plan(
        actor=user("olga"), plan_id="P", name="x", holds_from=date(2024, 7, 1), reason="晚了"
    )
    with pytest.raises(Refused, match="is over"):
        published(user, again.pk)


def test_two_plans_for_the_same_months_and_metric_are_refused(user):
    drafted(user)
    published(user)
    drafted(user, plan_id="Q", starts_on=date(2090, 12, 1))
    with pytest.raises(Refused, match="already published"):
        published(user, "Q")
    scenario = copy_plan(actor=user("olga"), plan_id="P", name="另一版")
    with pytest.raises(Refused, match="already published"):
        published(user, scenario.pk)
    assert not Quota.objects.filter(plan__in=["Q", scenario.pk]).exists()


def test_imported_quotas_stand_beside_plans_and_count_as_published(user):
    assert Plan.objects.get(pk="2025").status == "published"
    drafted(user, starts_on=date(2025, 1, 1))
    with pytest.raises(Refused, match="2025"):
        published(user)


def test_a_scenario_is_a_copy_that_goes_its_own_way(user):
    drafted(user)
    pin(user, "cy", "400")
    other = copy_plan(actor=user("olga"), plan_id="P", name="保守")
    pin(user, "cy", "100", plan_id=other.pk)
    assert (target("P", "cy"), target(other.pk, "cy")) == (Decimal(400), Decimal(100))
    assert (other.status, other.based_on_id) == ("draft", "P")


def test_a_draft_can_be_thrown_away_and_a_published_plan_cannot(user):
    drafted(user)
    other = copy_plan(actor=user("olga"), plan_id="P", name="保守")
    drop_plan(actor=user("olga"), plan_id=other.pk)
    assert not Plan.objects.filter(pk=other.pk).exists()
    published(user)
    with pytest.raises(Refused):
        drop_plan(actor=user("olga"), plan_id="P")


def test_weights_are_filled_from_the_ledger_and_the_records(user):
    drafted(user, starts_on=date(2025, 1, 1))
    weigh(actor=user("olga"), plan_id="P")
    weights = dict(Stance.objects.filter(node__kind="person").values_list("node__key", "weights"))
    assert Decimal(weights["bo"]["last_year"]) == 800
    assert (weights["bo"]["customers"], weights["ada"]["customers"]) == ("1", "0")
    assert weights["cy"]["ramped_heads"] == "1.000"


def test_a_year_before_that_nothing_is_known_of_is_no_answer_and_not_zero(user):
    drafted(user, starts_on=date(2091, 1, 1))
    Stance.objects.update(weights={})
    weigh(actor=user("olga"), plan_id="P")
    assert "last_year" not in Stance.objects.get(node__key="bo").weights
