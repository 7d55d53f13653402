"""Assistants: the same records and figures through MCP, for the user they act for, and actions
that are previewed, confirmed once, and refused when things have changed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from mcp import Client

from salesops.mcp import server_for
from salesops.web.access import Owner
from salesops.web.assistants.asking import Caller
from salesops.web.assistants.offered import ACTIONS, TOOLS
from salesops.web.assistants.tools import called, listed
from salesops.web.crm.actions.deals import change_deal
from salesops.web.crm.models import Account, Activity, Deal, Lead, Task
from salesops.web.honours.models import Award
from salesops.web.pay_plans.models import PayPlanVersion
from salesops.web.people.models import Team
from salesops.web.process.experiment_models import Experiment
from salesops.web.territories.actions import Asked, apply_proposal, propose
from salesops.web.territories.models import Proposal
from salesops.web.workspace.models import AuditEntry, KeptAnswer
from tests.doors import test_pay_plans, test_plans, test_territories, test_tracking
from tests.doors.effecting import DECLARED, figures
from tests.doors.peopled import company_ids, records_of

pytestmark = pytest.mark.django_db
missed, uneven, MISSED = test_tracking.missed, test_territories.uneven, test_tracking.KEY

JANUARY = {"starts_on": "2025-01-01", "ends_before": "2025-02-01"}
MOVE = {"deal_id": "D-bo", "stage": "需求确认"}


def session(who: object, tool: str, /, **arguments: Any) -> Any:
    """One call in a session of a client with the server."""

    async def asked() -> Any:
        async with Client(server_for(lambda: Caller(who))) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(asked())


@pytest.fixture
def call(user):
    """A tool called by somebody, in the test's own transaction."""

    def answered(name: str, tool: str, /, **arguments: Any) -> Any:
        return called(Caller(user(name)), tool, arguments, "zh").told

    return answered


@pytest.fixture
def records(db):
    return records_of("bo"), records_of("cy")


def codes(told: Any) -> list[str]:
    return [problem["code"] for problem in told["problems"]]


# What is read.


def test_an_assistant_asks_what_its_user_may_see(user):
    asked = {"metrics": ["net_revenue"], "by": ["people.name"], **JANUARY}
    names = {
        who: [
            row["people.name"] for row in session(actor, "ask", **asked).structured_content["rows"]
        ]
        for who, actor in {"owner": Owner(), "ada": user("ada"), "cy": user("cy")}.items()
    }
    assert names == {"owner": ["Bo", "Cy"], "ada": ["Bo"], "cy": ["Cy"]}


def test_a_question_nobody_can_answer_comes_back_as_a_sentence(user):
    answer = session(user("eve"), "ask", metrics=["nonsense"])
    (problem,) = answer.structured_content["problems"]
    assert answer.is_error and "nonsense" in problem["reason"] and problem["remedy"]


def test_an_assistant_reads_targets_and_where_they_come_from(user, call):
    from tests.doors.test_plans import drafted

    drafted(user)
    names = {
        name: [row["name"] for row in call(name, "targets", plan_id="P")["rows"]]
        for name in ("ada", "bo", "cy")
    }
    assert names == {"ada": ["一组", "Ada", "甲队", "Bo"], "bo": ["Bo"], "cy": ["Cy"]}
    why = call("ada", "target_explained", plan_id="P", key="bo")["explanation"]
    assert why["target"] == "666.67"
    assert codes(call("cy", "target_explained", plan_id="P", key="bo")) == ["not_found"]


def test_an_assistant_learns_what_can_be_asked(user):
    listed_ = session(user("cy"), "metrics").structured_content["items"]
    assert "net_revenue" in {metric["name"] for metric in listed_}


def test_a_client_is_told_of_every_tool_what_it_takes_and_whether_it_acts(user):
    async def asked() -> Any:
        async with Client(server_for(lambda: Caller(user("bo")))) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(asked())}
    assert set(tools) == set(TOOLS)
    acting = {name for name, tool in tools.items() if not tool.annotations.read_only_hint}
    assert acting == set(ACTIONS)
    move = tools["move_deal"].input_schema
    assert set(move["required"]) == {"deal_id", "stage"} and "confirm" in move["properties"]
    assert "$ref" not in str([tool.input_schema for tool in tools.values()])
    assert all(tool.description.endswith(".") for tool in tools.values())


@pytest.mark.parametrize(
    ("tool", "arguments", "key"),
    [
        ("customers", {}, "account_id"), ("contacts", {}, "contact_id"), ("leads", {}, "lead_id"),
        ("deals", {"amount.min": 1}, "deal_id"), ("activities", {}, "activity_id"),
        ("tasks", {"is_done": False}, "task_id"), ("notes", {}, "note_id"),
    ],
)  # fmt: skip
def test_lists_hold_what_the_user_may_see(records, call, tool, arguments, key):
    bo, cy = records
    seen = {
        name: {item[key] for item in call(name, tool, **arguments)["items"]}
        for name in ("ada", "bo", "cy", "olga")
    }
    mine, theirs = bo.ids[key], cy.ids[key]
    assert mine in seen["ada"] and mine in seen["bo"] and mine not in seen["cy"]
    assert theirs in seen["cy"] and theirs not in seen["ada"]
    assert {mine, theirs} <= seen["olga"]


def test_a_list_goes_on_where_its_cursor_says(call, user):
    Account.objects.bulk_create(
        Account(account_id=f"M{at}", name=f"客户{at}", owner_id="bo") for at in range(4)
    )
    told, found = {"next": None}, []
    while told["next"] or not found:
        more = {"cursor": told["next"]} if told["next"] else {}
        told = call("bo", "customers", limit=2, **more)
        found += [item["account_id"] for item in told["items"]]
    assert len(found) == len(set(found)) == 5


def test_one_record_its_history_and_the_whole_of_a_customer(records, call):
    deal = call("ada", "deal", deal_id="D-bo")
    assert (deal["name"], deal["amount"]) == ("蓝鲸泵站", 777000)
    assert [step["stage"] for step in call("ada", "deal_steps", deal_id="D-bo")] == [deal["stage"]]
    (opened,) = call("ada", "history", table="deals", record="D-bo")["items"]
    assert (opened["who"], opened["action"]) == ("bo", "open_deal")
    whole = call("ada", "customer_360", account_id="A1")
    assert whole["open_deals"] == ["D-bo"] and whole["net_revenue"] is not None
    told = call("ada", "customer_timeline", account_id="A1")["items"]
    assert any("蓝鲸" in event["text"] for event in told)


def test_found_by_name_or_initials_and_only_by_who_may(records, call):
    for text in ("蓝鲸泵站", "ljbz"):
        assert [hit["record_id"] for hit in call("bo", "find", q=text)] == ["D-bo"]
        assert call("cy", "find", q=text) == []


def test_what_is_due_is_asked_by_day(call, user):
    from salesops.web.crm.actions.tasks import add_task

    now = timezone.now()
    for name, days in {"早": -1, "晚": 30}.items():
        due = now + timedelta(days=days)
        add_task(actor=user("bo"), title=name, due_at=due, given={"account_id": "A1"})
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    asked = {"is_done": False, "owner_id": "me", "due_before": tomorrow}
    assert [task["title"] for task in call("bo", "tasks", **asked)["items"]] == ["早"]


def test_pipeline_risk_and_flow_are_told(records, call):
    assert "D-cy" not in str(call("ada", "deals_at_risk"))
    assert "problems" not in call("ada", "pipeline_flow", period="all")
    assert codes(call("adam", "deals_at_risk")) == ["forbidden"]


def test_what_is_somebody_elses_is_not_there(records, call):
    for tool, arguments in (
        ("deal", {"deal_id": "D-bo"}), ("customer", {"account_id": "A1"}),
        ("customer_360", {"account_id": "A1"}), ("history", {"table": "deals", "record": "D-bo"}),
        ("move_deal", MOVE), ("task", {"task_id": "none"}),
    ):  # fmt: skip
        assert codes(call("cy", tool, **arguments)) == ["not_found"], tool
    entry = AuditEntry.objects.filter(action="refuse").first()
    assert (entry.actor_name, entry.door) == ("cy", "mcp")


def test_a_strange_argument_or_tool_and_a_missing_one_are_told(call):
    assert codes(call("bo", "deals", colour="red")) == ["unknown_argument"]
    assert codes(call("bo", "drop_table")) == ["no_such_tool"]
    assert codes(call("bo", "deal")) == ["missing"]
    assert codes(call("bo", "move_deal", deal_id="x")) == ["missing"]


# What is done.


def test_a_preview_says_in_words_what_would_change_and_changes_nothing(records, call):
    before = Deal.objects.filter(pk="D-bo").values().get()
    noted = AuditEntry.objects.count()
    told = call("bo", "move_deal", **MOVE)
    (line,) = told["preview"]
    assert "移动阶段" in line and "蓝鲸泵站" in line and f"{before['stage']} → 需求确认" in line
    assert told["confirm"] in told["said"]
    assert Deal.objects.filter(pk="D-bo").values().get() == before
    assert AuditEntry.objects.count() == noted


def test_confirmed_it_is_done_through_the_action_and_on_record_as_mcp(records, call):
    told = call("bo", "move_deal", **MOVE)
    done = call("bo", "move_deal", **MOVE, confirm=told["confirm"])
    assert done["done"] == told["preview"] and done["now"]["stage"] == "需求确认"
    assert Deal.objects.get(pk="D-bo").stage == "需求确认"
    entry = AuditEntry.objects.filter(action="move_deal").get()
    assert (entry.actor_name, entry.door, entry.record_id) == ("bo", "mcp", "D-bo")


def test_a_confirmation_confirms_once(records, call):
    about = {"title": "回访", "account_id": "A1"}
    token = call("bo", "create_task", **about)["confirm"]
    call("bo", "create_task", **about, confirm=token)
    assert codes(call("bo", "create_task", **about, confirm=token)) == ["confirmed_before"]
    assert Task.objects.filter(title="回访").count() == 1


def test_a_confirmation_expires(records, call):
    token = call("bo", "move_deal", **MOVE)["confirm"]
    KeptAnswer.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    assert codes(call("bo", "move_deal", **MOVE, confirm=token)) == ["confirmation_expired"]
    assert not AuditEntry.objects.filter(action="move_deal").exists()


@pytest.mark.parametrize(
    ("name", "tool", "arguments", "code"),
    [
        ("ada", "move_deal", MOVE, "no_such_confirmation"),
        ("bo", "move_deal", {**MOVE, "stage": "方案报价"}, "other_arguments"),
        ("bo", "create_task", {"title": "x"}, "other_arguments"),
    ],
)
def test_a_confirmation_is_for_one_user_one_action_and_its_arguments(
    records, call, name, tool, arguments, code
):
    token = call("bo", "move_deal", **MOVE)["confirm"]
    assert codes(call(name, tool, **arguments, confirm=token)) == [code]
    assert Deal.objects.get(pk="D-bo").stage != arguments.get("stage")


def test_what_somebody_changed_since_the_preview_is_told_and_nothing_is_done(records, call, user):
    token = call("bo", "move_deal", **MOVE)["confirm"]
    change_deal(actor=user("ada"), deal_id="D-bo", values={"next_step": "约老板"}, version=None)
    told = call("bo", "move_deal", **MOVE, confirm=token)
    assert codes(told) == ["conflict_changed"] and "version" in told
    assert "Ada" in told["problems"][0]["reason"] and "约老板" in told["problems"][0]["reason"]
    assert Deal.objects.get(pk="D-bo").stage != MOVE["stage"]


def test_what_became_of_a_record_that_is_no_longer_theirs_nobody_is_told(records, call, user):
    from salesops.web.crm.actions.accounts import give_account

    arguments = {"account_id": "A2", "tag": "要客"}
    token = call("cy", "change_customer", account_id="A2", version=1, industry="新")["confirm"]
    give_account(actor=user("olga"), account_id="A2", person_id="bo", reason="秘密")
    Deal.objects.filter(pk="D-cy").update(owner_id="bo")
    told = call("cy", "change_customer", account_id="A2", version=1, industry="新", confirm=token)
    assert codes(told) == ["changed_since_preview"] and "秘密" not in str(told)
    assert codes(call("cy", "tag_customer", **arguments)) == ["not_found"]


def test_where_something_else_would_happen_now_nothing_does(records, call, user):
    from salesops.web.crm.actions.assignment import Draft, set_assignment_rules

    def rule(person):
        drafts = [Draft(rule_id=None, name=person, method="round_robin", candidates=(person,))]
        set_assignment_rules(actor=user("olga"), rules=drafts, seen_edition=None)

    rule("bo")
    told = call("olga", "create_lead", company="新公司")
    assert "Bo" in str(told["preview"])
    rule("cy")
    again = call("olga", "create_lead", company="新公司", confirm=told["confirm"])
    assert codes(again) == ["changed_since_preview"]
    assert not Lead.objects.filter(company="新公司").exists()


def test_an_action_that_is_refused_has_no_preview(records, call):
    assert codes(call("bo", "move_deal", deal_id="D-bo", stage="没有的阶段")) != []
    assert codes(call("eve", "move_deal", **MOVE)) == ["forbidden"]
    assert codes(call("bo", "give_customer", account_id="A1", person_id="cy")) == ["forbidden"]
    assert not KeptAnswer.objects.exists()


def test_what_would_change_nothing_needs_no_confirmation(records, call):
    told = call("bo", "untag_customer", account_id="A1", tag="没有的")
    assert told["preview"] == [] and "confirm" not in told


def test_a_preview_names_what_the_ids_mean(records, call):
    (line, *_more) = call("ada", "assign_lead", lead_id="L-bo", person_id="ada")["preview"]
    assert "Bo (bo) → Ada (ada)" in line


# Every action an assistant has, as somebody would use it.
USED = {
    "create_customer": ("bo", {"name": "全新客户"}),
    "change_customer": ("bo", {"account_id": "A1", "version": 2, "industry": "新能源"}),
    "give_customer": ("olga", {"account_id": "A1", "person_id": "ada"}),
    "claim_customer": ("bo", {"account_id": "FREE"}),
    "return_customer": ("bo", {"account_id": "A1", "reason": "无需求"}),
    "tag_customer": ("bo", {"account_id": "A1", "tag": "要客"}),
    "untag_customer": ("bo", {"account_id": "A1", "tag": "旧"}),
    "create_contact": ("bo", {"account_id": "A1", "name": "新人"}),
    "change_contact": ("bo", {"contact_id": "K-bo", "version": 1, "title": "厂长"}),
    "create_lead": ("bo", {"company": "新公司", "owner_id": "bo"}),
    "change_lead": ("bo", {"lead_id": "L-bo", "need": "泵"}),
    "assign_lead": ("ada", {"lead_id": "L-bo", "person_id": "ada"}),
    "take_lead": ("ada", {"lead_id": "L-bo"}),
    "invalidate_lead": ("bo", {"lead_id": "L-bo", "reason": "空号"}),
    "reopen_lead": ("bo", {"lead_id": "INVALID"}),
    "convert_lead": ("bo", {"lead_id": "L-bo", "deal": {"name": "转来的"}}),
    "undo_conversion": ("bo", {"lead_id": "CONVERTED"}),
    "create_deal": ("bo", {"name": "新商机", "account_id": "A1", "amount": 5}),
    "change_deal": ("bo", {"deal_id": "D-bo", "version": 1, "amount": "8.50"}),
    "move_deal": ("bo", MOVE),
    "pause_clock": ("bo", {"kind": "deal", "case_id": "D-bo", "reason": "等客户回签"}),
    "resume_clock": ("bo", {"kind": "lead", "case_id": "L-bo"}),
    "log_activity": ("bo", {"kind": "call", "account_id": "A1", "summary": "谈妥"}),
    "correct_activity": ("bo", {"version": 1, "summary": "改口"}),
    "create_task": ("bo", {"title": "回访", "account_id": "A1"}),
    "change_task": ("bo", {"is_done": True}),
    "add_note": ("bo", {"body": "记住", "account_id": "A1"}),
    "design_experiment": (
        "olga",
        {"name": "问候", "control": "旧", "treatment": "新", "base_rate": 0.2, "effect": 0.1},
    ),
    "change_experiment": ("olga", {"experiment_id": "TRY", "effect": 0.07}),
    "calculate_pay": ("fay", {"period": "2025-02"}),
    "approve_pay": ("fay", {"run_id": "PAY-2025-03"}),
    "return_pay": ("fay", {"run_id": "PAY-2025-04"}),
    "issue_pay": ("fay", {"run_id": "PAY-2024-12"}),
    "close_pay": ("fay", {"run_id": "PAY-2024-11"}),
    "acknowledge_statement": ("bo", {"statement_id": "STATED"}),
    "dispute_statement": ("bo", {"statement_id": "STATED", "text": "又少算一单"}),
    "answer_dispute": ("fay", {"dispute_id": "DISPUTED", "to": "reject", "answer": "核对过"}),
    "propose_adjustment": ("fay", {"person_id": "bo", "period": "2025-01", "amount": "5",
                                   "reason": "other", "text": "补"}),
    "approve_adjustment": ("fay", {"adjustment_id": "EXTRA"}),
    "reject_adjustment": ("fay", {"adjustment_id": "EXTRA"}),
    "propose_measure": ("olga", {"kind": "course", "title": "谈判课"}),
    "comment_on_target": ("ada", {"plan_id": "P", "key": "bo", "text": "客户停产"}),
    "offer_target": ("bo", {"plan_id": "P", "key": "bo", "metric": "net_revenue", "amount": 500}),
    "dispose_alert": ("ada", {"key": MISSED, "disposition": "market", "note": "客户停产"}),
    "propose_territories": ("ada", {"workload": "equal", "potential": "equal", "limit": 4}),
    "apply_territories": ("ada", {"proposal_id": "T-1"}),
    "take_back_territories": ("ada", {"proposal_id": "T-1"}),
    "propose_pay_plan": ("olga", {"content": test_pay_plans.text("新方案")}),
    "propose_pay_version": ("olga", {"plan_id": "PLAN", "content": test_pay_plans.text()}),
    "submit_pay_version": ("olga", {"version_id": "PAYV"}),
    "approve_pay_version": ("fay", {"version_id": "PAYV"}),
    "start_experiment": ("olga", {"experiment_id": "TRY"}),
    "stop_experiment": ("olga", {"experiment_id": "RUNNING"}),
    "declare_intervention": ("olga", DECLARED),
    "give_award": ("olga", {"award_id": "MONTH", "period": "2025-01"}),
}  # fmt: skip


def _missed(request):
    request.getfixturevalue("missed")


def _plan(request):
    test_plans.drafted(request.getfixturevalue("user"))


def _uneven(request):
    """Territories as Ada finds them; one way to share them out is proposed, and applied."""
    team, ada = request.getfixturevalue("uneven"), request.getfixturevalue("user")("ada")
    tool = request.node.callspec.params["tool"]
    if tool == "propose_territories":
        return {tool: team}
    asked = Asked("均衡", Team.objects.get(pk=team), workload="equal", potential="equal", limit=4)
    made = propose(actor=ada, asked=asked)
    Proposal.objects.filter(pk=made.pk).update(proposal_id="T-1")
    if tool == "take_back_territories":
        apply_proposal(actor=ada, proposal_id="T-1")
    return {}


def _figures(request):
    """Ten sellers' figures in the place of the workspace's."""
    made = figures(request.getfixturevalue("tmp_path"))
    patched = request.getfixturevalue("monkeypatch")
    patched.setattr("salesops.web.effects.looking.ledger_of", made)


def _draft(request):
    """The approved version is not submitted yet, or not approved."""
    is_submit = request.node.callspec.params["tool"] == "submit_pay_version"
    status = "draft" if is_submit else "submitted"
    PayPlanVersion.objects.filter(pk="PAYV").update(status=status)


def _award(_request):
    Award.objects.create(award_id="MONTH", name="月度之星", every="month", at_least=1)


PREPARED = {
    "submit_pay_version": _draft, "approve_pay_version": _draft,
    "comment_on_target": _plan, "offer_target": _plan, "dispose_alert": _missed,
    "propose_territories": _uneven, "apply_territories": _uneven,
    "take_back_territories": _uneven, "declare_intervention": _figures,
    "give_award": _award,
}  # fmt: skip
OWN_ID = {"correct_activity": "activity_id", "propose_territories": "team_id"}


@pytest.fixture
def used(request, records, user):
    """What the actions need: a free customer, an invalid lead, a converted one, a tag."""
    from salesops.web.crm.actions.accounts import tag_account
    from salesops.web.crm.actions.conversion import Wanted, convert_lead
    from salesops.web.crm.actions.leads import invalidate_lead, receive_lead
    from salesops.web.process.clock_actions import pause_clock

    bo = user("bo")
    pool = company_ids()["pool_id"]
    Account.objects.create(
        account_id="FREE", name="公海客户", pool_id=pool, pooled_at=timezone.now()
    )
    for lead_id in ("INVALID", "CONVERTED"):
        values = {"company": f"{lead_id}公司"}
        receive_lead(actor=bo, values=values, lead_id=lead_id, owner_id="bo")
    invalidate_lead(actor=bo, lead_id="INVALID", version=None, reason="空号")
    convert_lead(actor=bo, lead_id="CONVERTED", version=None, wanted=Wanted())
    tag_account(actor=bo, account_id="A1", tag="旧")
    pause_clock(actor=bo, kind="lead", case_id="L-bo", reason="等回电")
    Experiment.objects.create(
        experiment_id="RUNNING", name="官网", source="官网", control="旧", treatment="新",
        base_rate=0.2, effect=0.1, status="running", started_at=timezone.now(),
    )  # fmt: skip
    ids = records[0].ids
    more = PREPARED.get(request.node.callspec.params["tool"], lambda _: {})(request) or {}
    return {"correct_activity": ids["activity_id"], "change_task": ids["task_id"], **more}


@pytest.mark.parametrize("tool", ACTIONS)
def test_every_action_is_previewed_then_done_and_kept_from_others(tool, used, call):
    name, arguments = USED[tool]
    if tool in used:
        arguments = {
            OWN_ID.get(tool, "task_id"): used[tool],
            **arguments,
        }
    noted = AuditEntry.objects.count()
    told = call(name, tool, **arguments)
    assert told.get("preview"), told
    assert told["with"] == arguments, "whoever confirms sees everything that is asked"
    assert AuditEntry.objects.count() == noted
    done = call(name, tool, **arguments, confirm=told["confirm"])
    assert done.get("done") == told["preview"], done
    rows = AuditEntry.objects.order_by("pk")[noted:]
    assert {(row.door, row.actor_name) for row in rows} == {("mcp", name)}
    if tool.startswith("create") or tool == "claim_customer":
        return
    other = call("cy", tool, **arguments)
    assert codes(other)[0] in ("not_found", "forbidden"), other


def test_a_key_opens_the_tools_of_its_scopes(records, user):
    def tools(*scopes):
        return {one["name"] for one in listed(Caller(user("bo"), scopes))}

    assert "deals" in tools("crm:read") and "ask" not in tools("crm:read")
    assert not tools("read") & set(ACTIONS) and "ask" in tools("figures:read")
    assert "move_deal" in tools("crm:write") and "deals" not in tools("crm:write")
    answer = called(Caller(user("bo"), ["crm:read"]), "move_deal", MOVE, "zh")
    assert answer.is_refused and codes(answer.told) == ["no_such_tool"]


def test_an_activity_logged_by_an_assistant_counts_as_contact(records, call):
    about = {"kind": "visit", "account_id": "A1", "outcome": "interested", "summary": "上门"}
    told = call("bo", "log_activity", **about)
    assert not Activity.objects.filter(summary="上门").exists()
    call("bo", "log_activity", **about, confirm=told["confirm"])
    made = Activity.objects.get(summary="上门")
    assert Account.objects.get(pk="A1").last_contact_at == made.happened_at


def test_an_assistant_of_cy_never_sees_bos_pay(records, call):
    company_ids()
    refused = call("cy", "pay_statement", statement_id="STATED")
    assert codes(refused) == ["not_found"]
    assert "STATED" not in str(call("cy", "pay_statements"))
    assert call("bo", "pay_statement", statement_id="STATED")["due"] == "20"
