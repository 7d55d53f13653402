"""REST: pay plans, their versions and who is on them; written, stepped, studied, signed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from salesops.incentives.documents import document
from salesops.kernel.problem import Language
from salesops.web.access import require
from salesops.web.pay_plans.actions import assigning, plans, signing, studies
from salesops.web.pay_plans.held import (
    READERS,
    assignment_seen,
    assignments_seen,
    persons_paid,
    plan_seen,
    plans_seen,
    version_seen,
    versions_seen,
)
from salesops.web.pay_plans.in_force import digest_of, personal, version_on
from salesops.web.pay_plans.models import PayAssignment, PayPlan, PayPlanVersion, PayStudy
from salesops.web.pay_plans.shown import own_quota, paper_version, remarks, signatures, usual_quota
from salesops.web.pay_plans.study_seen import seen
from salesops.web.pay_plans.studying import problems_told
from salesops.web.signed_in import SignedIn

router = Router(tags=["pay plans"])


class PayPlanOut(Schema):
    """A pay plan, the version that holds today, and the newest one."""

    plan_id: str
    name: str
    holds: str | None = Field(None, description="The version that holds today.")
    newest: str | None = None
    status: str | None = None


class PayRemarkOut(Schema):
    """What speaks against a plan, in both languages."""

    code: str
    severity: str
    zh: str
    en: str


class PayVersionOut(Schema):
    """A version of a plan: its days, how far it has come, its fingerprint."""

    version_id: str
    plan_id: str
    name: str
    number: int
    status: str
    starts_on: date
    ends_before: date
    digest: str
    note: str
    returned_why: str
    version: int


class PayVersionWholeOut(PayVersionOut):
    """A version with its TOML, its text for people, and what speaks against it."""

    content: str
    text_zh: str
    text_en: str
    remarks: list[PayRemarkOut]


class PayPlanIn(Schema):
    """The text of a plan as TOML; its name is the plan's."""

    content: str = Field(max_length=200_000)
    note: str = Field("", max_length=1000)
    place: str = Field("", max_length=10, description="Whose rules to look at: CN, US-CA or none.")


class PayVersionIn(PayPlanIn):
    """Another text of a draft, and the version of the record that was looked at."""

    version: int | None = None


class PayStepIn(Schema):
    """The version that was looked at; returning says why."""

    version: int | None = None
    reason: str = Field("", max_length=1000)


class PayAssignmentOut(Schema):
    """Somebody on a plan; target pay is empty where it is the plan's, or not yours to see."""

    assignment_id: str
    plan_id: str
    person_id: str
    person: str
    starts_on: date
    ends_before: date | None
    target_pay: Decimal | None
    signed_at: datetime | None = None
    version: int


class PayAssignIn(Schema):
    """Who is put on a plan, from a day up to another, for how much a year at 100 %."""

    person_ids: list[str] = Field(max_length=5000)
    starts_on: date
    ends_before: date | None = None
    target_pay: Decimal | None = Field(None, gt=0, max_digits=18, decimal_places=4)


class PayAssignmentIn(Schema):
    """Other days or another target pay; without one the plan's holds."""

    starts_on: date
    ends_before: date | None = None
    target_pay: Decimal | None = Field(None, gt=0, max_digits=18, decimal_places=4)
    version: int | None = None


class PaySignIn(Schema):
    """The version that was read, and the fingerprint that is signed."""

    version_id: str = Field(max_length=32)
    digest: str = Field(max_length=64)


class PayPaperOut(Schema):
    """What a plan says to one person, and whether they have signed it."""

    assignment_id: str
    version_id: str
    person: str
    digest: str
    text: str
    signed_at: datetime | None


class PayReplayIn(Schema):
    """Which year is replayed (the last one), and against which version (what was in force)."""

    year: int | None = None
    against: str = Field("", max_length=32)


class PaySimulationIn(Schema):
    """On which targets, with how much growth and uncertainty in per cent, beside which version."""

    plan_id: str = Field(max_length=200)
    growth: int = Field(0, ge=-50, le=100)
    spread: int = Field(5, ge=0, le=50)
    against: str = Field("", max_length=32)


class PayStudyOut(Schema):
    """A study: how far it has come, and what it found; amounts of people are hidden by right."""

    study_id: str
    version_id: str
    against: str | None
    kind: str
    state: str
    as_of: date | None
    result: dict[str, Any] | None
    failure: list[PayRemarkOut] | None


@router.get("/pay-plans", response=list[PayPlanOut])
def pay_plans(request: SignedIn) -> Any:
    """The pay plans the reader may read."""
    return [_plan(one) for one in plans_seen(request.user).prefetch_related("versions")]


def _plan(one: PayPlan) -> dict[str, Any]:
    holds, newest = version_on(one, timezone.localdate()), one.versions.first()
    return {
        "plan_id": one.pk, "name": one.name, "holds": holds.pk if holds else None,
        "newest": newest.pk if newest else None, "status": newest.status if newest else None,
    }  # fmt: skip


@router.post("/pay-plans", response=PayVersionWholeOut)
def make_pay_plan(request: SignedIn, body: PayPlanIn) -> Any:
    """Make a plan with a first draft from TOML."""
    return _whole(plans.make_pay_plan(actor=request.user, **body.dict()))


@router.get("/pay-plans/{plan_id}/versions", response=list[PayVersionOut])
def pay_plan_versions(request: SignedIn, plan_id: str) -> Any:
    """The versions of a plan, newest first."""
    plan = plan_seen(request.user, plan_id)
    return [_version(one) for one in versions_seen(request.user).filter(pay_plan=plan)]


@router.post("/pay-plans/{plan_id}/versions", response=PayVersionWholeOut)
def draft_pay_version(request: SignedIn, plan_id: str, body: PayPlanIn) -> Any:
    """Draft another version of a plan."""
    return _whole(plans.draft_pay_version(actor=request.user, plan_id=plan_id, **body.dict()))


@router.get("/pay-versions/{version_id}", response=PayVersionWholeOut)
def pay_version(request: SignedIn, version_id: str) -> Any:
    """One version: its TOML, its text in both languages, what speaks against it."""
    return _whole(version_seen(request.user, version_id))


@router.put("/pay-versions/{version_id}", response=PayVersionWholeOut)
def write_pay_version(request: SignedIn, version_id: str, body: PayVersionIn) -> Any:
    """Write a draft anew."""
    return _whole(plans.write_pay_version(actor=request.user, version_id=version_id, **body.dict()))


@router.post("/pay-versions/{version_id}/submit", response=PayVersionOut)
def submit_pay_version(request: SignedIn, version_id: str, body: PayStepIn) -> Any:
    """Hand a draft in for approval."""
    who, version = request.user, body.version
    return _version(plans.submit_pay_version(actor=who, version_id=version_id, version=version))


@router.post("/pay-versions/{version_id}/return", response=PayVersionOut)
def return_pay_version(request: SignedIn, version_id: str, body: PayStepIn) -> Any:
    """Give a submitted version back, with why."""
    return _version(
        plans.return_pay_version(
            actor=request.user, version_id=version_id, reason=body.reason, version=body.version
        )
    )


@router.post("/pay-versions/{version_id}/approve", response=PayVersionOut)
def approve_pay_version(request: SignedIn, version_id: str, body: PayStepIn) -> Any:
    """Approve a submitted version; never by who wrote or submitted it."""
    who, version = request.user, body.version
    return _version(plans.approve_pay_version(actor=who, version_id=version_id, version=version))


@router.post("/pay-versions/{version_id}/undo", response=PayVersionOut)
def undo_pay_version(request: SignedIn, version_id: str, body: PayStepIn) -> Any:
    """Take the last change of a draft back."""
    who, version = request.user, body.version
    return _version(plans.undo_pay_version(actor=who, version_id=version_id, version=version))


@router.delete("/pay-versions/{version_id}", response={204: None})
def drop_pay_version(request: SignedIn, version_id: str, version: int | None = None) -> Any:
    """Throw a draft away."""
    plans.drop_pay_version(actor=request.user, version_id=version_id, version=version)
    return 204, None


def _version(one: PayPlanVersion) -> dict[str, Any]:
    names = [name for name in PayVersionOut.model_fields if name not in ("plan_id", "name")]
    told = {name: getattr(one, name) for name in names}
    return {**told, "plan_id": one.pay_plan_id, "name": one.pay_plan.name}


def _whole(one: PayPlanVersion) -> dict[str, Any]:
    text, quota = one.text, usual_quota(one.starts_on.year)
    return {
        **_version(one), "content": one.content, "text_zh": document(text, "zh", quota),
        "text_en": document(text, "en", quota),
        "remarks": problems_told(remarks(text, one.place, quota)),
    }  # fmt: skip


@router.get("/pay-assignments", response=list[PayAssignmentOut])
def pay_assignments(request: SignedIn, plan_id: str = "", unsigned: bool = False) -> Any:
    """Who is on which plan, of those the reader may see; those who have not signed, if asked."""
    found = {one.assignment.pk: one for one in signatures(request.user)}
    rows = assignments_seen(request.user)
    rows = rows.filter(pay_plan=plan_id.replace("\0", "")[:32]) if plan_id else rows
    told = [_assignment(request, one, found.get(one.pk)) for one in rows]
    waiting = {pk for pk, one in found.items() if one.signed is None}
    return [one for one in told if not unsigned or one["assignment_id"] in waiting]


def _assignment(request: SignedIn, one: PayAssignment, signature: Any = None) -> dict[str, Any]:
    persons = persons_paid(request.user)
    is_seen = persons is None or one.person_id in persons
    signed = signature.signed if signature else None
    return {
        "assignment_id": one.pk, "plan_id": one.pay_plan_id, "person_id": one.person_id,
        "person": one.person.name, "starts_on": one.starts_on, "ends_before": one.ends_before,
        "target_pay": one.target_pay if is_seen else None, "version": one.version,
        "signed_at": signed.signed_at if signed else None,
    }  # fmt: skip


@router.post("/pay-plans/{plan_id}/assignments", response=list[PayAssignmentOut])
def assign_pay_plan(request: SignedIn, plan_id: str, body: PayAssignIn) -> Any:
    """Put people on a plan; one plan per person and day."""
    said = body.dict()
    people = said.pop("person_ids")
    made = assigning.assign_pay_plan(
        actor=request.user, plan_id=plan_id, person_ids=people, term=assigning.Term(**said)
    )
    return [_assignment(request, one) for one in made]


@router.put("/pay-assignments/{assignment_id}", response=PayAssignmentOut)
def change_pay_assignment(request: SignedIn, assignment_id: str, body: PayAssignmentIn) -> Any:
    """Give somebody other days on a plan, or another target pay."""
    said = body.dict()
    version = said.pop("version")
    changed = assigning.change_pay_assignment(
        actor=request.user, assignment_id=assignment_id, term=assigning.Term(**said),
        version=version,
    )  # fmt: skip
    return _assignment(request, changed)


@router.delete("/pay-assignments/{assignment_id}", response={204: None})
def drop_pay_assignment(request: SignedIn, assignment_id: str, version: int | None = None) -> Any:
    """Take an assignment that has not begun back."""
    assigning.drop_pay_assignment(actor=request.user, assignment_id=assignment_id, version=version)
    return 204, None


@router.get("/pay-assignments/{assignment_id}/paper", response=PayPaperOut)
def pay_paper(request: SignedIn, assignment_id: str, language: Language = "zh") -> Any:
    """What a plan says to one person, worked examples included."""
    one = assignment_seen(request.user, assignment_id)
    persons = persons_paid(request.user)
    version = paper_version(one)
    if version is None or (persons is not None and one.person_id not in persons):
        raise Http404
    text, digest = personal(version, one), digest_of(version, one)
    quota = own_quota(one.person_id, text.versions[-1].starts_on, text.ends_before)
    signed = one.acknowledgements.filter(digest=digest).first()
    return {
        "assignment_id": one.pk, "version_id": version.pk, "person": one.person.name,
        "digest": digest, "signed_at": signed.signed_at if signed else None,
        "text": document(text, language, quota or usual_quota(version.starts_on.year)),
    }  # fmt: skip


@router.post("/pay-assignments/{assignment_id}/sign", response=PayPaperOut)
def sign_pay_plan(request: SignedIn, assignment_id: str, body: PaySignIn) -> Any:
    """Sign the own plan under the fingerprint that was read."""
    signing.acknowledge(actor=request.user, assignment_id=assignment_id, **body.dict())
    return pay_paper(request, assignment_id)


@router.post("/pay-versions/{version_id}/replay", response=PayStudyOut)
def replay_pay_version(request: SignedIn, version_id: str, body: PayReplayIn) -> Any:
    """Work out what a version would have cost in a year that is past."""
    said = {"year": body.year} if body.year else {}
    return _study(request, studies.study_pay_plan(
        actor=request.user, version_id=version_id, kind=PayStudy.Kind.REPLAY, asked=said,
        against_id=body.against,
    ))  # fmt: skip


@router.post("/pay-versions/{version_id}/simulate", response=PayStudyOut)
def simulate_pay_version(request: SignedIn, version_id: str, body: PaySimulationIn) -> Any:
    """Work out what a version costs in the simulated years of a plan of targets."""
    said = body.dict()
    against = said.pop("against")
    return _study(request, studies.study_pay_plan(
        actor=request.user, version_id=version_id, kind=PayStudy.Kind.SIMULATION, asked=said,
        against_id=against,
    ))  # fmt: skip


@router.get("/pay-studies/{study_id}", response=PayStudyOut)
def pay_study(request: SignedIn, study_id: str) -> Any:
    """A study of what a version costs; whoever may not see somebody's pay gets none of it."""
    require(request.user, *READERS)
    return _study(request, get_object_or_404(PayStudy, pk=study_id.replace("\0", "")[:32]))


def _study(request: SignedIn, one: PayStudy) -> dict[str, Any]:
    return {
        "study_id": one.pk, "version_id": one.plan_version_id, "against": one.against_id,
        "kind": one.kind, "state": one.state, "as_of": one.as_of, "failure": one.failure,
        "result": one.result and seen(one.result, persons_paid(request.user)),
    }  # fmt: skip
