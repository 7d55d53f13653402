"""Interventions: declared before looking, judged as declared, kept from who may not see all."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from salesops.causal.effects import effect
from salesops.incentives.plan_file import toml
from salesops.incentives.rules import Spiff
from salesops.incentives.templates import TEMPLATES, Asked
from salesops.incentives.tiers import Tier
from salesops.web.access import Forbidden
from salesops.web.effects import (
    actions,
    declaring_views,
    kept,
    looking,
    moving,
    views,
    working_out,
)
from salesops.web.effects.boundaries import Boundary, boundaries
from salesops.web.effects.looking import Seen, Unfit, look, outlook
from salesops.web.effects.models import Intervention
from salesops.web.effects.panels import MONTH
from salesops.web.effects.sources import sources, starts_from
from salesops.web.effects.thresholds import QUOTA, Threshold, thresholds
from salesops.web.honours.models import Award
from salesops.web.pay_plans.models import PayAssignment, PayPlan, PayPlanVersion
from salesops.web.people.models import Person, Position, Team
from salesops.web.problems import Conflict, Refused
from salesops.web.workspace.models import AuditEntry
from tests.doors.effecting import DECLARED, STARTS_ON, TREATED, figures
from tests.doors.reading import read
from tests.doors.shell import run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger(home, tmp_path, monkeypatch):
    """The figures of ten sellers; a test may ask for others."""
    made = figures(tmp_path)
    monkeypatch.setattr(looking, "ledger_of", made)
    monkeypatch.setattr(views, "ledger_for", made)
    monkeypatch.setattr(declaring_views, "ledger_for", made)
    return monkeypatch


@pytest.fixture
def declared(user):
    return actions.declare_intervention(actor=user("olga"), values=DECLARED)


def test_a_lift_worked_and_the_page_says_so(declared, signed_in, user):
    seen = look(user("olga"), declared)
    assert isinstance(seen, Seen) and seen.effect.kind == "worked"
    assert seen.effect.estimate.low <= 500 <= seen.effect.estimate.high
    told = read(signed_in("olga").get(f"/effects/{declared.pk}"))
    assert "有效：每个单位每期" in told and "阀门专项" in told
    assert "声明晚于开始" in told and "写下结论" in told
    assert {guard.name for guard in seen.guards} >= {"discount_rate", "return_rate"}
    assert "写下结论" not in read(signed_in("eve").get(f"/effects/{declared.pk}"))


def test_what_could_be_found_is_told_and_kept_before_launch(declared, signed_in):
    assert declared.power["effect"] < 500 and declared.power["treated"] == 3
    form = {"name": "x", "kind": "spiff", "level": "person", "treated": ["bo", "p1", "p2"],
            "starts_on": "2026-01-01", "metric": "net_revenue", "better": "higher",
            "method": "did", "worth": "0", "months_before": "12", "months_after": "4"}  # fmt: skip
    told = read(signed_in("olga").get("/effects/declare", form))
    assert "10 个单位中 3 个、4 期" in told
    assert Intervention.objects.count() == 1


def test_the_form_declares_once_and_staggered(signed_in):
    form = {"name": "分批", "kind": "plan", "level": "person", "treated": ["bo"],
            "starts_on": "2026-01-01", "staged": "P1, 2026-03\np2\t2026-04-09",
            "metric": "net_revenue", "better": "lower", "method": "did", "worth": "0",
            "months_before": "12", "months_after": "4"}  # fmt: skip
    olga = signed_in("olga")
    assert "写明从哪个月开始" in read(olga.post("/effects/declare", {**form, "starts_on": ""}), 422)
    told = read(olga.post("/effects/declare", {**form, "staged": "P1\nnobody, 2026-03"}), 422)
    assert "1: “P1”读不出团队或人员和月份" in told and "2: 没有“nobody”" in told
    assert "不是一个月的第一天" in read(
        olga.post("/effects/declare", {**form, "starts_on": "2026-01-05"}), 422
    )
    assert olga.post("/effects/declare", form).status_code == 302
    one = Intervention.objects.get()
    # Whoever begins within a month is judged from the first that is whole.
    assert one.treated == {"p1": "2026-03-01", "bo": "2026-01-01", "p2": "2026-05-01"}
    assert one.is_before_looking and not one.higher_is_better
    assert "第一个整月于 2026-02-01 结束" in read(olga.get(f"/effects/{one.pk}"))


def test_starts_are_read_from_a_file_and_shown_before_anything_is_kept(signed_in):
    names = "人员,月份\nBO,2026-01\np1,2026-02-01\np2,2026-03\n".encode("gb18030")
    form = {"name": "x", "kind": "spiff", "level": "person", "metric": "net_revenue",
            "better": "higher", "method": "did", "worth": "0", "months_before": "12",
            "months_after": "4", "read": "1",
            "file": SimpleUploadedFile("名单.csv", names)}  # fmt: skip
    told = read(signed_in("olga").post("/effects/declare", form))
    assert "BO, 2026-01 p1, 2026-02-01 p2, 2026-03" in told
    assert not Intervention.objects.exists()


def with_spiff():
    """A plan's text with a SPIFF from September on."""
    text = TEMPLATES["linear"].plan(Asked(name="新方案", currency="CNY", year=2025))
    (version,) = text.versions
    spiff = Spiff(name="冲刺", basis=("booked",), accumulate="transaction", amount=Decimal(800),
                  at_least=Decimal(1), starts_on=date(2025, 9, 1))  # fmt: skip
    parts = (*version.components, spiff)
    return toml(replace(text, versions=(replace(version, components=parts),)))


def test_a_plan_change_takes_its_people_and_days_from_the_assignments(signed_in, user):
    plan = PayPlan.objects.create(plan_id="PP", name="新方案")
    PayPlanVersion.objects.create(
        version_id="PV", pay_plan=plan, number=2, content=with_spiff(), digest="x",
        starts_on=STARTS_ON, ends_before=date(2026, 1, 1),
    )  # fmt: skip
    Person.objects.filter(pk="p2").update(hired_on=date(2025, 6, 1))
    for name, day in (("bo", "2024-01-01"), ("p1", "2025-08-10"), ("p2", "2025-07-01")):
        PayAssignment.objects.create(
            assignment_id=name, pay_plan=plan, person_id=name, starts_on=day
        )
    found = {one.key: starts_from(one) for one in sources(user("olga"))}
    # Bo was there before it: from its first day; P1 from the month after; P2 has no past.
    assert found["plan:PV"] == ({"bo": STARTS_ON, "p1": date(2025, 9, 1)}, 1)
    september = date(2025, 9, 1)
    assert found["spiff:PV:冲刺"] == ({"bo": september, "p1": september}, 1)
    told = read(signed_in("olga").get("/effects/declare", {"from": "plan:PV"}))
    assert "(bo), 2025-07 P1 (p1), 2025-09" in told
    assert "1 人" in told and "不参加评估" in told


def test_results_are_looked_at_where_the_plans_in_force_jump(user):
    text = TEMPLATES["tiered"].plan(Asked(name="季度奖", currency="CNY", year=2025))
    plan = PayPlan.objects.create(plan_id="PQ", name="季度奖")
    PayPlanVersion.objects.create(
        version_id="PQ1", pay_plan=plan, number=1, content=toml(text), digest="x",
        status="approved", starts_on=date(2025, 1, 1), ends_before=date(2026, 1, 1),
    )  # fmt: skip
    PayAssignment.objects.create(
        assignment_id="q", pay_plan=plan, person_id="bo", starts_on="2025-01-01"
    )
    assert thresholds({"cy"}, STARTS_ON, date(2025, 12, 1)) == [QUOTA]
    assert thresholds({"bo"}, STARTS_ON, date(2025, 12, 1)) == [
        QUOTA, Threshold("quarter", Decimal("0.8")), Threshold("quarter", Decimal(1)),
    ]  # fmt: skip


def test_ends_and_amounts_are_those_of_the_plans_in_force(user):
    text = TEMPLATES["tiered"].plan(Asked(name="半年奖", currency="CNY", year=2025))
    (version,) = text.versions
    of = replace(
        version.components[0], accumulate="half", tier_unit="amount",
        tiers=(Tier(ends=Decimal(60000), rate=Decimal("0.01")),
               Tier(starts=Decimal(60000), rate=Decimal("0.02"))),
    )  # fmt: skip
    text = replace(text, versions=(replace(version, components=(of,)),), year_starts_in=4)
    plan = PayPlan.objects.create(plan_id="PH", name="半年奖")
    PayPlanVersion.objects.create(
        version_id="PH1", pay_plan=plan, number=1, content=toml(text), digest="x",
        status="approved", starts_on=date(2025, 1, 1), ends_before=date(2026, 1, 1),
    )  # fmt: skip
    PayAssignment.objects.create(
        assignment_id="h", pay_plan=plan, person_id="bo", starts_on="2025-01-01"
    )
    month, half = boundaries({"bo"}, STARTS_ON, date(2025, 12, 1))
    assert month == Boundary()
    assert [half.is_end(f"2025-{month:02}") for month in (3, 6, 9, 12)] == [True, False] * 2
    assert (half.label("zh"), half.label("en")) == ("半年末", "half-year ends")
    assert boundaries({"cy"}, STARTS_ON, date(2025, 12, 1)) == [Boundary()]
    amount = Threshold("half", Decimal(60000), is_amount=True, year_starts_in=4)
    assert thresholds({"bo"}, STARTS_ON, date(2025, 12, 1)) == [amount, QUOTA]
    assert amount.label("en") == "60,000 each half-year"


def test_what_each_sold_before_and_after_month_ends_is_read_by_working_days(
    declared, user, monkeypatch
):
    # Everybody sells on one day of the 10th to the 19th, and no month has more working days.
    monkeypatch.setattr(moving, "LEAST_MIDDLE", 1)
    seen = look(user("olga"), declared)
    around = moving.Around(looking.ledger_of(user("olga")), declared, seen.effect.panel, MONTH)
    excess, dip = (dict(zip(seen.effect.panel.units, table, strict=True))
                   for table in (around.each.excess, around.each.dip))  # fmt: skip
    assert (excess["p8"] > 0).sum() > 8 and (dip["bo"] < 0).sum() > 4
    assert sum(start is not None for start in around.each.starts) == len(TREATED)
    assert [one.boundary for one in seen.moved] == [Boundary()]


def test_an_award_of_some_teams_is_judged_by_these_teams(user):
    award = Award.objects.create(
        award_id="A", name="冲刺", every="month", best=1, teams=["T1"], starts_on=date(2025, 8, 4)
    )
    (source,) = [one for one in sources(user("olga")) if one.key == f"award:{award.pk}"]
    assert (source.level, starts_from(source)) == ("team", ({"T1": date(2025, 9, 1)}, 0))


def test_an_award_is_judged_by_people_where_they_came_to_its_teams_at_different_times(user):
    Team.objects.create(team_id="T1", name="T1", path="T1")
    award = Award.objects.create(
        award_id="A", name="冲刺", every="month", best=1, teams=["T1"], starts_on=date(2025, 8, 4)
    )
    for name, starts, ends in (("bo", None, None), ("p1", date(2025, 9, 10), None),
                               ("p2", None, date(2025, 8, 1))):  # fmt: skip
        Position.objects.create(
            position_id=f"{name}-1", person_id=name, team_id="T1", starts_on=starts,
            ends_before=ends,
        )  # fmt: skip
    teams, people = [one for one in sources(user("olga")) if one.kind == "award"]
    assert {teams.level, people.level} == {"team", "person"}
    people = max(teams, people, key=lambda one: one.level == "person")
    assert people.key == f"award-people:{award.pk}"
    assert starts_from(people) == ({"bo": date(2025, 9, 1), "p1": date(2025, 10, 1)}, 0)


def test_estimates_are_thrown_away_with_what_they_were_of(declared, user, home):
    one = user("olga")
    look(one, declared)
    folder = kept.cache_folder() / "effects" / declared.pk
    held = set(folder.iterdir())
    (folder / "of-older-figures.json").write_text("{}")
    (kept.cache_folder() / "effect-old.json").write_text("{}")
    look(one, declared)
    assert set(folder.iterdir()) == held and held
    working_out.count_ahead()
    assert not (kept.cache_folder() / "effect-old.json").exists() and folder.exists()
    actions.withdraw_intervention(actor=one, intervention_id=declared.pk)
    working_out.count_ahead()
    assert not folder.exists()


def test_every_check_opens_to_what_it_is_made_of(declared, signed_in):
    whole = signed_in("olga").get(f"/effects/{declared.pk}").content.decode()
    told = whole.partition("<main")[2]
    links = [unescape(href) for href in re.findall(r'href="(/ask\?[^"]*)"', told)]
    asked = [parse_qs(urlsplit(href).query) for href in links]
    metrics = {one["metrics"][0] for one in asked}
    assert metrics >= {"net_revenue", "discount_rate", "return_rate", "attainment"}
    assert asked[0]["by"] == ["people.person_id", "calendar.month"]
    assert all(name in " ".join(asked[0]["where"]) for name in TREATED)
    assert "提前签单" in told and "门槛堆积" in told and "95% 区间" in told


def test_what_takes_long_is_worked_out_by_the_worker_and_kept(declared, signed_in, user, ledger,
                                                              tmp_path):  # fmt: skip
    for module in (kept, working_out):
        ledger.setattr(module, "cache_folder", lambda: tmp_path / "cache")
    ledger.setattr(looking, "MOST_SECONDS", 0.0)
    olga = signed_in("olga")
    for _look in range(2):
        told = read(olga.get(f"/effects/{declared.pk}"))
        assert "正在计算截至 2025-10-31 的结果" in told and "有效：" not in told
    (job,) = DBTaskResult.objects.filter(task_path__endswith="run_effect")
    assert job.args_kwargs["args"] == [declared.pk, user("olga").pk]
    working_out.run_effect.func(declared.pk, user("olga").pk)
    assert "有效：每个单位每期" in read(olga.get(f"/effects/{declared.pk}"))
    seen = look(user("olga"), declared)
    direct = effect(seen.effect.panel, declared.declared).estimate
    assert (seen.effect.estimate.low, seen.effect.estimate.p) == (direct.low, direct.p)


def test_only_operations_declare_and_only_who_sees_all_figures_looks(declared, user, signed_in):
    for name in ("ada", "bo", "adam", "eve", "fay"):
        with pytest.raises(Forbidden):
            actions.declare_intervention(actor=user(name), values=DECLARED)
    for name, status in (("ada", 403), ("bo", 403), ("adam", 403), ("fay", 200), ("eve", 200)):
        assert signed_in(name).get(f"/effects/{declared.pk}").status_code == status
        assert signed_in(name).get("/effects").status_code == status


@pytest.mark.parametrize(("change", "code"), [
    ({"treated": {}}, "intervention_nobody_treated"),
    ({"treated": {"nobody": "2025-07-01"}}, "intervention_unknown_unit"),
    ({"treated": {"bo": "2025-07-02"}}, "intervention_not_a_month"),
    ({"compared": ["bo", "cy"]}, "intervention_both_sides"),
    ({"compared": ["cy"]}, "intervention_few_others"),
    ({"treated": {"ada": "2025-07-01"}}, "intervention_treated_without_figures"),
    ({"metric": "moon"}, "intervention_unknown_choice"),
])  # fmt: skip
def test_what_could_never_be_judged_is_refused_by_name(user, change, code):
    with pytest.raises(Refused) as refusal:
        actions.declare_intervention(actor=user("olga"), values={**DECLARED, **change})
    assert refusal.value.problem.code == code
    assert not Intervention.objects.exists()


def test_it_is_concluded_or_withdrawn_once(declared, user, signed_in):
    olga = user("olga")
    address = f"/effects/{declared.pk}"
    assert signed_in("eve").post(f"{address}/withdraw").status_code == 403
    with pytest.raises(Conflict):
        actions.withdraw_intervention(actor=olga, intervention_id=declared.pk, version=7)
    assert signed_in("olga").post(f"{address}/conclude", {"conclusion": ""}).status_code == 422
    done = signed_in("olga").post(f"{address}/conclude", {"conclusion": "推广", "version": "1"})
    assert done.status_code == 302
    assert "推广" in read(signed_in("eve").get(address))
    with pytest.raises(Refused):
        actions.withdraw_intervention(actor=olga, intervention_id=declared.pk)
    did = AuditEntry.objects.filter(table="interventions").values_list("action", flat=True)
    assert sorted(did) == ["conclude_intervention", "declare_intervention"]


def test_the_file_tells_the_command_line_the_same(declared, user, signed_in, tmp_path):
    answer = signed_in("fay").get(f"/effects/{declared.pk}/panel.csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 10 * 22 and sum(int(row["treated"]) for row in rows) == 3 * 4
    path = tmp_path / "panel.csv"
    path.write_text(content, encoding="utf-8")
    said = run("effect", path, "--unit", "unit", "--time", "month", "--value", "value",
               "--treated", "treated", "--json")  # fmt: skip
    seen = look(user("olga"), declared)
    assert said.json["effect"] == pytest.approx(seen.effect.estimate.size, abs=1e-6)
    assert said.json["low"] == pytest.approx(seen.effect.estimate.low, abs=1e-6)


def test_figures_from_after_the_start_do_not_move_what_was_foreseen(declared, user, ledger,
                                                                     tmp_path):  # fmt: skip
    (tmp_path / "flat").mkdir()
    before = outlook(user("olga"), declared).power
    ledger.setattr(looking, "ledger_of", figures(tmp_path / "flat", lift=0))
    assert outlook(user("olga"), declared).power == before
    flat = look(user("olga"), declared)
    assert isinstance(flat, Seen) and flat.effect.kind != "worked"


def test_who_left_in_between_is_named_and_nothing_is_judged(declared, user, signed_in):
    Person.objects.filter(pk="p1").update(left_on=STARTS_ON)
    found = look(user("olga"), declared)
    assert isinstance(found, Unfit) and found.missing == ("p1",)
    assert "P1" in read(signed_in("olga").get(f"/effects/{declared.pk}"))


def test_rest_declares_looks_and_rehearses(token, client):
    olga, eve = token("olga", "read", "write"), token("eve", "read", "write")
    query = {"treated": list(TREATED), "starts_on": "2026-01-01", "level": "person",
             "months_before": 12, "months_after": 4}  # fmt: skip
    power = client.get("/api/v1/effects/power", query, headers=olga).json()
    assert power["treated"] == 3 and power["units"] == 10 and power["effect"] > 0
    made = client.post("/api/v1/effects", DECLARED, content_type="application/json", headers=olga)
    assert made.status_code == 200, made.json()
    address = f"/api/v1/effects/{made.json()['intervention_id']}"
    seen = client.get(address, headers=eve).json()
    assert seen["effect"]["verdict"] == "worked"
    assert seen["effect"]["snapshot_id"] == "made"
    assert [row["since"] for row in seen["effect"]["figures"]["events"]][-1] == 3
    refused = client.post(f"{address}/withdraw", {}, content_type="application/json", headers=eve)
    assert refused.status_code == 403
