"""A plan's versions: drafted, written, taken back, submitted, returned, approved by four eyes."""

import re
from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from salesops.incentives.documents import example_problems
from salesops.incentives.plan import Plan
from salesops.incentives.plan_file import fingerprint, plan_file, toml
from salesops.kernel.problem import Problem
from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.ids import new_id
from salesops.web.pay_plans.held import APPROVERS, DESIGNERS, held_plan, held_version
from salesops.web.pay_plans.models import PayPlan, PayPlanVersion
from salesops.web.pay_plans.problems import (
    FOUR_EYES,
    NAME_TAKEN,
    NO_CURRENCY_CODE,
    NOTHING_TO_UNDO,
    ONE_DRAFT,
    OTHER_CURRENCY,
    PEOPLE_INSIDE,
)
from salesops.web.people.models import User
from salesops.web.problems import Faulty, refused
from salesops.web.text import clean_text

Status = PayPlanVersion.Status
CURRENCY = re.compile("[A-Z]{3}")
MOST_EARLIER = 50
"""How many changes of a draft can be taken back."""


def make_pay_plan(*, actor: Actor, content: str, note: str = "", place: str = "") -> PayPlanVersion:
    """A new plan with a first draft; its name is the text's. Raises Refused and Faulty."""
    require(actor, *DESIGNERS)
    text = written_plan(content)
    with transaction.atomic():
        _check_name(text)
        plan = PayPlan(plan_id=new_id("PP"), name=clean_text(text.name))
        changing.made(actor, "make_pay_plan", plan)
        return _drafted(actor, plan, text, note, place)


def draft_pay_version(
    *, actor: Actor, plan_id: str, content: str, note: str = "", place: str = ""
) -> PayPlanVersion:
    """Another version of a plan, beside the approved ones. Raises Refused and Faulty."""
    require(actor, *DESIGNERS)
    text = written_plan(content)
    with transaction.atomic():
        plan = held_plan(plan_id)
        open_one = plan.versions.exclude(status=Status.APPROVED).first()
        if open_one:
            raise refused(ONE_DRAFT, plan=plan.name, name=str(open_one))
        return _drafted(actor, plan, text, note, place)


def _drafted(actor: Actor, plan: PayPlan, text: Plan, note: str, place: str) -> PayPlanVersion:
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    version = PayPlanVersion(
        version_id=new_id("PV"), pay_plan=plan, number=last + 1, note=note, place=place,
        written_by=_user(actor), **_said(text),
    )  # fmt: skip
    changing.made(actor, "draft_pay_version", version)
    return version


def write_pay_version(
    *,
    actor: Actor,
    version_id: str,
    content: str,
    note: str | None = None,
    place: str | None = None,
    version: int | None = None,
) -> PayPlanVersion:
    """Another text of a draft; the one of before can be taken back. Raises Refused, Faulty."""
    require(actor, *DESIGNERS)
    text = written_plan(content)
    with transaction.atomic():
        held = held_version(actor, version_id, version, Status.DRAFT)
        values: dict[str, object] = dict(_said(text))
        values |= {} if note is None else {"note": note}
        values |= {} if place is None else {"place": place}
        more: dict[str, object] = {"written_by_id": _pk(actor)}
        if values["content"] != held.content:
            more["earlier"] = [*held.earlier, held.content][-MOST_EARLIER:]
        _name_plan(actor, held, text)
        changing.change(
            actor=actor, record=held, values=values, action="write_pay_version", more=more
        )
    return held


def _name_plan(actor: Actor, held: PayPlanVersion, text: Plan) -> None:
    """Call the plan what its text says, once nothing else holds. Raises Refused."""
    _check_name(text, held.pay_plan_id)
    holds = held.pay_plan.versions.filter(status=Status.APPROVED).exclude(pk=held.pk)
    if held.status == Status.APPROVED or not holds.exists():
        held.pay_plan, values = held_plan(held.pay_plan_id), {"name": text.name}
        changing.change(actor=actor, record=held.pay_plan, values=values, action="name_pay_plan")


def _check_name(text: Plan, plan_id: str = "") -> None:
    if PayPlan.objects.filter(name=clean_text(text.name)).exclude(pk=plan_id).exists():
        raise refused(NAME_TAKEN, field="name", name=text.name)


def undo_pay_version(
    *, actor: Actor, version_id: str, version: int | None = None
) -> PayPlanVersion:
    """Take the last change of a draft back. Raises Refused and Conflict."""
    require(actor, *DESIGNERS)
    with transaction.atomic():
        held = held_version(actor, version_id, version, Status.DRAFT)
        if not held.earlier:
            raise refused(NOTHING_TO_UNDO, name=str(held))
        text = written_plan(held.earlier[-1])
        _name_plan(actor, held, text)
        values = _said(text)
        more = {"earlier": held.earlier[:-1], "written_by_id": _pk(actor)}
        changing.change(
            actor=actor, record=held, values=values, action="undo_pay_version", more=more
        )
    return held


def drop_pay_version(*, actor: Actor, version_id: str, version: int | None = None) -> None:
    """Throw a draft away, and the plan with it where it was its only one. Raises Refused."""
    require(actor, *DESIGNERS)
    with transaction.atomic():
        held = held_version(actor, version_id, version, Status.DRAFT)
        changing.note(actor, "drop_pay_version", held)
        plan = held.pay_plan
        held.delete()
        if not plan.versions.exists() and not plan.assignments.exists():
            plan.delete()


def submit_pay_version(
    *, actor: Actor, version_id: str, version: int | None = None
) -> PayPlanVersion:
    """Hand a draft in for approval. Raises Faulty with everything that is wrong with it."""
    require(actor, *DESIGNERS)
    with transaction.atomic():
        held = held_version(actor, version_id, version, Status.DRAFT)
        found = [*example_problems(written_plan(held.content)), *_succession_problems(held)]
        if found:
            raise Faulty(found)
        values = {"status": Status.SUBMITTED, "submitted_by_id": _pk(actor), "returned_why": ""}
        return _stepped(actor, held, "submit_pay_version", values)


def return_pay_version(
    *, actor: Actor, version_id: str, reason: str = "", version: int | None = None
) -> PayPlanVersion:
    """Give a submitted version back to be changed, with why. Raises Refused."""
    require(actor, *APPROVERS)
    with transaction.atomic():
        held = held_version(actor, version_id, version, Status.SUBMITTED)
        values = {"status": Status.DRAFT, "returned_why": clean_text(reason)}
        return _stepped(actor, held, "return_pay_version", values)


def approve_pay_version(
    *, actor: Actor, version_id: str, version: int | None = None
) -> PayPlanVersion:
    """Let a submitted version hold from its first day; never by who wrote or submitted it."""
    require(actor, *APPROVERS)
    with transaction.atomic():
        held = held_version(actor, version_id, version, Status.SUBMITTED)
        if _pk(actor) in (held.written_by_id, held.submitted_by_id) and _pk(actor) is not None:
            raise refused(FOUR_EYES, name=str(held))
        found = [*example_problems(written_plan(held.content)), *_succession_problems(held)]
        if found:
            raise Faulty(found)
        values = {
            "status": Status.APPROVED, "approved_by_id": _pk(actor),
            "approved_at": timezone.now(),
        }  # fmt: skip
        _stepped(actor, held, "approve_pay_version", values)
        _name_plan(actor, held, held.text)
        return held


def _stepped(
    actor: Actor, held: PayPlanVersion, action: str, values: Mapping[str, object]
) -> PayPlanVersion:
    changing.change(actor=actor, record=held, values=values, action=action)
    return held


def _succession_problems(held: PayPlanVersion) -> list[Problem]:
    """What keeps a text from following the approved ones."""
    mine, found = written_plan(held.content), []
    for other in held.pay_plan.versions.filter(status=Status.APPROVED):
        if other.text.currency != mine.currency:
            values = {"currency": mine.currency, "other": other.text.currency}
            found.append(Problem(OTHER_CURRENCY, values=values))
    return found[:1]


def written_plan(content: str) -> Plan:
    """The plan a TOML text says. Raises Faulty with everything that is wrong with it."""
    found = plan_file(content)
    problems = found if isinstance(found, list) else _unfit(found)
    if isinstance(found, list) or problems:
        raise Faulty(problems)
    return found


def _unfit(text: Plan) -> Sequence[Problem]:
    """What a file may say and a version may not."""
    found = [Problem(PEOPLE_INSIDE, values={"payee": one.payee}) for one in text.payees]
    if not CURRENCY.fullmatch(text.currency):
        values = {"currency": text.currency, "field": "currency"}
        found.append(Problem(NO_CURRENCY_CODE, values=values))
    return found


def _said(text: Plan) -> dict[str, object]:
    """What a version keeps of its text."""
    return {
        "content": toml(text), "digest": fingerprint(text),
        "starts_on": text.versions[0].starts_on, "ends_before": text.ends_before,
    }  # fmt: skip


def _user(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) else None


def _pk(actor: Actor) -> int | None:
    return actor.pk if isinstance(actor, User) else None


STEPS: Mapping[str, Callable[..., PayPlanVersion]] = {
    "submit": submit_pay_version, "return": return_pay_version, "approve": approve_pay_version,
    "undo": undo_pay_version,
}  # fmt: skip
"""The actions that take a version from step to step, by the step's name."""
