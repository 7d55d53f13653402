"""What is done with ladders: set, changed, taken back, and people placed on them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from salesops.incentives.ladder_rows import COLUMNS, ladder_of
from salesops.kernel.problem import Problem, Wording
from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.honours.actions import GIVERS, SEERS, found_one, known_metric
from salesops.web.honours.earlier import remembered, took_back
from salesops.web.honours.models import LadderPlan, Rank
from salesops.web.honours.problems import (
    NO_SUCH_LADDER,
    NO_SUCH_RANK,
    RANKED,
    SAME_DAY,
    UNKNOWN_GRADE,
    UNKNOWN_PERSON,
    UNRANKED,
)
from salesops.web.honours.results import MEASURED
from salesops.web.ids import new_id
from salesops.web.notices.actions import About, notify
from salesops.web.people.models import Person
from salesops.web.problems import Faulty, refused
from salesops.web.text import clean_text

LADDER_FIELDS = ("name", "every", "metric", "rungs", "is_active")


def ladder_seen(actor: Actor, ladder_id: str) -> LadderPlan:
    """The ladder of this id, for who sees what everybody reached. Raises Refused."""
    require(actor, *SEERS)
    return found_one(LadderPlan, ladder_id, NO_SUCH_LADDER)


def set_ladder(
    *, actor: Actor, values: Mapping[str, Any], ladder_id: str = "", version: int | None = None
) -> LadderPlan:
    """Make a ladder, or change one. Raises Refused with all problems, Conflict, ValidationError."""
    require(actor, *GIVERS)
    told = {name: values[name] for name in LADDER_FIELDS if name in values}
    if "rungs" in told:
        told["rungs"] = _rungs(told["rungs"])
    known_metric(str(told.get("metric", MEASURED[0])))
    with transaction.atomic():
        if not ladder_id:
            plan = LadderPlan(ladder_id=new_id("L"), **told)
            plan.full_clean(validate_unique=False)
            changing.made(actor, "set_ladder", plan)
            return plan
        plan = changing.locked(LadderPlan, ladder_seen(actor, ladder_id).pk, version)
        more = remembered(plan, LADDER_FIELDS)
        changing.change(actor=actor, record=plan, values=told, action="set_ladder", more=more)
        plan.full_clean(validate_unique=False)
    return plan


def undo_ladder(*, actor: Actor, ladder_id: str, version: int | None = None) -> LadderPlan:
    """Make a ladder what it was before its last change. Raises Refused and Conflict."""
    require(actor, *GIVERS)
    found = ladder_seen(actor, ladder_id)
    with transaction.atomic():
        plan = changing.locked(LadderPlan, found.pk, version)
        took_back(actor, plan, "undo_ladder")
    return plan


def _rungs(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    ladder, problems = ladder_of(rows)
    if ladder is None:
        raise Faulty(problems)
    return [
        {n: str(row[n]).strip() for n in COLUMNS if str(row.get(n) or "").strip()}
        for row in rows if str(row.get("grade") or "").strip()
    ]  # fmt: skip


def place_person(
    *, actor: Actor, ladder_id: str, person_id: str, grade: str, starts_on: date, reason: str = ""
) -> Rank:
    """Give somebody a grade from a day on: promote, demote, or place. Raises Refused."""
    require(actor, *GIVERS)
    plan = ladder_seen(actor, ladder_id)
    known = [row["grade"] for row in plan.rungs]
    if grade not in known:
        raise refused(UNKNOWN_GRADE, field="grade", grade=grade[:80], known=", ".join(known))
    if not Person.objects.filter(pk=person_id.replace("\0", "")[:200]).exists():
        raise refused(UNKNOWN_PERSON, field="person_id", id=person_id[:80])
    with transaction.atomic():
        if plan.ranks.filter(person_id=person_id, starts_on=starts_on).exists():
            raise refused(SAME_DAY, field="starts_on", day=starts_on.isoformat())
        rank = Rank(ladder=plan, person_id=person_id, grade=grade, starts_on=starts_on,
                    reason=clean_text(reason)[:500])  # fmt: skip
        changing.made(actor, "place_person", rank)
        said = {"day": starts_on.isoformat(), "grade": grade, "reason": rank.reason}
        _tell(rank, RANKED, said)
    return rank


def unplace_person(*, actor: Actor, rank_id: int) -> LadderPlan:
    """Take a grade back that was given by mistake: the one before holds on. Raises Refused."""
    require(actor, *GIVERS)
    with transaction.atomic():
        ranks = Rank.objects.select_for_update(of=("self",)).select_related("ladder")
        rank = ranks.filter(pk=rank_id).first()
        if rank is None:
            raise refused(NO_SUCH_RANK, field="rank_id", id=rank_id)
        changing.note(actor, "unplace_person", rank)
        said = {"day": rank.starts_on.isoformat(), "grade": rank.grade}
        _tell(rank, UNRANKED, said)
        rank.delete()
    return rank.ladder


def _tell(rank: Rank, wording: Wording, values: Mapping[str, str]) -> None:
    about = About("", "", f"{wording.code}:{rank.pk}")
    notify(to=rank.person_id, kind="honour", words=Problem(wording, values=values), about=about)
