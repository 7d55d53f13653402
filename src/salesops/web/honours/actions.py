"""What is done with honours and ladders: made, given, withdrawn, placed. Only here is written."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone

from salesops.incentives.ladder_rows import COLUMNS, ladder_of
from salesops.kernel.period import DAY
from salesops.kernel.problem import Problem, Wording
from salesops.web import audit, changing
from salesops.web.access import Actor, NoLedger, require
from salesops.web.honours.models import Award, Honour, LadderPlan, Rank, Retreat
from salesops.web.honours.problems import (
    ALREADY_WITHDRAWN,
    BAD_GOAL,
    BAD_PERIOD,
    HONOURED,
    NO_CRITERION,
    NO_FIGURES,
    NO_PERSON,
    NO_SUCH_AWARD,
    NO_SUCH_HONOUR,
    NO_SUCH_LADDER,
    NOBODY,
    NOT_OVER,
    RANKED,
    REASON_NEEDED,
    SAME_DAY,
    UNKNOWN_GRADE,
    UNKNOWN_METRIC,
    UNKNOWN_PERSON,
    WITHDRAWN,
)
from salesops.web.honours.results import MEASURED, Reached, reached, span
from salesops.web.ids import new_id
from salesops.web.notices.actions import About, notify
from salesops.web.people.models import Person, Role, User
from salesops.web.problems import Faulty, refused
from salesops.web.text import clean_text

GIVERS = (Role.OPS,)
SEERS = (Role.OPS, Role.EXECUTIVE, Role.FINANCE)
"""Who sees what everybody reached."""
READERS = (Role.REP, Role.MANAGER, *SEERS)
AWARD_FIELDS = ("name", "what_for", "every", "metric", "goals", "at_most", "at_least", "best",
                "points", "is_active")  # fmt: skip
LADDER_FIELDS = ("name", "every", "metric", "rungs", "is_active")


def award_seen(actor: Actor, award_id: str) -> Award:
    """The award of this id. Raises Refused."""
    require(actor, *READERS)
    return _one(Award, award_id, NO_SUCH_AWARD)


def honour_seen(actor: Actor, honour_id: str) -> Honour:
    """The honour of this id; one that was withdrawn only for who gives them. Raises Refused."""
    require(actor, *READERS)
    one = _one(Honour, honour_id, NO_SUCH_HONOUR)
    if one.is_withdrawn and not (isinstance(actor, User) and actor.role in SEERS):
        raise refused(NO_SUCH_HONOUR, field="honour_id", id=honour_id)
    return one


def ladder_seen(actor: Actor, ladder_id: str) -> LadderPlan:
    """The ladder of this id, for who sees what everybody reached. Raises Refused."""
    require(actor, *SEERS)
    return _one(LadderPlan, ladder_id, NO_SUCH_LADDER)


def _one(model: Any, pk: str, wording: Wording) -> Any:
    found = model.objects.filter(pk=str(pk).replace("\0", "")[:32]).first()
    if found is None:
        raise refused(wording, field=model._meta.pk.name, id=str(pk)[:80])  # noqa: SLF001 - Django documents it
    return found


def make_award(*, actor: Actor, values: Mapping[str, Any]) -> Award:
    """A new award. Raises Refused, and ValidationError by field."""
    require(actor, *GIVERS)
    award = Award(award_id=new_id("A"), **_award(values))
    _check_award(award)
    with transaction.atomic():
        changing.made(actor, "make_award", award)
    return award


def change_award(
    *, actor: Actor, award_id: str, version: int | None, values: Mapping[str, Any]
) -> Award:
    """Another criterion from now on; who was honoured stays so. Raises Refused, Conflict."""
    require(actor, *GIVERS)
    found = award_seen(actor, award_id)
    with transaction.atomic():
        award = changing.locked(Award, found.pk, version)
        told = _award(values)
        changing.change(actor=actor, record=award, values=told, action="change_award")
        _check_award(award)
    return award


def _award(values: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: values[name] for name in AWARD_FIELDS if name in values}
    if "goals" in told:
        told["goals"] = [_goal(one) for one in told["goals"] or []]
    return told


def _goal(told: Mapping[str, Any]) -> dict[str, str]:
    """One line of a scorecard as it is kept. Raises Refused."""
    metric = str(told.get("metric"))
    _known_metric(metric)
    try:
        numbers = [Decimal(str(told.get(name))) for name in ("target", "points")]
    except InvalidOperation:
        numbers = []
    if len(numbers) < 2 or not all(n.is_finite() and n > 0 for n in numbers):
        raise refused(BAD_GOAL, field="goals", value=metric)
    return {"metric": metric, "target": str(numbers[0]), "points": str(numbers[1])}


def _known_metric(metric: str) -> None:
    if metric not in MEASURED:
        known = ", ".join(MEASURED)
        raise refused(UNKNOWN_METRIC, field="metric", value=metric[:60], known=known)


def _check_award(award: Award) -> None:
    if award.at_least is None and award.best is None:
        raise refused(NO_CRITERION, field="at_least")
    _known_metric(award.metric)
    award.full_clean(validate_unique=False)


def qualifying(actor: Actor, award: Award, period: str) -> Reached:
    """Who reaches the criterion in the period. Raises Refused, also before it is over."""
    require(actor, *SEERS)
    days = span(award, period)
    if days is None:
        raise refused(BAD_PERIOD, field="period", value=period[:20])
    try:
        found = reached(actor, award, days)
    except NoLedger:
        raise refused(NO_FIGURES) from None
    if found.as_of + DAY < days.ends_before:
        raise refused(NOT_OVER, field="period", value=period, as_of=found.as_of.isoformat())
    return found


def give_award(*, actor: Actor, award_id: str, period: str, citation: str = "") -> Sequence[Honour]:
    """Honour everybody who reached the criterion, and tell them; whoever has it is left alone.

    The criterion decides, not the giver. Raises Refused where nobody new reaches it.
    """
    require(actor, *GIVERS)
    award = award_seen(actor, award_id)
    found = qualifying(actor, award, period)
    with transaction.atomic():
        changing.locked(Award, award.pk, None)
        had = set(award.honours.filter(period=period).values_list("person_id", flat=True))
        new = [person for person in found.winners if person not in had]
        if not new:
            raise refused(NOBODY, field="period", value=period)
        return [_give(actor, award, period, person, found, citation) for person in new]


def _give(
    actor: Actor, award: Award, period: str, person: str, found: Reached, citation: str
) -> Honour:
    exact = found.results[person]
    honour = Honour(
        honour_id=new_id("H"), award=award, person_id=person, period=period,
        result=round(Decimal(exact.numerator) / Decimal(exact.denominator), 4),
        points=award.points, citation=clean_text(citation)[:500], snapshot_id=found.snapshot_id,
        given_on=timezone.localdate(), made_by_id=actor.pk if isinstance(actor, User) else None,
    )  # fmt: skip
    changing.made(actor, "give_award", honour)
    said = {"award": award.name, "period": period, "citation": honour.citation or award.what_for}
    _tell(honour, HONOURED, said)
    return honour


def _tell(honour: Honour, wording: Wording, values: Mapping[str, str]) -> None:
    about = About("honours", honour.pk, f"{wording.code}:{honour.pk}")
    notify(to=honour.person_id, kind="honour", words=Problem(wording, values=values), about=about)


def withdraw_honour(
    *, actor: Actor, honour_id: str, reason: str, version: int | None = None
) -> Honour:
    """Take an honour back, with a reason the person reads. Raises Refused and Conflict."""
    require(actor, *GIVERS)
    if not reason.strip():
        raise refused(REASON_NEEDED, field="reason")
    found = honour_seen(actor, honour_id)
    with transaction.atomic():
        honour = changing.locked(Honour, found.pk, version)
        if honour.is_withdrawn:
            raise refused(ALREADY_WITHDRAWN)
        values = {"is_withdrawn": True, "reason": reason}
        changing.change(actor=actor, record=honour, values=values, action="withdraw_honour")
        said = {"award": honour.award.name, "period": honour.period, "reason": honour.reason}
        _tell(honour, WITHDRAWN, said)
    return honour


def set_retreat(*, actor: User, is_hidden: bool) -> bool:
    """Leave the leaderboards, or come back; gives whether one is off them now. Raises Refused."""
    require(actor, *READERS)
    if not actor.person_id:
        raise refused(NO_PERSON)
    with transaction.atomic():
        if is_hidden:
            since = {"since": timezone.now()}
            Retreat.objects.get_or_create(person_id=actor.person_id, defaults=since)
        else:
            Retreat.objects.filter(person_id=actor.person_id).delete()
        audit.note(actor, "set_retreat", actor.name, {"is_hidden": is_hidden})
    return is_hidden


def set_ladder(
    *, actor: Actor, values: Mapping[str, Any], ladder_id: str = "", version: int | None = None
) -> LadderPlan:
    """Make a ladder, or change one. Raises Refused with all problems, Conflict, ValidationError."""
    require(actor, *GIVERS)
    told = {name: values[name] for name in LADDER_FIELDS if name in values}
    if "rungs" in told:
        told["rungs"] = _rungs(told["rungs"])
    _known_metric(str(told.get("metric", MEASURED[0])))
    with transaction.atomic():
        if not ladder_id:
            plan = LadderPlan(ladder_id=new_id("L"), **told)
            plan.full_clean(validate_unique=False)
            changing.made(actor, "set_ladder", plan)
            return plan
        plan = changing.locked(LadderPlan, ladder_seen(actor, ladder_id).pk, version)
        changing.change(actor=actor, record=plan, values=told, action="set_ladder")
        plan.full_clean(validate_unique=False)
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
        about = About("", "", f"ranked:{rank.pk}")
        notify(to=person_id, kind="honour", words=Problem(RANKED, values=said), about=about)
    return rank
