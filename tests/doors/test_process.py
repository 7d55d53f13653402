"""A process is drafted, published from a day on, and then holds for what begins."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from salesops.process.definition_file import fields_of
from salesops.process.form import edited, fields_typed
from salesops.process.standard import standard
from salesops.web.access import Forbidden
from salesops.web.crm.actions.conversion import Wanted, convert_lead
from salesops.web.crm.actions.deals import move_deal, open_deal
from salesops.web.crm.actions.leads import assign_lead, receive_lead
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.models import Deal, Step, Task
from salesops.web.problems import Faulty, Refused
from salesops.web.process.actions import (
    begin_processes,
    draft_process,
    publish_process,
    save_draft,
    take_quiz,
)
from salesops.web.process.models import ProcessVersion, QuizResult
from salesops.web.process.versions import holding
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db


def published(user, definition=None, **said):
    """A version of the main pipeline that holds, the default unless told."""
    draft = draft_process(actor=user("olga"), pipeline_id=default_pipeline().pk)
    if definition is not None:
        save_draft(actor=user("olga"), version_id=draft.pk, definition=definition)
    return publish_process(actor=user("olga"), version_id=draft.pk, **said)


def plain(**changes):
    """The default as plain values, the stages named changed; None takes one out."""
    fields = fields_of(standard())
    stages = [{**one, **(changes.get(one["key"]) or {})} for one in fields["stages"]
              if changes.get(one["key"], {}) is not None]  # fmt: skip
    return {**fields, "stages": stages}


def deal(user, deal_id="D1", **values):
    values = {"name": "泵站", "account_id": "A1", **values}
    return open_deal(actor=user("bo"), values=values, deal_id=deal_id)


def test_publishing_makes_the_stages_and_new_deals_begin_by_it(user):
    published(user)
    names = [stage.name for stage in default_pipeline().stages.all()]
    assert names == ["商机评估", "产品演示", "商务谈判", "成交", "售后", "输单"]
    made = deal(user)
    assert (made.stage, Step.objects.get(case_id="D1").process_version) == ("商机评估", "main/1")
    task = Task.objects.get(deal=made)
    assert (task.title, task.owner_id) == ("确认需求、预算、决策人、时间", "bo")
    assert task.due_at > made.entered_stage_at


def test_a_move_the_process_does_not_know_is_refused_with_where_it_leads(user):
    published(user)
    deal(user)
    with pytest.raises(Refused) as refusal:
        move_deal(actor=user("bo"), deal_id="D1", stage="成交")
    assert refusal.value.problem.code == "move_not_allowed"
    assert "产品演示" in refusal.value.problem.remedy("zh")


def test_what_a_stage_needs_must_be_known_first_or_come_along(user):
    published(user)
    deal(user)
    move_deal(actor=user("bo"), deal_id="D1", stage="产品演示")
    with pytest.raises(Refused) as refusal:
        move_deal(actor=user("bo"), deal_id="D1", stage="商务谈判")
    assert "金额、预计成交日" in refusal.value.problem.reason("zh")
    assert "Amount, Expected close" in refusal.value.problem.reason("en")
    said = {"amount": Decimal(9), "expected_close_on": date(2030, 1, 1)}
    assert move_deal(actor=user("bo"), deal_id="D1", stage="商务谈判", values=said).amount == 9


def test_the_page_of_a_deal_offers_what_the_process_allows_and_says_why_not_the_rest(
    user, signed_in
):
    published(user)
    deal(user)
    page = signed_in("bo").get("/deals/D1").content.decode()
    assert '<button name="stage" value="产品演示"' in page
    assert '<button name="stage" value="成交"' not in page
    assert "流程不允许从“商机评估”直接到“成交”" in page
    assert "<option>成交</option>" not in page
    assert "需求、预算、决策人和时间四项都清楚" in page


def test_what_a_stage_needs_is_asked_for_in_the_same_form_as_the_move(user, signed_in):
    published(user)
    deal(user)
    move_deal(actor=user("bo"), deal_id="D1", stage="产品演示")
    bo = signed_in("bo")
    page = bo.get("/deals/D1", {"to": "商务谈判"}).content.decode()
    form = page[page.index('id="move"') :]
    assert 'name="amount"' in form[: form.index("</form>")]
    said = {"stage": "商务谈判", "version": Deal.objects.get(pk="D1").version}
    refused = bo.post("/deals/D1/stage", said | {"amount": "12 万"})
    assert refused.status_code == 422
    again = refused.content.decode()
    assert "预计成交日" in again and 'value="12 万"' in again
    done = bo.post("/deals/D1/stage", said | {"amount": "12 万", "expected_close_on": "2030-01-01"})
    assert done.status_code == 302
    kept = Deal.objects.get(pk="D1")
    assert (kept.stage, kept.amount) == ("商务谈判", Decimal(120_000))


def test_the_board_knows_the_ways_and_asks_for_what_is_missing(user, signed_in):
    published(user)
    deal(user)
    stages = {one.name: one.pk for one in default_pipeline().stages.all()}
    page = signed_in("bo").get("/deals/board").content.decode()
    lane = page[page.index(f'data-lane="{stages["商机评估"]}"') :]
    ways = lane[lane.index('data-ways="') + 11 :].split('"')[0].split()
    assert set(ways) == {str(stages[name]) for name in ("商机评估", "产品演示", "输单")}
    moved = move_deal(actor=user("bo"), deal_id="D1", stage="产品演示")
    said = {"stage": stages["商务谈判"], "version": moved.version}
    told = signed_in("bo").post("/deals/D1/move", said)
    assert told.status_code == 409
    assert 'name="amount"' in told.json()["asks"] and 'name="account_id"' not in told.json()["asks"]
    whole = said | {"amount": "9", "expected_close_on": "2030-01-01"}
    assert signed_in("bo").post("/deals/D1/move", whole).json()["stage"] == stages["商务谈判"]


def test_a_card_on_the_board_may_go_where_its_own_version_leads(user, signed_in):
    published(user)
    deal(user)
    published(user, plain(evaluation={"moves": ["negotiation", "lost"]},
                          negotiation={"moves": ["demo", "won", "lost"], "required": []},
                          demo={"moves": ["negotiation", "lost"]}))  # fmt: skip
    deal(user, "D2")
    stages = {one.name: str(one.pk) for one in default_pipeline().stages.all()}
    bo = signed_in("bo")
    page = bo.get("/deals/board").content.decode()
    before = {stages[name] for name in ("商机评估", "产品演示", "输单")}
    assert ways_in(page, "data-card", "D1") == before
    lane = ways_in(page, "data-lane", stages["商机评估"])
    assert lane == {stages[name] for name in ("商机评估", "商务谈判", "输单")}
    assert "data-ways" not in page[page.index('data-card="D2"') :].split(">")[0]
    version = Deal.objects.get(pk="D1").version
    told = bo.post("/deals/D1/move", {"stage": stages["产品演示"], "version": version}).json()
    after = {stages[name] for name in ("产品演示", "商务谈判", "商机评估", "输单")}
    assert ways_in(told["card"], "data-card", "D1") == after


def ways_in(page, what, number):
    """Where the page says a card or a lane leads."""
    tag = page[page.index(f'{what}="{number}"') :].split(">")[0]
    return set(tag[tag.index('data-ways="') + 11 :].split('"')[0].split())


def test_each_stage_gives_out_its_tasks_once_and_those_that_wait_without_a_day(user):
    published(user)
    deal(user)
    for stage in ("产品演示", "商机评估", "产品演示"):
        move_deal(actor=user("bo"), deal_id="D1", stage=stage)
    demo = Task.objects.filter(deal_id="D1", made_by_rule__contains=":demo:").order_by("due_at")
    assert sorted(t.made_by_rule for t in demo) == ["process:main/1:demo:hold",
                                                    "process:main/1:demo:summary"]  # fmt: skip
    assert {t.made_by_rule.rpartition(":")[2]: t.due_at is None for t in demo} == {
        "hold": False, "summary": True,
    }  # fmt: skip


def test_after_sales_keeps_the_day_on_which_the_deal_was_won(user):
    published(user)
    deal(user, amount=Decimal(9), expected_close_on=date(2030, 1, 1))
    for stage in ("产品演示", "商务谈判"):
        move_deal(actor=user("bo"), deal_id="D1", stage=stage)
    won = date(2026, 1, 5)
    move_deal(actor=user("bo"), deal_id="D1", stage="成交", closed_on=won)
    done = move_deal(actor=user("bo"), deal_id="D1", stage="售后")
    assert (done.status, done.closed_on) == ("won", won)


def test_a_deal_keeps_the_version_it_began_with(user):
    published(user)
    deal(user)
    published(user, plain(evaluation={"moves": ["negotiation", "lost"]},
                          negotiation={"moves": ["demo", "won", "lost"], "required": []},
                          demo={"moves": ["negotiation", "lost"]}))  # fmt: skip
    deal(user, "D2")
    assert move_deal(actor=user("bo"), deal_id="D1", stage="产品演示").stage == "产品演示"
    with pytest.raises(Refused):
        move_deal(actor=user("bo"), deal_id="D2", stage="产品演示")
    assert Step.objects.filter(case_id="D1").values_list("process_version", flat=True).distinct()[
        0
    ] == ("main/1")


def test_who_forgot_where_deals_go_is_told_and_still_has_what_was_typed(user, signed_in):
    published(user)
    deal(user)
    move_deal(actor=user("bo"), deal_id="D1", stage="产品演示")
    without = plain(demo=None, evaluation={"moves": ["negotiation", "lost"]},
                    negotiation={"moves": ["won", "lost"]})  # fmt: skip
    draft = draft_process(actor=user("olga"), pipeline_id=default_pipeline().pk)
    save_draft(actor=user("olga"), version_id=draft.pk, definition=without)
    browser, day = signed_in("olga"), f"{timezone.localdate() + timedelta(days=9)}"
    answer = browser.post("/process/main/publish", {"starts_on": day})
    page, stage = answer.content.decode(), default_pipeline().stages.get(name="产品演示")
    assert answer.status_code == 422 and "还有 1 个商机" in page
    assert f'name="move_{stage.pk}"' in page and f'name="starts_on" value="{day}"' in page
    given = {"starts_on": day, f"move_{stage.pk}": "negotiation"}
    assert browser.post("/process/main/publish", given).status_code == 302


def test_a_stage_with_deals_in_it_goes_only_when_it_is_said_where_they_go(user):
    deal(user)
    stage = default_pipeline().stages.get(name="初步接触")
    with pytest.raises(Refused) as refusal:
        published(user)
    assert refusal.value.problem.code == "stage_in_use"
    assert ProcessVersion.objects.get().state == "draft"
    published(user, move_to={stage.pk: "demo"})
    assert Deal.objects.get(pk="D1").stage == "产品演示"


def test_what_is_wrong_with_a_draft_is_told_all_at_once_and_nothing_is_published(user):
    fields = plain(demo={"moves": ["nowhere"], "role": "boss"})
    with pytest.raises(Faulty) as refusal:
        published(user, fields)
    codes = {problem.code for problem in refusal.value.problems}
    assert codes == {"process_unknown_stage", "process_unknown_role"}
    assert holding("main") is None


def test_a_version_holds_from_its_day_on(user):
    day = timezone.localdate() + timedelta(days=3)
    published(user, starts_on=day)
    assert holding("main") is None
    assert deal(user).stage == "初步接触"
    move_deal(actor=user("bo"), deal_id="D1", stage="需求确认")
    Deal.objects.filter(pk="D1").delete()
    assert begin_processes(timezone.now()) == 0
    assert begin_processes(timezone.now() + timedelta(days=4)) == 1
    assert holding("main", day) is not None
    with pytest.raises(Refused) as refusal:
        published(user)
    assert refusal.value.problem.code == "process_starts_before"


def test_leads_are_given_and_converted_only_with_what_the_process_asks_for(user):
    fields = plain(follow_up={"required": ["phone"]}, development={"required": ["source"]})
    published(user, fields)
    got = receive_lead(actor=user("bo"), values={"company": "新客"}, lead_id="L1")
    assert Step.objects.get(case_id="L1").process_version == "main/1"
    with pytest.raises(Refused) as refusal:
        assign_lead(actor=user("ada"), lead_id="L1", version=got.lead.version, person_id="ada")
    assert "电话" in refusal.value.problem.reason("zh")
    with pytest.raises(Refused) as refusal:
        convert_lead(actor=user("bo"), lead_id="L1", version=None, wanted=Wanted())
    assert "来源" in refusal.value.problem.reason("zh")


def test_only_operations_and_administrators_change_a_process_and_it_is_on_record(user):
    for name in ("bo", "ada", "fay", "eve"):
        with pytest.raises(Forbidden):
            draft_process(actor=user(name), pipeline_id=default_pipeline().pk)
    published(user)
    told = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"draft_process", "publish_process", "set_stages"} <= told


def test_the_quiz_is_marked_and_kept(user):
    version = published(user)
    found = take_quiz(actor=user("bo"), pipeline_id="main", answers={})
    kept = QuizResult.objects.get(version=version)
    assert (kept.user, kept.right, kept.asked) == (user("bo"), 0, found.asked)
    assert not kept.is_passed


def test_everybody_reads_what_holds_and_drafts_are_for_who_edits(user, signed_in):
    published(user)
    draft_process(actor=user("olga"), pipeline_id="main")
    for name in ("bo", "cy", "olga"):
        page = signed_in(name).get("/process/main/designed")
        assert page.status_code == 200 and "产品演示" in page.content.decode()
    assert signed_in("bo").get("/process/main/designed?v=2").status_code == 404
    assert signed_in("olga").get("/process/main/designed?v=2").status_code == 200
    assert signed_in("bo").get("/process/main/edit").status_code == 403
    assert "v1" in signed_in("bo").get("/process/main/designed").content.decode()


@pytest.mark.parametrize("form", ["svg", "mmd", "bpmn", "toml", "md", "html"])
def test_a_process_leaves_as_a_file_and_that_is_on_record(user, signed_in, form):
    published(user)
    answer = signed_in("bo").get(f"/process/main/file.{form}?lang=en")
    assert answer.status_code == 200 and b"Demo" in answer.content
    assert AuditEntry.objects.get(action="export_process").details == {"format": form}


def test_the_handbook_asks_and_marks(user, signed_in):
    published(user)
    browser = signed_in("bo")
    assert "测验" in browser.get("/process/main/handbook").content.decode()
    page = browser.post("/process/main/handbook", {"follow_up.contact.limit": "24 小时"})
    assert "答对 1 /" in page.content.decode()


def form_of(fields):
    """What the editor's form sends for these values."""
    sent = {"name": fields["name"], "name_en": fields["name_en"], "stage": []}
    for at, stage in enumerate(fields["stages"]):
        sent["stage"].append(str(at))
        texts = {k: v for k, v in stage.items() if isinstance(v, str)}
        lists = {k: stage[k] for k in ("moves", "required") if k in stage}
        sent |= {f"{at}.{k}": v for k, v in {**texts, **lists}.items()}
        sent[f"{at}.material"] = "\n".join(stage.get("material", []))
        sent[f"{at}.task"] = [str(n) for n in range(len(stage.get("tasks", [])))]
        for n, task in enumerate(stage.get("tasks", [])):
            sent |= {f"{at}.{n}.{k}": v for k, v in task.items()}
    return sent


def test_the_editor_keeps_what_is_typed_and_draws_it(user, signed_in):
    default_pipeline()
    browser = signed_in("olga")
    assert browser.get("/process/main/edit").status_code == 200
    assert not ProcessVersion.objects.exists()
    fields = plain(demo={"name": "现场演示", "limit": "4 working days"})
    quiet = {"HTTP_HX_REQUEST": "true"}
    answer = browser.post("/process/main/edit", {**form_of(fields), "version": 1}, **quiet)
    assert "现场演示" in answer.content.decode() and 'value="2"' in answer.content.decode()
    assert ProcessVersion.objects.get().process.stage("demo").name.zh == "现场演示"
    wrong = plain(demo={"limit": "soon"})
    answer = browser.post("/process/main/edit", {**form_of(wrong), "version": 2}, **quiet)
    assert "soon" in answer.content.decode()
    page = browser.post("/process/main/edit", {**form_of(wrong), "version": 2})
    assert page.status_code == 422 and 'value="soon"' in page.content.decode()
    browser.post("/process/main/edit", {**form_of(fields), "version": 2, "do": "add_stage"})
    assert len(ProcessVersion.objects.get().process.stages) == 9
    fields = fields_of(ProcessVersion.objects.get().process)
    demo = next(at for at, one in enumerate(fields["stages"]) if one["key"] == "demo")
    more = {**form_of(fields), "version": 3, "do": f"add_task:{demo}"}
    page = browser.post("/process/main/edit", more, follow=True).content.decode()
    opened = page[page.index(f'id="stage-{demo}"') :].split(">")[0]
    assert opened.endswith(" open")


def test_one_step_of_editing_changes_one_thing():
    fields = fields_typed(
        {k: v if isinstance(v, list) else [v] for k, v in form_of(plain()).items()}
    )
    keys = [stage["key"] for stage in edited(fields, "down:2")["stages"]]
    assert keys[2:4] == ["demo", "evaluation"]
    assert len(edited(fields, "add_task:2")["stages"][2]["tasks"]) == 2
    assert edited(fields, "remove_task:2:0")["stages"][2]["tasks"] == []
    without = edited(fields, "remove_stage:7")["stages"]
    assert all("lost" not in stage.get("moves", []) for stage in without)
    assert edited(fields, "remove_stage:99") == fields == edited(fields, "dance")


def test_the_editor_publishes_and_tells_why_it_cannot(user, signed_in):
    default_pipeline()
    browser = signed_in("olga")
    browser.get("/process/main/edit")
    late = browser.post("/process/main/publish", {"starts_on": "2020-01-01"})
    assert late.status_code == 422 and "今天或以后" in late.content.decode()
    assert browser.post("/process/main/publish", {"starts_on": ""}).status_code == 302
    assert holding("main").number == 1


def test_rest_drafts_publishes_and_hands_on(user, client, token):
    default_pipeline()
    keys, bo = token("olga", "process:read", "process:write"), token("bo", "process:write")
    body = {"definition": plain(demo={"name": "演示会"})}
    where = "/api/v1/processes/main/draft"
    kind = "application/json"
    assert client.put(where, body, kind, headers=bo).status_code == 403
    drafted = client.put(where, body, kind, headers=keys)
    assert drafted.json()["definition"]["stages"][3]["name"] == "演示会"
    done = client.post("/api/v1/processes/main/publish", {}, kind, headers=keys)
    assert (done.status_code, done.json()["state"]) == (200, "published")
    assert [one["number"] for one in client.get("/api/v1/processes", headers=keys).json()] == [1]
    assert b"definitions" in client.get("/api/v1/processes/main/bpmn", headers=keys).content
    assert client.get("/api/v1/processes/main/exe", headers=keys).status_code == 404


def test_a_task_of_the_process_says_so_in_words(user, signed_in):
    published(user)
    deal(user)
    page = signed_in("bo").get("/deals/D1").content.decode()
    assert "销售流程" in page and "process:main" not in page
