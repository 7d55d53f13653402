"""REST: who is on which pay plan, what it says to them, and their signatures."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from ninja import Field, Router, Schema

from salesops.incentives.documents import document
from salesops.kernel.problem import Language
from salesops.web.pay_plans.actions import assigning, signing
from salesops.web.pay_plans.held import assignment_seen, assignments_seen, persons_paid
from salesops.web.pay_plans.in_force import digest_of, personal
from salesops.web.pay_plans.models import PayAssignment
from salesops.web.pay_plans.shown import own_quota, paper_version, signatures, usual_quota
from salesops.web.pay_plans.worded import names_in
from salesops.web.signed_in import SignedIn

router = Router(tags=["pay plans"])
MOST, FARTHEST = 500, 10_000_000


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


@router.get("/pay-assignments", response=list[PayAssignmentOut])
def pay_assignments(
    request: SignedIn, plan_id: str = "", unsigned: bool = False, offset: int = 0
) -> Any:
    """Who is on which plan, of those the reader may see; those who have not signed, if asked.

    500 from an offset.
    """
    rows = assignments_seen(request.user)
    rows = rows.filter(pay_plan=plan_id.replace("\0", "")[:32]) if plan_id else rows
    if unsigned:
        own = set(rows.order_by().values_list("pk", flat=True))
        waiting = [one.assignment for one in signatures(request.user) if one.signed is None]
        listed = _page([one for one in waiting if one.pk in own], offset)
    else:
        listed = list(_page(rows, offset))
    only = [one.pk for one in listed]
    found = {one.assignment.pk: one for one in signatures(request.user, only=only)}
    persons = persons_paid(request.user)
    return [_shown(one, found.get(one.pk), persons) for one in listed]


def _page(rows: Any, offset: int) -> Any:
    start = min(max(offset, 0), FARTHEST)
    return rows[start : start + MOST]


def _assignment(request: SignedIn, one: PayAssignment) -> dict[str, Any]:
    return _shown(one, None, persons_paid(request.user))


def _shown(one: PayAssignment, signature: Any, persons: Any) -> dict[str, Any]:
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
        "text": document(
            text, language, quota or usual_quota(version.starts_on.year), names_in(text)
        ),
    }  # fmt: skip


@router.post("/pay-assignments/{assignment_id}/sign", response=PayPaperOut)
def sign_pay_plan(request: SignedIn, assignment_id: str, body: PaySignIn) -> Any:
    """Sign the own plan under the fingerprint that was read."""
    signing.acknowledge(actor=request.user, assignment_id=assignment_id, **body.dict())
    return pay_paper(request, assignment_id)
