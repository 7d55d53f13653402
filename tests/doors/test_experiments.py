"""Experiments: designed, started, a lead in an arm when it arrives, one page with the word."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from salesops.causal.experiments import arm_of
from salesops.web.access import Forbidden, Owner
from salesops.web.changing import Unfit
from salesops.web.crm.actions.leads import receive_lead
from salesops.web.imports.actions import import_file
from salesops.web.problems import Conflict, Refused
from salesops.web.process import experiment_actions as actions
from salesops.web.process.experiment_models import Assignment, Experiment
from salesops.web.workspace.models import AuditEntry
from tests.doors.reading import read

pytestmark = pytest.mark.django_db
DESIGN = {
    "name": "先谈价值", "control": "先报价", "treatment": "先问痛点，再报价", "source": "",
    "goal": "converted", "horizon_days": 30, "base_rate": 0.3, "effect": 0.1, "share": 0.5,
}  # fmt: skip


@pytest.fixture
def experiment(home, user):
    return actions.design_experiment(actor=user("olga"), values=DESIGN)


def lead(user, number, **values):
    told = {"name": f"客户{number}", **values}
    return receive_lead(actor=user("bo"), values=told, lead_id=f"N{number}").lead


def test_a_lead_is_put_into_an_arm_when_it_arrives_and_never_before_the_start(experiment, user):
    lead(user, 0)
    actions.start_experiment(actor=user("olga"), experiment_id=experiment.pk)
    arrived = [lead(user, n) for n in range(1, 9)]
    kept = dict(Assignment.objects.values_list("lead_id", "arm"))
    assert kept == {one.pk: arm_of(one.pk, experiment.pk) for one in arrived}
    actions.stop_experiment(actor=user("olga"), experiment_id=experiment.pk, conclusion="不推广")
    lead(user, 9)
    assert Assignment.objects.count() == 8
    done = AuditEntry.objects.filter(table="experiments").values_list("action", flat=True)
    assert set(done) == {"design_experiment", "start_experiment", "stop_experiment"}


def test_leads_from_a_file_join_as_others_do_but_not_those_received_before(
    experiment, user, tmp_path
):
    actions.start_experiment(actor=user("olga"), experiment_id=experiment.pk)
    later = timezone.localtime() + timedelta(minutes=5)
    file = tmp_path / "leads.csv"
    rows = ["NEW1", f"{later:%Y-%m-%dT%H:%M:%S}"], ["NEW2", f"{later:%Y-%m-%dT%H:%M:%S}"]
    old = ["OLD", "2024-01-01T09:00:00"]
    lines = [f"{key},{at},甲" for key, at in (*rows, old)]
    file.write_text("lead_id,received_at,company\n" + "\n".join(lines) + "\n", encoding="utf-8")
    for _ in range(2):
        import_file(actor=Owner(), table="leads", source=file)
    kept = dict(Assignment.objects.values_list("lead_id", "arm"))
    assert kept == {key: arm_of(key, experiment.pk) for key in ("NEW1", "NEW2")}


def test_a_design_is_changed_until_it_starts_on_its_page_and_by_rest(
    experiment, signed_in, token, user
):
    where = f"/process/experiments/{experiment.pk}"
    olga = signed_in("olga")
    assert f'href="{where}/change"' in read(olga.get(where))
    page = read(olga.get(f"{where}/change"))
    assert "先问痛点" in page and "条线索" in page
    said = DESIGN | {"base_rate": "25", "effect": "5", "share": "40", "version": "1"}
    assert olga.post(f"{where}/change", said).status_code == 302
    kept = Experiment.objects.get()
    assert (kept.base_rate, kept.share, kept.version) == (0.25, 0.4, 2)
    assert signed_in("ada").get(f"{where}/change").status_code == 403
    keys = token("olga", "process:read", "process:write")
    change = {"effect": 0.08, "version": 2}
    rest = f"/api/v1{where}"
    done = Client().patch(rest, change, "application/json", headers=keys).json()
    assert (done["effect"], done["base_rate"]) == (0.08, 0.25)
    olga.post(f"{where}/start", {"version": "3"})
    assert Client().patch(rest, change, "application/json", headers=keys).status_code in (409, 422)
    assert f'href="{where}/change"' not in read(olga.get(where))


def test_only_leads_of_its_source_join_and_two_at_once_may_not_share_leads(user, home):
    olga = user("olga")
    web, fair, any_ = (
        actions.design_experiment(actor=olga, values={**DESIGN, "source": source})
        for source in ("官网", "展会", "")
    )
    actions.start_experiment(actor=olga, experiment_id=web.pk)
    actions.start_experiment(actor=olga, experiment_id=fair.pk)
    with pytest.raises(Refused):
        actions.start_experiment(actor=olga, experiment_id=any_.pk)
    lead(user, 1, source="官网")
    lead(user, 2)
    assert list(Assignment.objects.values_list("experiment_id", "lead_id")) == [(web.pk, "N1")]


def test_once_begun_the_design_stands(experiment, user):
    olga = user("olga")
    changed = actions.change_experiment(
        actor=olga, experiment_id=experiment.pk, version=1, values={"effect": 0.2}
    )
    assert changed.effect == 0.2
    with pytest.raises(Conflict):
        actions.start_experiment(actor=olga, experiment_id=experiment.pk, version=1)
    actions.start_experiment(actor=olga, experiment_id=experiment.pk, version=2)
    with pytest.raises(Refused):
        actions.change_experiment(
            actor=olga, experiment_id=experiment.pk, version=3, values={"effect": 0.01}
        )
    with pytest.raises(Refused):
        actions.start_experiment(actor=olga, experiment_id=experiment.pk)


@pytest.mark.parametrize(("field", "value"), [("base_rate", 1.5), ("share", 0.0), ("goal", "luck"),
                                              ("horizon_days", 0), ("name", "")])  # fmt: skip
def test_a_design_that_cannot_be_kept_is_refused(user, home, field, value):
    with pytest.raises(Unfit):
        actions.design_experiment(actor=user("olga"), values={**DESIGN, field: value})
    with pytest.raises(Refused):
        actions.design_experiment(actor=user("olga"), values={**DESIGN, "effect": 0.9})


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "eve"])
def test_only_sales_operations_designs(user, home, name):
    with pytest.raises(Forbidden):
        actions.design_experiment(actor=user(name), values=DESIGN)
    assert not Experiment.objects.exists()


def test_the_page_says_what_it_needs_and_then_that_nothing_can_be_told_yet(
    signed_in, user, experiment
):
    browser = signed_in("olga")
    page = read(browser.get("/process/experiments/new", {"base_rate": "30", "effect": "10"}))
    assert "条线索" in page
    assert "未开始" in read(browser.get(f"/process/experiments/{experiment.pk}"))
    browser.post(f"/process/experiments/{experiment.pk}/start", {"version": "1"})
    lead(user, 1)
    words = DESIGN[arm_of("N1", experiment.pk)]
    assert words in read(signed_in("bo").get("/leads/N1"))
    page = read(browser.get(f"/process/experiments/{experiment.pk}"))
    assert "还不能下结论" in page and "还没有线索到期" in page
    refused = browser.post(f"/process/experiments/{experiment.pk}/start", {"version": "2"})
    assert 'role="alert"' in read(refused, 422)
    assert signed_in("bo").get(f"/process/experiments/{experiment.pk}").status_code == 403
    assert browser.get("/process/experiments/none").status_code == 404


def test_a_form_that_is_not_filled_in_keeps_what_was_typed(signed_in, home):
    typed = {"name": "试验甲", "effect": "很多", "base_rate": "20"}
    page = read(signed_in("olga").post("/process/experiments/new", typed), 422)
    assert "试验甲" in page and 'class="errors"' in page


def test_rest_designs_starts_and_tells(token, user, home):
    keys = token("olga", "process:read", "process:write")
    made = Client().post("/api/v1/process/experiments", DESIGN, "application/json", headers=keys)
    where = f"/api/v1/process/experiments/{made.json()['experiment_id']}"
    needs = Client().get(where, headers=keys).json()["needs"]
    assert needs["leads"] > needs["fixed"] > 500
    begun = Client().post(f"{where}/start", {"version": 1}, "application/json", headers=keys)
    assert begun.json()["status"] == "running"
    Experiment.objects.update(started_at=timezone.now() - timedelta(days=400))
    for number, arm in enumerate(("control", "treatment")):
        one = lead(user, number)
        Assignment.objects.filter(lead=one).delete()
        Assignment.objects.create(experiment_id=made.json()["experiment_id"], lead=one, arm=arm)
    found = Client().get(where, headers=keys).json()["verdict"]
    assert found["kind"] == "cannot_tell"
    assert found["control"] == {"assigned": 1, "decided": 0, "succeeded": 0, "rate": None}
    assert found["low"] is None and found["planned"] > 500
