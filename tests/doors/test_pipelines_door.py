"""Stages are renamed without losing history, and removed only with a place for their deals."""

from decimal import Decimal

import pytest
from django.urls import reverse

from salesops.selling.stages import Draft, first_stages
from salesops.web.crm.actions.deals import move_deal, open_deal
from salesops.web.crm.actions.pipelines import (
    change_pipeline,
    default_pipeline,
    make_pipeline,
    set_stages,
)
from salesops.web.crm.models import Deal, Pipeline, Stage, Step
from salesops.web.crm.stages import meant
from salesops.web.problems import Conflict, Refused
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def pipeline(user):
    """The first pipeline, with Bo's deal in its first stage."""
    open_deal(actor=user("bo"), values={"name": "一", "account_id": "A1"}, deal_id="D1")
    return default_pipeline()


def drafts(pipeline, **changes):
    """The stages as they are, some under other names, those mapped to None left out."""
    kept = [(s, changes.get(s.name, s.name)) for s in pipeline.stages.all()]
    return [Draft(name, s.kind, s.probability, s.limit_workdays, s.pk) for s, name in kept if name]


def test_a_company_speaking_english_gets_english_stages(db):
    from salesops.web.workspace.models import Workspace

    Workspace.objects.update(language="en")
    assert [s.name for s in default_pipeline().stages.all()][-2:] == ["Won", "Lost"]


def test_a_renamed_stage_takes_its_deals_along_and_leaves_history_as_it_was(pipeline, user):
    wanted = drafts(pipeline, 初步接触="初谈")
    changed = set_stages(actor=user("olga"), pipeline_id="main", version=1, stages=wanted)
    deal = Deal.objects.get(pk="D1")
    assert (deal.stage, deal.version) == ("初谈", 2)
    assert Step.objects.get(case_id="D1").to_stage == "初步接触"
    assert meant(changed, "初步接触") == meant(changed, "初谈") is not None
    moved = move_deal(actor=user("bo"), deal_id="D1", stage="方案报价")
    assert moved.stage == "方案报价"


def test_two_stages_may_swap_names(pipeline, user):
    wanted = drafts(pipeline, 初步接触="需求确认", 需求确认="初步接触")
    set_stages(actor=user("olga"), pipeline_id="main", version=1, stages=wanted)
    assert Deal.objects.get(pk="D1").stage == "需求确认"


def test_a_stage_in_use_is_removed_only_with_a_place_for_its_deals(pipeline, user):
    wanted = drafts(pipeline, 初步接触=None)
    gone, target = pipeline.stages.get(name="初步接触"), pipeline.stages.get(name="需求确认")
    with pytest.raises(Refused) as refusal:
        set_stages(actor=user("olga"), pipeline_id="main", version=1, stages=wanted)
    assert refusal.value.problem.code == "stage_in_use"
    won = pipeline.stages.get(name="赢单")
    with pytest.raises(Refused) as refusal:
        set_stages(
            actor=user("olga"), pipeline_id="main", version=1, stages=wanted,
            move_to={gone.pk: won.pk},
        )  # fmt: skip
    assert refusal.value.problem.code == "moves_to_other_kind"
    changed = set_stages(
        actor=user("olga"), pipeline_id="main", version=1, stages=wanted,
        move_to={gone.pk: target.pk},
    )  # fmt: skip
    assert Deal.objects.get(pk="D1").stage == "需求确认"
    assert list(Step.objects.filter(case_id="D1").values_list("to_stage", flat=True)) == [
        "初步接触", "需求确认",
    ]  # fmt: skip
    assert meant(changed, "初步接触") == target


def test_a_stage_with_deals_keeps_its_kind(pipeline, user):
    wanted = [
        Draft(d.name, "won" if d.name == "初步接触" else d.kind, None, None, d.stage_id)
        for d in drafts(pipeline)
    ]
    with pytest.raises(Refused) as refusal:
        set_stages(actor=user("olga"), pipeline_id="main", version=1, stages=wanted)
    assert refusal.value.problem.code == "stage_kind_in_use"


def test_two_who_change_the_stages_at_once_do_not_overwrite_each_other(pipeline, user):
    wanted = drafts(pipeline, 初步接触="初谈")
    set_stages(actor=user("olga"), pipeline_id="main", version=1, stages=wanted)
    with pytest.raises(Conflict):
        set_stages(actor=user("adam"), pipeline_id="main", version=1, stages=wanted)


def test_deals_start_in_the_default_of_several_pipelines(pipeline, user):
    made = make_pipeline(
        actor=user("olga"), name="渠道", stages=first_stages("zh"), is_default=True
    )
    deal = open_deal(actor=user("bo"), values={"name": "二"}, deal_id="D2")
    assert deal.pipeline == made
    assert Pipeline.objects.filter(is_default=True).count() == 1
    old = open_deal(actor=user("bo"), values={"name": "三"}, pipeline_id="main", deal_id="D3")
    assert old.pipeline_id == "main"
    with pytest.raises(Refused) as refusal:
        change_pipeline(
            actor=user("olga"), pipeline_id=made.pk, version=1, values={"is_active": False}
        )
    assert refusal.value.problem.code in ("last_pipeline", "pipeline_in_use")


def test_a_deal_moves_into_another_pipeline(pipeline, user):
    made = make_pipeline(actor=user("olga"), name="渠道", stages=first_stages("en"))
    moved = move_deal(actor=user("bo"), deal_id="D1", stage="Proposal", pipeline_id=made.pk)
    assert (moved.pipeline, moved.stage) == (made, "Proposal")


def form_of(pipeline, **changes):
    rows = list(pipeline.stages.all())
    told = {
        "version": pipeline.version, "name": pipeline.name, "is_active": "on",
        "stage_id": [s.pk for s in rows] + [""], "stage_name": [s.name for s in rows] + [""],
        "kind": [s.kind for s in rows] + ["open"],
        "chance": [f"{(s.probability or 0) * 100}" for s in rows] + [""],
        "limit": [s.limit_workdays or "" for s in rows] + [""],
        "place": [*range(1, len(rows) + 1), ""],
    }  # fmt: skip
    return {**told, **changes}


def test_the_settings_page_changes_names_chances_limits_and_order(pipeline, signed_in):
    browser, place = signed_in("olga"), reverse("pipeline", args=["main"])
    assert "初步接触" in browser.get(place).content.decode()
    told = form_of(pipeline)
    told["stage_name"][-1], told["place"][-1] = "样品测试", "2.5"
    told["place"][-1] = "2"
    told["chance"][0], told["limit"][0] = "15%", "7"
    assert browser.post(place, told).status_code == 302
    stages = list(default_pipeline().stages.all())
    assert "样品测试" in [s.name for s in stages]
    assert (stages[0].probability, stages[0].limit_workdays) == (Decimal("0.15"), 7)
    assert AuditEntry.objects.filter(action="set_stages", table="pipelines").count() == 1


def test_a_refusal_keeps_what_was_typed(pipeline, signed_in):
    place = reverse("pipeline", args=["main"])
    told = form_of(pipeline, remove=[pipeline.stages.get(name="初步接触").pk])
    told["stage_name"][1] = "我改的"
    answer = signed_in("olga").post(place, told)
    page = answer.content.decode()
    assert answer.status_code == 422 and "我改的" in page and "还有 1 个商机" in page
    wrong = form_of(pipeline)
    wrong["chance"][0] = "一半"
    assert "概率" in signed_in("olga").post(place, wrong).content.decode()
    assert Stage.objects.filter(name="需求确认").exists()


@pytest.mark.parametrize("name", ["bo", "ada", "eve", "fay"])
def test_only_operations_and_administrators_change_pipelines(pipeline, signed_in, user, name):
    assert signed_in(name).get(reverse("pipelines")).status_code == 403
    assert signed_in(name).get(reverse("pipeline", args=["main"])).status_code == 403
    assert signed_in("adam").get(reverse("pipelines")).status_code == 200


def test_another_pipeline_is_added_on_its_page(pipeline, signed_in):
    browser = signed_in("olga")
    assert browser.post(reverse("pipelines"), {"name": ""}).status_code == 422
    assert browser.post(reverse("pipelines"), {"name": "渠道商机"}).status_code == 302
    assert Pipeline.objects.get(name="渠道商机").stages.count() == 6
    assert browser.get(reverse("pipeline", args=["none"])).status_code == 404
