"""REST: pay plans and their versions, written and taken from step to step."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema

from salesops.incentives.plan_file import plan_schema
from salesops.web.access import require
from salesops.web.pay_plans.actions import plans
from salesops.web.pay_plans.held import (
    READERS,
    plan_seen,
    plans_seen,
    reads_all,
    version_seen,
    versions_seen,
)
from salesops.web.pay_plans.in_force import version_on
from salesops.web.pay_plans.models import PayPlan, PayPlanVersion
from salesops.web.pay_plans.shown import remarks, usual_quota
from salesops.web.pay_plans.studying import problems_told
from salesops.web.pay_plans.worded import worded
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

    content: str = Field(description="Empty for who does not read every plan.")
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
    return _whole(request, plans.make_pay_plan(actor=request.user, **body.dict()))


@router.get("/pay-plans/{plan_id}/versions", response=list[PayVersionOut])
def pay_plan_versions(request: SignedIn, plan_id: str) -> Any:
    """The versions of a plan, newest first."""
    plan = plan_seen(request.user, plan_id)
    return [_version(one) for one in versions_seen(request.user).filter(pay_plan=plan)]


@router.post("/pay-plans/{plan_id}/versions", response=PayVersionWholeOut)
def draft_pay_version(request: SignedIn, plan_id: str, body: PayPlanIn) -> Any:
    """Draft another version of a plan."""
    return _whole(
        request, plans.draft_pay_version(actor=request.user, plan_id=plan_id, **body.dict())
    )


@router.get("/pay-versions/{version_id}", response=PayVersionWholeOut)
def pay_version(request: SignedIn, version_id: str) -> Any:
    """One version: its TOML, its text in both languages, what speaks against it."""
    return _whole(request, version_seen(request.user, version_id))


@router.put("/pay-versions/{version_id}", response=PayVersionWholeOut)
def write_pay_version(request: SignedIn, version_id: str, body: PayVersionIn) -> Any:
    """Write a draft anew."""
    return _whole(
        request, plans.write_pay_version(actor=request.user, version_id=version_id, **body.dict())
    )


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


def _whole(request: SignedIn, one: PayPlanVersion) -> dict[str, Any]:
    quota, who = usual_quota(one.starts_on.year), request.user
    return {
        **_version(one), "content": one.content if reads_all(who) else "",
        "text_zh": worded(who, one, "zh", quota), "text_en": worded(who, one, "en", quota),
        "remarks": problems_told(remarks(one.text, one.place, quota)),
    }  # fmt: skip


@router.get("/pay-plan-schema", response=dict[str, Any])
def pay_plan_schema(request: SignedIn) -> Any:
    """The JSON schema of a plan: everything a text may say, and what it has to."""
    require(request.user, *READERS)
    return plan_schema()
