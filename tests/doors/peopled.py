"""Bo's and Cy's own records in the world: one of every kind, made as people make them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

PHONES = {"bo": "13811112222", "cy": "13933334444"}
ACCOUNTS = {"bo": "A1", "cy": "A2"}
AMOUNTS = {"bo": 777000, "cy": 666000}
WORDS = {"bo": "蓝鲸", "cy": "白鹭"}
"""In every name and text of somebody's records, and in nobody else's."""


@dataclass(frozen=True)
class Held:
    """What somebody has, by the names addresses have for ids."""

    ids: Mapping[str, Any]
    secrets: tuple[str, ...]
    """What tells a stranger that it is there: ids, names and numbers."""
    others: Mapping[str, Any] = field(default_factory=dict)


def records_of(name: str) -> Held:
    """One record of each kind for Bo or Cy."""
    from salesops.web.crm.actions import (
        activities,
        contacts,
        deals,
        files,
        leads,
        notes,
        tasks,
    )  # fmt: skip
    from salesops.web.crm.models import Stage
    from salesops.web.people.models import User
    from salesops.web.workspace.actions import issue_token
    from salesops.web.workspace.models import AuditEntry

    who = User.objects.get(username=name)
    word, account = WORDS[name], ACCOUNTS[name]
    about = {"account_id": account}
    contact = contacts.create_contact(
        actor=who, account_id=account, contact_id=f"K-{name}",
        values={"name": f"{word}联系人", "phone": PHONES[name], "email": f"{name}@whale.example"},
    )  # fmt: skip
    opened = {
        "name": f"{word}泵站", "account_id": account, "amount": Decimal(AMOUNTS[name]),
        "expected_close_on": date(2030, 1, 1),
    }  # fmt: skip
    deal = deals.open_deal(actor=who, values=opened, deal_id=f"D-{name}")
    lead = leads.receive_lead(
        actor=who, lead_id=f"L-{name}", owner_id=name, received_at=timezone.now(),
        values={"company": f"{word}工业", "name": f"{word}先生", "phone": PHONES[name][::-1]},
    ).lead  # fmt: skip
    activity = activities.log_activity(
        actor=who, given={**about, "deal_id": deal.pk},
        said=activities.Said(kind="call", direction="outbound", summary=f"{word}电话"),
    )  # fmt: skip
    task = tasks.add_task(actor=who, title=f"{word}任务", given=about, owner_id=name)
    note = notes.add_note(actor=who, body=f"{word}备注", given=about)
    file = SimpleUploadedFile(f"{word}.txt", word.encode())
    attachment = files.attach_file(actor=who, file=file, given=about)
    issue_token(actor=who, user=who, name="报表")
    ids = {
        "account_id": account, "contact_id": contact.pk, "deal_id": deal.pk, "lead_id": lead.pk,
        "activity_id": activity.pk, "task_id": task.pk, "note_id": note.pk,
        "attachment_id": attachment.pk, "person_id": name, "user_id": who.pk,
        "token_id": who.tokens.get().pk, "record_id": deal.pk, "case_id": deal.pk,
        "pipeline_id": deal.pipeline_id,
        "entry_id": AuditEntry.objects.filter(table="deals", record_id=deal.pk).latest("pk").pk,
        "stage_id": Stage.objects.filter(pipeline=deal.pipeline_id).earliest("position").pk,
    }  # fmt: skip
    secrets = (
        word, PHONES[name], PHONES[name][::-1], contact.pk, deal.pk, lead.pk, activity.pk, task.pk,
        note.pk, attachment.pk, f"{name}@whale.example", str(AMOUNTS[name]),
    )  # fmt: skip
    return Held(ids, secrets)


def company_ids() -> dict[str, Any]:
    """Ids of what is everybody's: pools, rules, imports, kept views, and the like."""
    from salesops.web.crm.actions.pool_rules import make_pool
    from salesops.web.crm.models import SavedView
    from salesops.web.imports.models import Batch, ImportJob
    from salesops.web.people.models import Delegation, Person, Team, User

    olga, bo = User.objects.get(username="olga"), User.objects.get(username="bo")
    pool = make_pool(actor=olga, values={"name": "公海"}, pool_id="POOL")
    batch = Batch.objects.filter(table="orders").get()
    job = ImportJob.objects.create(
        table="regions", filename="r.csv", upload="gone/r.csv", size=1, made_at=timezone.now(),
        made_by=olga,
    )  # fmt: skip
    view = SavedView.objects.create(
        owner=bo, list_name="accounts", name="自己的", query="", made_at=timezone.now(),
    )  # fmt: skip
    absent = Delegation.objects.create(
        absent=Person.objects.get(pk="bo"), stand_in=Person.objects.get(pk="ada"),
        starts_on=date(2030, 1, 1), ends_before=date(2030, 2, 1), made_at=timezone.now(),
    )  # fmt: skip
    return {
        "plan_id": plan_of_all(olga), "pool_id": pool.pk, "batch_id": batch.pk, "job_id": job.pk,
        "view_id": view.pk, **tried(), **paid_by(), **paid_once(),
        "delegation_id": absent.pk, "team_id": Team.objects.get(path="销售部/一组/甲队").pk,
    }  # fmt: skip


def tried() -> dict[str, Any]:
    """An experiment, customers to be shared out anew, and a course against a shortfall."""
    from salesops.web.effects.models import Intervention
    from salesops.web.process.experiment_models import Experiment
    from salesops.web.territories.models import Proposal
    from salesops.web.tracking.models import Measure

    Experiment.objects.create(
        experiment_id="TRY",
        name="新话术",
        source="展会",
        control="旧",
        treatment="新",
        base_rate=0.2,
        effect=0.1,
    )
    Proposal.objects.create(
        proposal_id="SHARE", name="销售部", by="list", workload="contacts", potential="sales",
        limit=1, customers=2, imbalance=0.1,
        shares=[{"person": "bo", "name": "销售", "before": [1, 1, 1], "after": [1, 1, 1]}],
    )  # fmt: skip
    Measure.objects.create(measure_id="COURSE", kind="course", title="谈判课")
    Intervention.objects.create(
        intervention_id="SPIFF", name="泵季激励", kind="spiff", level="person", method="did",
        metric="net_revenue", treated={"bo": "2025-03-01"}, starts_on=date(2025, 3, 1),
    )  # fmt: skip
    return {
        "experiment_id": "TRY",
        "proposal_id": "SHARE",
        "measure_id": "COURSE",
        "intervention_id": "SPIFF",
        **honoured(),
    }


def paid_by() -> dict[str, Any]:
    """A pay plan that Bo is on, under the id of the plan of targets, and a study of it."""
    from salesops.incentives.plan_file import fingerprint, toml
    from salesops.incentives.templates import TEMPLATES, Asked
    from salesops.web.pay_plans.models import PayAssignment, PayPlan, PayPlanVersion, PayStudy

    text = TEMPLATES["linear"].plan(Asked(name="提成", currency="CNY", year=2025))
    plan = PayPlan.objects.create(plan_id="PLAN", name="提成")
    version = PayPlanVersion.objects.create(
        version_id="PAYV", pay_plan=plan, number=1, status="approved", content=toml(text),
        digest=fingerprint(text), starts_on=date(2025, 1, 1), ends_before=date(2026, 1, 1),
        approved_at=timezone.now(),
    )  # fmt: skip
    PayAssignment.objects.create(
        assignment_id="PAYA", pay_plan=plan, person_id="bo", starts_on=date(2025, 1, 1),
        target_pay=Decimal(9123),
    )  # fmt: skip
    PayStudy.objects.create(study_id="PAYS", plan_version=version, kind="replay", digest="")
    return {"version_id": "PAYV", "assignment_id": "PAYA", "study_id": "PAYS"}


def paid_once() -> dict[str, Any]:
    """A run that was issued, with Bo's statement, disputed, and an adjustment of it."""
    from salesops.web.pay.models import Adjustment, Dispute, PayRun, Statement
    from salesops.web.people.models import Team

    day, now = date(2025, 1, 1), timezone.now()
    run = PayRun.objects.create(
        run_id="PAY-2025-01", period="2025-01", starts_on=day, ends_before=date(2025, 2, 1),
        status="issued", usual_change=Decimal("0.3"), calculated_by_name="demo", issued_at=now,
        as_of=date(2025, 1, 31), calculated_at=now,
    )  # fmt: skip
    zero = {name: Decimal(0) for name in ("entitled", "issued", "carried")}
    statement = Statement.objects.create(
        statement_id="STATED", run=run, person_id="bo", name="Bo", status="issued", plan="P",
        plan_from=day, plan_name="提成", plan_hash="0" * 64, currency="CNY", due=Decimal(20),
        pay_currency="CNY", rate=Decimal(1), pay_out=Decimal(20), issued_at=now,
        digest="1" * 64, team=Team.objects.get(path="销售部/一组/甲队"), **zero,
    )  # fmt: skip
    dispute = Dispute.objects.create(
        dispute_id="DISPUTED", statement=statement, text="少算", line=1, opened_on=day, due_on=day
    )
    extra = Adjustment.objects.create(
        adjustment_id="EXTRA", person_id="bo", plan="P", plan_name="提成", period="2025-01",
        amount=Decimal(5), currency="CNY", reason="other", text="补", proposed_by_name="demo",
    )  # fmt: skip
    for period, status in (("2024-11", "issued"), ("2024-12", "approved"),
                           ("2025-03", "review"), ("2025-04", "approved")):  # fmt: skip
        PayRun.objects.create(
            run_id=f"PAY-{period}", period=period, starts_on=date.fromisoformat(f"{period}-01"),
            ends_before=date.fromisoformat(f"{period}-28"), status=status,
            usual_change=Decimal("0.3"), calculated_by_name="demo",
            issued_at=now if status == "issued" else None,
        )  # fmt: skip
    return {"run_id": run.pk, "statement_id": statement.pk, "dispute_id": dispute.pk,
            "adjustment_id": extra.pk}  # fmt: skip


def plan_of_all(olga: Any) -> str:
    """The draft of a plan in which everybody stands."""
    from salesops.web.targets.actions.inputs import grow_tree, set_goal
    from salesops.web.targets.actions.plans import draft_plan

    plan = draft_plan(actor=olga, name="2090", starts_on=date(2090, 1, 1), plan_id="PLAN")
    values = {"amount": Decimal(1000), "currency": "CNY", "weights": {"last_year": 1}}
    set_goal(actor=olga, plan_id=plan.pk, metric="net_revenue", values=values)
    grow_tree(actor=olga, plan_id=plan.pk)
    return plan.pk


def honoured() -> dict[str, Any]:
    """An award, one who got it, a ladder, and a grade on it."""
    from salesops.web.honours.models import Award, Honour, LadderPlan, Rank

    award = Award.objects.create(award_id="STAR", name="月度之星", every="month", at_least=1)
    Honour.objects.create(
        honour_id="HON", award=award, person_id="bo", period="2025-01", result=1, points=10,
        given_on=date(2025, 2, 1), snapshot_id="S",
    )  # fmt: skip
    rungs = [{"grade": "P1", "periods": "12", "at_least": "1"}, {"grade": "P2"}]
    plan = LadderPlan.objects.create(ladder_id="LAD", name="通道", every="month", rungs=rungs)
    rank = Rank.objects.create(ladder=plan, person_id="bo", grade="P2", starts_on=date(2025, 3, 1))
    return {"award_id": "STAR", "honour_id": "HON", "ladder_id": "LAD", "rank_id": rank.pk}
