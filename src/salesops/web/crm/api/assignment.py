"""REST: the rules that give leads out, tried and rehearsed before they are set."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Router, Schema

from salesops.web.access import EDITORS, require
from salesops.web.crm import assigning, replaying
from salesops.web.crm.actions import assignment as actions
from salesops.web.crm.api.leads import LeadIn
from salesops.web.crm.models import Lead
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.signed_in import SignedIn

router = Router(tags=["assignment rules"])


class AssignmentRuleIn(Schema):
    """One rule; empty conditions hold for every lead. Without an id it is new."""

    rule_id: int | None = None
    name: str
    method: Literal["round_robin", "by_region", "by_load"] = "round_robin"
    candidates: list[str] = []
    teams: list[str] = []
    source: str = ""
    region_id: str | None = None
    product_line: str = ""
    cap: int | None = None
    is_active: bool = True


class RulesIn(Schema):
    """All rules in their order; `edition` as it was read, to overwrite nobody."""

    edition: str | None = None
    items: list[AssignmentRuleIn]


class RulesOut(Schema):
    """All rules in their order."""

    edition: str
    items: list[AssignmentRuleIn]


class AssignmentChosen(Schema):
    """Who would get a lead, by which rule and why."""

    person_id: str | None
    rule: str | None
    why: dict[str, Any]
    passed_over: dict[str, str]


class TallyOut(Schema):
    """How many leads one person got, and would have got."""

    person_id: str | None
    was: int
    would: int


class AssignmentRehearsed(Schema):
    """What rules would have done with the leads of the last days."""

    days: int
    leads: int
    others: int
    unassigned: int
    tallies: list[TallyOut]


def _draft(rule: AssignmentRuleIn) -> actions.Draft:
    told = rule.dict()
    return actions.Draft(
        **{**told, "candidates": tuple(rule.candidates), "teams": tuple(rule.teams)}
    )


def _shown() -> dict[str, Any]:
    return {"edition": actions.edition(), "items": [vars(one) for one in actions.drafts()]}


@router.get("/assignment-rules", response=RulesOut)
def rules(request: SignedIn) -> Any:
    """The rules in their order."""
    require(request.user, *EDITORS)
    return _shown()


@router.put("/assignment-rules", response=RulesOut)
def set_rules(request: SignedIn, body: RulesIn) -> Any:
    """Make these the rules; those left out are gone."""
    wanted = [_draft(rule) for rule in body.items]
    actions.set_assignment_rules(actor=request.user, rules=wanted, seen_edition=body.edition)
    return _shown()


@router.post("/assignment-rules/try", response=AssignmentChosen)
def try_out(request: SignedIn, body: LeadIn) -> Any:
    """Who a lead like this would go to now."""
    require(request.user, *EDITORS)
    lead = Lead(
        source=body.source or "", product_line=body.product_line or "",
        region_id=(body.region_id or "").replace("\0", "") or None,
    )  # fmt: skip
    found = assigning.tried(assigning.active_rules(), lead)
    return {
        "person_id": found.person_id, "rule": found.rule,
        "why": problem_shown(found.why, spoken()), "passed_over": dict(found.passed_over),
    }  # fmt: skip


@router.post("/assignment-rules/rehearse", response=AssignmentRehearsed)
def rehearse(request: SignedIn, body: RulesIn, days: int = replaying.REHEARSED_DAYS) -> Any:
    """What these rules would have done with the leads of the last days; nothing is kept."""
    require(request.user, *EDITORS)
    length = min(max(days, 1), 366)
    models = [actions.as_model(_draft(rule)) for rule in body.items]
    found = replaying.rehearsed(models, length)
    return {
        "days": length, "leads": len(found.each), "others": len(found.others),
        "unassigned": len(found.unassigned), "tallies": [vars(one) for one in found.tallies()],
    }  # fmt: skip
