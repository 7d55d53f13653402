"""Pay plans through the browser and REST: designed, read, signed, replayed; each sees their own."""

import json
import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from salesops.incentives.by_person import credits_of_persons, quotas_of_persons
from salesops.incentives.calculation import calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.plan_file import plan_file, toml
from salesops.incentives.templates import TEMPLATES, Asked
from salesops.web.access import ledger_for
from salesops.web.pay_plans.actions.assigning import Term, assign_pay_plan
from salesops.web.pay_plans.actions.plans import (
    approve_pay_version,
    draft_pay_version,
    make_pay_plan,
    submit_pay_version,
)
from salesops.web.pay_plans.in_force import plans_between
from salesops.web.pay_plans.models import Acknowledgement, PayPlanVersion, PayStudy
from tests.doors.reading import read
from tests.doors.test_plans import drafted

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)


def text(template="linear", **more):
    asked = Asked(name="2025 年方案", currency="CNY", year=2025, **more)
    return toml(TEMPLATES[template].plan(asked))


@pytest.fixture
def draft(user):
    return make_pay_plan(actor=user("olga"), content=text("accelerated"))


@pytest.fixture
def bos(user):
    """Bo is on an approved linear plan of 2 % with a target pay of 9,123."""
    lasting = text().replace("ends_before = 2026-01-01", "ends_before = 2090-01-01")
    version = make_pay_plan(actor=user("olga"), content=lasting)
    submit_pay_version(actor=user("olga"), version_id=version.pk)
    approve_pay_version(actor=user("fay"), version_id=version.pk)
    term = Term(starts_on=START, target_pay=Decimal(9123))
    [one] = assign_pay_plan(
        actor=user("fay"), plan_id=version.pay_plan_id, person_ids=["bo"], term=term
    )
    return one


class Form(HTMLParser):
    """What a browser sends of a page's fields as they stand."""

    def __init__(self, told):
        super().__init__()
        self.sent, self.select, self.area = {}, "", ""
        self.feed(told)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name, value = said.get("name", ""), said.get("value") or ""
        is_off = said.get("type") == "checkbox" and "checked" not in said
        if tag == "input" and name and not is_off:
            self.sent.setdefault(name, []).append(value)
        self.select = name if tag == "select" else self.select
        self.area = name if tag == "textarea" else self.area
        if tag == "option" and "selected" in said:
            self.sent[self.select] = [value]

    def handle_data(self, data):
        if self.area:
            self.sent[self.area], self.area = [data], ""


def typed(browser, address):
    """What the form's page would send as it stands."""
    return Form(browser.get(address).content.decode()).sent


def test_a_plan_is_begun_with_a_template_and_its_curve_stands_beside_the_form(signed_in):
    browser = signed_in("olga")
    said = {"template": "target_bonus", "name": "季度奖", "currency": "CNY", "year": 2026,
            "target_pay": "80000", "rate": "2"}  # fmt: skip
    answer = browser.post("/pay-plans/new", said)
    assert answer.status_code == 302
    shown = read(browser.get(answer.url))
    assert "“奖金”达成率至少（每季度，100%）：达成率到 100% 时奖金一下多 20,000" in shown
    assert "vega-lite" in shown
    assert PayPlanVersion.objects.get().text.name == "季度奖"


def test_a_rate_is_asked_for_where_a_template_pays_one(signed_in):
    said = {"name": "季度奖", "currency": "CNY", "year": 2026, "target_pay": "80000", "rate": ""}
    answer = signed_in("olga").post("/pay-plans/new", {**said, "template": "linear"})
    assert "请写明按销售额的百分之几发放" in read(answer, 422)
    answer = signed_in("olga").post("/pay-plans/new", {**said, "template": "target_bonus"})
    assert answer.status_code == 302


def test_a_gap_is_refused_at_its_tier_and_what_was_typed_stays(signed_in, draft):
    browser, at = signed_in("olga"), f"/pay-plans/versions/{draft.pk}/edit"
    said = typed(browser, at)
    tier = "versions.0.components.0.tiers.1.starts"
    assert said[tier] == ["1"]
    answer = browser.post(at, {**said, tier: ["1.1"]})
    shown = read(answer, 422)
    field = re.search(rf'<div class="field wrong"><label for="{tier}">.*?</div>', shown)
    assert field and 'value="1.1"' in field[0] and "在 1 与 1.1 之间没有档位" in field[0]
    draft.refresh_from_db()
    assert draft.text == plan_file(text("accelerated"))


def test_a_part_just_added_is_no_mistake_until_it_is_saved_without_its_fields(signed_in, draft):
    browser, at = signed_in("olga"), f"/pay-plans/versions/{draft.pk}/edit"
    said = {**typed(browser, at), "do": ["add:versions.0.components.0.holdback"]}
    added = read(browser.post(at, said))
    assert "请填写这一项" not in added and "还有 2 个带 * 的项没有填" in added
    field = "versions.0.components.0.holdback.share"
    saved = read(browser.post(at, {**said, "do": [""], field: [""]}), 422)
    assert saved.count("请填写这一项") == 2 and "versions[0]" not in saved


def test_the_form_shows_what_people_will_read_as_it_is_typed(signed_in, draft):
    browser, at = signed_in("olga"), f"/pay-plans/versions/{draft.pk}"
    said = {**typed(browser, f"{at}/edit"), "versions.0.components.0.tiers.2.times": ["2.75"]}
    assert "× 2.75" in read(browser.post(f"{at}/beside", said))


def test_what_was_typed_is_kept_and_taken_back(signed_in, draft):
    browser, at = signed_in("olga"), f"/pay-plans/versions/{draft.pk}/edit"
    said = typed(browser, at)
    rate = "versions.0.components.0.tiers.2.times"
    assert browser.post(at, {**said, rate: ["2.5"]}).status_code == 302
    draft.refresh_from_db()
    assert draft.text.versions[0].components[0].tiers[2].times == Decimal("2.5")
    browser.post(f"/pay-plans/versions/{draft.pk}/undo", {"version": draft.version})
    draft.refresh_from_db()
    assert draft.text == plan_file(text("accelerated"))


def test_a_place_s_rules_are_told_while_designing_and_are_no_legal_advice(signed_in, draft):
    browser = signed_in("olga")
    said = typed(browser, f"/pay-plans/versions/{draft.pk}/edit")
    answer = browser.post(f"/pay-plans/versions/{draft.pk}/beside", {**said, "place": ["US-CA"]})
    assert "California Labor Code" in read(answer) and "不是法律意见" in read(answer)


def test_cy_reads_neither_bos_paper_nor_his_plan_nor_his_amount(signed_in, bos):
    version = bos.pay_plan.versions.get()
    for name, status in (("bo", 200), ("ada", 200), ("cy", 404), ("adam", 403)):
        assert signed_in(name).get(f"/pay-plans/papers/{bos.pk}").status_code == status
        assert signed_in(name).get(f"/pay-plans/versions/{version.pk}").status_code == status
    assert ">Bo<" not in read(signed_in("cy").get("/pay-plans"))
    assert ">Bo<" in read(signed_in("ada").get("/pay-plans"))
    assert json.loads(signed_in("cy").get("/api/v1/pay-assignments").content) == []
    for name in ("bo", "cy", "ada"):
        assert signed_in(name).get(f"/pay-plans/versions/{version.pk}/edit").status_code == 403


def test_operations_read_who_is_on_a_plan_and_not_their_amounts(signed_in, bos):
    at = f"/pay-plans/{bos.pay_plan_id}"
    assert "9,123" in read(signed_in("fay").get(at))
    assert "9,123" not in read(signed_in("olga").get(at)) and "Bo" in read(
        signed_in("olga").get(at)
    )
    [told] = json.loads(signed_in("olga").get("/api/v1/pay-assignments").content)
    assert (told["person"], told["target_pay"]) == ("Bo", None)
    assert signed_in("olga").get(f"/pay-plans/papers/{bos.pk}").status_code == 404


def test_the_people_of_a_plan_are_found_by_name_and_by_who_has_not_signed(signed_in, bos):
    browser, at = signed_in("fay"), f"/pay-plans/{bos.pay_plan_id}"
    row = f'href="/pay-plans/papers/{bos.pk}"'
    assert row in read(browser.get(f"{at}?q=Bo&unsigned=1"))
    assert row not in read(browser.get(f"{at}?q=Cy"))


def test_bo_reads_worked_examples_in_both_languages_signs_once_and_is_no_longer_asked(
    signed_in, bos
):
    browser, at = signed_in("bo"), f"/pay-plans/papers/{bos.pk}"
    shown = read(browser.get(at))
    assert "发放" in shown and "Fingerprint" in read(browser.get(f"{at}?lang=en"))
    digest = re.search(r'name="digest" value="(\w{64})"', shown)[1]
    version = bos.pay_plan.versions.get()
    asked = "/api/v1/pay-assignments?unsigned=true"
    assert len(json.loads(signed_in("fay").get(asked).content)) == 1
    for _ in range(2):
        browser.post(f"{at}/sign", {"digest": digest, "version_id": version.pk})
    signed = Acknowledgement.objects.get()
    assert (signed.digest, signed.signed_by.username) == (digest, "bo")
    assert 'name="digest"' not in read(browser.get(at))
    assert json.loads(signed_in("fay").get(asked).content) == []
    assert browser.get(f"{at}/pdf").content.startswith(b"%PDF")


def test_a_replay_of_what_is_in_force_is_what_was_calculated(signed_in, user, bos):
    version = bos.pay_plan.versions.get()
    answer = signed_in("fay").post(
        f"/api/v1/pay-versions/{version.pk}/replay", {"year": 2025}, "application/json"
    )
    result = json.loads(answer.content)["result"]
    ledger = ledger_for(user("fay"))
    [held] = plans_between(START, date(2026, 1, 1))
    world, problems = world_of(
        held.text, credits_of_persons(ledger, held.text, ledger.as_of),
        quotas_of_persons(ledger, held.text), ledger.as_of,
    )  # fmt: skip
    assert problems == [] and int(calculated(world).entitled.sum()) == 2000
    assert (result["cost"], result["before"], result["sold"]) == ("20.00", "20.00", "1000")
    assert [(one["person"], one["pay"]) for one in result["people"]] == [("bo", "20.00")]


def test_who_gains_and_who_loses_is_told_by_name_to_whoever_may_see_their_pay(signed_in, user, bos):
    version = bos.pay_plan.versions.get()
    changed = version.content.replace("0.02", "0.03")
    other = draft_pay_version(actor=user("olga"), plan_id=bos.pay_plan_id, content=changed)
    at = f"/pay-plans/versions/{other.pk}"
    signed_in("fay").post(f"{at}/replay", {"year": 2025, "against": version.pk})
    assert PayStudy.objects.get().result["before"] == "20.00"
    shown = read(signed_in("fay").get(f"{at}/compare"))
    assert "1 人多拿，共 ¥10" in shown and "0.02" in shown and "Bo" in shown
    hidden = read(signed_in("olga").get(f"{at}/compare"))
    assert "人多拿" not in hidden and "合计会透露其中一人的薪酬" in hidden
    study = PayStudy.objects.get()
    told = json.loads(signed_in("olga").get(f"/api/v1/pay-studies/{study.pk}").content)
    assert "pay" not in told["result"]["people"][0] and told["result"]["cost"] is None
    assert told["result"]["before"] is None and told["result"]["sold"] == "1000"
    assert signed_in("cy").get(f"/pay-plans/studies/{study.pk}").status_code == 403


def test_a_simulation_on_the_targets_costs_the_rate_of_what_is_sold(signed_in, user, bos):
    plan = drafted(user)
    version = bos.pay_plan.versions.get()
    answer = signed_in("fay").post(
        f"/pay-plans/versions/{version.pk}/simulate",
        {"plan_id": plan.pk, "growth": 0, "spread": 5, "against": ""},
    )
    assert answer.status_code == 302, read(answer, 422)
    [one] = PayStudy.objects.get().result["outcomes"]
    assert Decimal(one["cost_share"]) == Decimal("0.02")
    shown = read(signed_in("fay").get(answer.url))
    assert "费用率 2.0%" in shown and "p90" in shown


def test_targets_that_do_not_come_out_are_told_and_not_simulated(signed_in, user, bos):
    plan = drafted(user)
    plan.goals.get().stances.all().update(weights={})
    version = bos.pay_plan.versions.get()
    answer = signed_in("fay").post(
        f"/api/v1/pay-versions/{version.pk}/simulate", {"plan_id": plan.pk}, "application/json"
    )
    assert answer.status_code == 422 and "no_weights" in answer.content.decode()
    assert not PayStudy.objects.exists()


def test_a_study_of_many_people_is_left_to_the_worker(signed_in, user, bos, monkeypatch):
    from salesops.web.pay_plans.actions import studies

    monkeypatch.setattr(studies, "QUICK_PEOPLE", 0)
    version = bos.pay_plan.versions.get()
    at = signed_in("fay").post(f"/pay-plans/versions/{version.pk}/replay", {"year": 2025}).url
    study = PayStudy.objects.get()
    assert study.state == "waiting" and "正在测算" in read(signed_in("fay").get(at))
    studies.run_study.func(study.pk)
    assert "这一年要付 ¥20" in read(signed_in("fay").get(at))


def test_a_pool_is_begun_with_its_members_by_equal_parts(signed_in):
    said = {"template": "team_pool", "name": "团队奖金", "currency": "CNY", "year": 2026,
            "target_pay": "80000", "rate": "2"}  # fmt: skip
    browser = signed_in("olga")
    assert "请选择由谁分享奖金池" in read(browser.post("/pay-plans/new", said), 422)
    answer = browser.post("/pay-plans/new", {**said, "members": ["bo", "cy"]})
    version = PayPlanVersion.objects.get()
    assert version.text.versions[0].components[0].shares == {
        "bo": Decimal("0.5"),
        "cy": Decimal("0.5"),
    }
    assert version.place == "CN"
    told = read(browser.get(answer.url.removesuffix("/edit")))
    assert "Bo：50%" in told and "达成 100% 拿 ¥2.0 万" in told


def test_nobody_reads_the_relief_or_the_share_of_a_colleague(signed_in, user, bos):
    version = bos.pay_plan.versions.get()
    relief = ('relief = [{ payee = "%s", starts_on = 2025-02-01, ends_before = 2025-03-01, '
              'share = "0.5", reason = "%s" }]\n[[versions.components]]')  # fmt: skip
    for payee, reason in (("cy", "照顾家人"), ("bo", "外派培训")):
        content = version.content.replace("[[versions.components]]", relief % (payee, reason), 1)
        PayPlanVersion.objects.filter(pk=version.pk).update(content=content)
        told = [signed_in("bo").get(f"/pay-plans/papers/{bos.pk}"),
                signed_in("bo").get(f"/pay-plans/versions/{version.pk}"),
                signed_in("bo").get(f"/api/v1/pay-versions/{version.pk}")]  # fmt: skip
        assert [reason in read(answer) for answer in told] == [payee == "bo"] * 3
        assert reason in read(signed_in("olga").get(f"/pay-plans/versions/{version.pk}"))


def test_a_last_day_stays_when_a_target_pay_is_changed_in_the_form_as_it_stands(
    signed_in, user, bos
):
    browser, at = signed_in("fay"), f"/pay-plans/{bos.pay_plan_id}"
    browser.post(f"/pay-plans/people/{bos.pk}", {"ends_on": "2080-05-31", "target_pay": "9123"})
    bos.refresh_from_db()
    assert bos.ends_before == date(2080, 6, 1)
    assert f'id="e-{bos.pk}" name="ends_on" value="2080-05-31"' in read(browser.get(at))


def test_an_example_whose_pay_was_left_empty_is_worked_out_and_a_wrong_one_is_told(
    signed_in, draft
):
    browser, at = signed_in("olga"), f"/pay-plans/versions/{draft.pk}/edit"
    example = "versions.0.examples.0."
    said = {**typed(browser, at), example + "sold": ["500000"], example + "quota": ["1000000"]}
    assert browser.post(at, said).status_code == 302
    draft.refresh_from_db()
    assert draft.text.versions[0].examples[0].pays == 50_000
    wrong = {**typed(browser, at), example + "pays": ["1"]}
    beside = browser.post(f"/pay-plans/versions/{draft.pk}/beside", wrong)
    assert "50000" in read(beside).replace(",", "")


def test_the_schema_of_a_plan_is_for_whoever_reads_every_plan(signed_in):
    told = json.loads(signed_in("eve").get("/api/v1/pay-plan-schema").content)
    assert told["title"] == "Plan" and "versions" in told["required"]
    assert signed_in("bo").get("/api/v1/pay-plan-schema").status_code == 403
