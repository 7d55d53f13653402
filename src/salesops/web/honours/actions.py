"""What is done with awards and honours: made, ended, given, withdrawn, taken back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone

from salesops.kernel.period import DAY
from salesops.kernel.problem import Problem, Wording
from salesops.web import audit, changing
from salesops.web.access import Actor, NoLedger, require
from salesops.web.honours.earlier import remembered, took_back
from salesops.web.honours.models import Award, Honour, Retreat
from salesops.web.honours.problems import (
    ALREADY_WITHDRAWN,
    BAD_GOAL,
    BAD_PERIOD,
    ENDED,
    GIVEN_ALREADY,
    HONOURED,
    NO_CRITERION,
    NO_FIGURES,
    NO_PERSON,
    NO_SUCH_AWARD,
    NO_SUCH_HONOUR,
    NO_SUCH_TEAM,
    NOBODY,
    NOT_BEGUN,
    NOT_OVER,
    NOT_WITHDRAWN,
    REASON_NEEDED,
    RESTORED,
    UNKNOWN_METRIC,
    WITHDRAWN,
)
from salesops.web.honours.results import MEASURED, Reached, reached, span
from salesops.web.ids import new_id
from salesops.web.notices.actions import About, notify
from salesops.web.people.models import Role, Team, User
from salesops.web.problems import refused
from salesops.web.text import clean_text

GIVERS = (Role.OPS,)
SEERS = (Role.OPS, Role.EXECUTIVE, Role.FINANCE)
"""Who sees what everybody reached."""
READERS = (Role.REP, Role.MANAGER, *SEERS)
AWARD_FIELDS = ("name", "what_for", "every", "metric", "goals", "at_most", "at_least", "best",
                "points", "starts_on", "teams", "is_active")  # fmt: skip


def award_seen(actor: Actor, award_id: str) -> Award:
    """The award of this id. Raises Refused."""
    require(actor, *READERS)
    return found_one(Award, award_id, NO_SUCH_AWARD)


def honour_seen(actor: Actor, honour_id: str) -> Honour:
    """The honour of this id; one that was withdrawn only for who gives them. Raises Refused."""
    require(actor, *READERS)
    one = found_one(Honour, honour_id, NO_SUCH_HONOUR)
    if one.is_withdrawn and not (isinstance(actor, User) and actor.role in SEERS):
        raise refused(NO_SUCH_HONOUR, field="honour_id", id=honour_id)
    return one


def found_one(model: Any, pk: str, wording: Wording) -> Any:
    """The record of this id. Raises Refused."""
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
        more = remembered(award, AWARD_FIELDS)
        changing.change(actor=actor, record=award, values=told, action="change_award", more=more)
        _check_award(award)
    return award


def end_award(*, actor: Actor, award_id: str, version: int | None = None) -> Award:
    """Give it no more; who was honoured stays so. Raises Refused and Conflict."""
    return change_award(
        actor=actor, award_id=award_id, version=version, values={"is_active": False}
    )


def resume_award(*, actor: Actor, award_id: str, version: int | None = None) -> Award:
    """Give it again from now on. Raises Refused and Conflict."""
    return change_award(actor=actor, award_id=award_id, version=version, values={"is_active": True})


def undo_award(*, actor: Actor, award_id: str, version: int | None = None) -> Award:
    """Make an award what it was before its last change. Raises Refused and Conflict."""
    require(actor, *GIVERS)
    found = award_seen(actor, award_id)
    with transaction.atomic():
        award = changing.locked(Award, found.pk, version)
        took_back(actor, award, "undo_award")
    return award


def drop_award(*, actor: Actor, award_id: str, version: int | None = None) -> None:
    """Throw an award away that nobody was ever given. Raises Refused and Conflict."""
    require(actor, *GIVERS)
    found = award_seen(actor, award_id)
    with transaction.atomic():
        award = changing.locked(Award, found.pk, version)
        if award.honours.exists():
            raise refused(GIVEN_ALREADY, name=award.name)
        changing.note(actor, "drop_award", award)
        award.delete()


def _award(values: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: values[name] for name in AWARD_FIELDS if name in values}
    if "teams" in told:
        told["teams"] = sorted(map(str, told["teams"] or []))
    if "goals" in told:
        told["goals"] = [_goal(one) for one in told["goals"] or []]
    return told


def _goal(told: Mapping[str, Any]) -> dict[str, str]:
    """One line of a scorecard as it is kept. Raises Refused."""
    metric = str(told.get("metric"))
    known_metric(metric)
    try:
        numbers = [Decimal(str(told.get(name))) for name in ("target", "points")]
    except InvalidOperation:
        numbers = []
    if len(numbers) < 2 or not all(n.is_finite() and n > 0 for n in numbers):
        raise refused(BAD_GOAL, field="goals", value=metric)
    return {"metric": metric, "target": str(numbers[0]), "points": str(numbers[1])}


def known_metric(metric: str) -> None:
    """Refuse a metric that nobody is judged by."""
    if metric not in MEASURED:
        known = ", ".join(MEASURED)
        raise refused(UNKNOWN_METRIC, field="metric", value=metric[:60], known=known)


def _check_award(award: Award) -> None:
    if award.at_least is None and award.best is None:
        raise refused(NO_CRITERION, field="at_least")
    known = set(Team.objects.filter(pk__in=award.teams).values_list("pk", flat=True))
    for team in award.teams:
        if team not in known:
            raise refused(NO_SUCH_TEAM, field="teams", id=team[:80])
    known_metric(award.metric)
    award.full_clean(validate_unique=False)


def qualifying(actor: Actor, award: Award, period: str) -> Reached:
    """Who reaches the criterion in the period. Raises Refused, also before it is over."""
    require(actor, *SEERS)
    days = span(award, period)
    if days is None:
        raise refused(BAD_PERIOD, field="period", value=period[:20])
    if award.starts_on and days.starts_on < award.starts_on:
        first = award.starts_on.isoformat()
        raise refused(NOT_BEGUN, field="period", value=period, first=first)
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
        held = changing.locked(Award, award.pk, None)
        if not held.is_active:
            raise refused(ENDED, field="period", name=held.name)
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


def _tell(honour: Honour, wording: Wording, values: Mapping[str, str], time: int = 1) -> None:
    # Withdrawn and given back and withdrawn again, each is told once.
    about = About("honours", honour.pk, f"{wording.code}:{honour.pk}:{time}")
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
        _tell(honour, WITHDRAWN, said, honour.version)
    return honour


def restore_honour(*, actor: Actor, honour_id: str, version: int | None = None) -> Honour:
    """Give an honour back that was withdrawn, and tell the person. Raises Refused and Conflict."""
    require(actor, *GIVERS)
    found = honour_seen(actor, honour_id)
    with transaction.atomic():
        honour = changing.locked(Honour, found.pk, version)
        if not honour.is_withdrawn:
            raise refused(NOT_WITHDRAWN)
        values = {"is_withdrawn": False, "reason": ""}
        changing.change(actor=actor, record=honour, values=values, action="restore_honour")
        said = {"award": honour.award.name, "period": honour.period,
                "citation": honour.citation or honour.award.what_for}  # fmt: skip
        _tell(honour, RESTORED, said, honour.version)
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
