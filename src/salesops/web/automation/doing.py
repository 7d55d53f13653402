"""Doing what a firing planned: through the same actions as everybody, whole or not at all."""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone

from salesops.kernel.problem import Problem, Wording
from salesops.selling.automation import (
    MANAGER,
    OWNER,
    Action,
    Assign,
    CallWebhook,
    CreateTask,
    Notify,
    SetField,
    filled,
)
from salesops.selling.letters import RULE_SAYS
from salesops.selling.rulebook import from_dict
from salesops.selling.workdays import workday_after
from salesops.web.access import Owner
from salesops.web.automation import problems as said
from salesops.web.automation.catalogue import kinds, label, shown, value_of
from salesops.web.automation.events import about_ids, record_of, values_of, whose
from salesops.web.automation.models import Firing, Webhook
from salesops.web.automation.queueing import queue_delivery
from salesops.web.automation.setting import GIVE, SET
from salesops.web.crm.actions.leads import apply_rules
from salesops.web.crm.actions.tasks import add_task
from salesops.web.crm.models import Account
from salesops.web.door import through
from salesops.web.notices.actions import About, notify
from salesops.web.notices.addressing import manager_of, users_of
from salesops.web.notices.records import may_see
from salesops.web.people.models import Person
from salesops.web.problems import Refused, refused
from salesops.web.workdays import company_calendar

log = logging.getLogger("salesops.automation")
State = Firing.State
IN_WORKDAYS = re.compile(r"\+(\d{1,3})")
EVENING = time(18)


class Doing:
    """One firing being done: the record as it is now, and who is meant by owner and manager."""

    def __init__(self, firing: Firing, record: Any, now: datetime) -> None:
        self.firing, self.record, self.now = firing, record, now
        self.table, self.id = firing.table, firing.record_id
        self.actor = Owner(firing.rule_name)
        self.values = {**values_of(self.table, record), **names_of(record)}
        self.words = {name: shown(value) for name, value in self.values.items()}

    @property
    def today(self) -> date:
        """The day, where the company is."""
        return timezone.localtime(self.now).date()

    def person(self, whom: str) -> str:
        """The id of whoever is meant. Raises Refused when there is nobody."""
        owner = whose(self.table, self.record)
        if whom not in (OWNER, MANAGER):
            return whom
        found = owner if whom == OWNER else manager_of(owner, self.today)
        if not found:
            raise refused(said.NOBODY)
        return found


def names_of(record: Any) -> dict[str, str]:
    """What messages may name beside the record's own fields."""
    account = record if isinstance(record, Account) else getattr(record, "account", None)
    owner = getattr(record, "owner", None)
    return {
        "account_name": str(account) if account else "",
        "owner_name": owner.name if owner else "",
    }


def do_firing(pk: int, now: datetime) -> None:
    """Do what was planned, if nobody has yet: all of it and its log in one transaction."""
    with transaction.atomic():
        firing = Firing.objects.select_for_update().filter(pk=pk, state=State.PLANNED).first()
        if firing is None:
            return
        record = record_of(firing.table, firing.record_id)
        if record is None:
            firing.state, firing.why = State.FAILED, told(Problem(said.RECORD_GONE))
        else:
            with through("rule", tuple(firing.chain)):
                firing.results = [_attempt(a, firing, now) for a in actions_of(firing)]
            firing.state = _state(firing.results)
        firing.save(update_fields=["state", "why", "results"])


def actions_of(firing: Firing) -> tuple[Action, ...]:
    """The actions as they were when the rule fired, whatever has become of the rule."""
    when = {"kind": "changed", "table": firing.table}
    rule, _faults = from_dict({"name": "-", "when": when, "actions": firing.actions})
    return rule.actions if rule else ()


def told(problem: Problem) -> dict[str, str]:
    """What is wrong and what to do in both languages, as the log keeps it."""
    zh = "。".join(part for part in (problem.reason("zh"), problem.remedy("zh")) if part)
    en = ". ".join(part for part in (problem.reason("en"), problem.remedy("en")) if part)
    return {"code": problem.code, "zh": zh, "en": en}


def _state(results: list[dict[str, Any]]) -> str:
    went = [result["ok"] for result in results]
    if all(went):
        return State.DONE
    return State.PARTLY if any(went) else State.FAILED


def _attempt(action: Action, firing: Firing, now: datetime) -> dict[str, Any]:
    """Do one action in a savepoint: what one could not do takes nothing back of the others."""
    try:
        with transaction.atomic():
            doing = Doing(firing, record_of(firing.table, firing.record_id), now)
            found, more = DOERS[type(action)](doing, action)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - a rule that breaks must not stop the others
        return {"do": verb(action), "ok": False, **told(_why(error))}
    return {"do": verb(action), "ok": True, **told(found), **more}


def _why(error: Exception) -> Problem:
    if isinstance(error, Refused):
        return error.problem
    if isinstance(error, ValidationError):
        return Problem(said.UNFIT, values={"what": " ".join(error.messages)[:300]})
    if not isinstance(error, Http404 | PermissionDenied):
        log.error("a rule's action broke", exc_info=error)
    return Problem(said.BROKE, values={"what": type(error).__name__})


def verb(action: Action) -> str:
    """The word by which data names the action."""
    return VERBS[type(action)]


Done = tuple[Problem, dict[str, Any]]


def _create_task(doing: Doing, action: CreateTask) -> Done:
    person = doing.person(action.assignee)
    _check_sight(doing, person)
    day = workday_after(doing.today, action.due_in_workdays, company_calendar())
    task = add_task(
        actor=doing.actor,
        title=filled(action.title, doing.words)[:300],
        given=about_ids(doing.table, doing.record),
        due_at=timezone.make_aware(datetime.combine(day, EVENING)),
        owner_id=person,
        rule=doing.firing.rule_name,
    )
    return Problem(said.TASK_MADE), {"made": task.pk}


def _check_sight(doing: Doing, person: str) -> None:
    """Nobody learns of a record through a rule what they may not see themselves."""
    users = users_of(person, doing.today)
    if users and not any(may_see(user, doing.table, doing.id) for user in users):
        raise refused(said.MAY_NOT_SEE, who=_name(person))


def _name(person: str) -> str:
    found = Person.objects.filter(pk=person).first()
    return found.name if found else person


def _assign(doing: Doing, action: Assign) -> Done:
    if not action.person_id:
        if doing.table != "leads":
            raise refused(said.NO_PERSON_NAMED)
        found = apply_rules(actor=doing.actor, lead_id=doing.id, version=None)
        if found.assignment is None or found.assignment.person_id is None:
            return Problem(said.NOT_ASSIGNED), {}
        return _given(found.lead.owner_id or "")
    give = GIVE.get(doing.table)
    if give is None:
        raise refused(said.NOT_GIVEN, table=doing.table)
    give(doing.actor, doing.id, action.person_id)
    return _given(action.person_id)


def _given(person: str) -> Done:
    return Problem(said.ASSIGNED, values={"who": _name(person)}), {}


def _notify(doing: Doing, action: Notify) -> Done:
    person = doing.person(action.to)
    message = filled(action.message, doing.words)
    words = Problem(RULE_SAYS, values={"message": message, "rule": doing.firing.rule_name})
    about = About(doing.table, doing.id)
    found = notify(to=person, kind="rule", words=words, about=about, at=doing.now)
    if not found.notices:
        why: Wording = said.MAY_NOT_SEE if found.kept_from else said.NO_USER
        raise refused(why, who=_name(person))
    names = "、".join(notice.user.name for notice in found.notices)
    return Problem(said.NOTIFIED, values={"who": names}), {}


def _set_field(doing: Doing, action: SetField) -> Done:
    setter = SET.get(doing.table)
    if setter is None:
        raise refused(said.NOT_SETTABLE, table=doing.table, value=action.field, known="—")
    text = filled(action.value, doing.words)
    value = _typed(doing, action.field, text)
    named = {"field": label(doing.table, action.field)}
    now = doing.values.get(action.field)
    is_so = value in now if isinstance(now, list) else value == now
    if is_so:
        return Problem(said.ALREADY_SO, values=named), {}
    setter(doing.actor, doing.id, action.field, value)
    return Problem(said.FIELD_SET, values=named), {}


def _typed(doing: Doing, name: str, text: str) -> object:
    """The text as the field holds it; `+3` of a day is three working days from now."""
    kind = kinds(doing.table).get(name)
    ahead = IN_WORKDAYS.fullmatch(text.strip())
    if kind in ("day", "moment") and ahead:
        day = workday_after(doing.today, int(ahead[1]), company_calendar())
        is_day = kind == "day"
        return day if is_day else timezone.make_aware(datetime.combine(day, EVENING))
    if (text == "" and kind in ("day", "moment", "number")) or (
        text == "" and name.endswith("_id")
    ):
        return None
    return value_of(doing.table, name, text)


def _call_webhook(doing: Doing, action: CallWebhook) -> Done:
    hook = Webhook.objects.filter(name=action.webhook, is_active=True).first()
    if hook is None:
        raise refused(said.UNKNOWN_WEBHOOK, value=action.webhook)
    firing = doing.firing
    made = queue_delivery(
        hook, f"{doing.table}.rule", doing.table, doing.id, doing.now,
        entry_id=firing.entry_id, rule=firing.rule_name,
    )  # fmt: skip
    return Problem(said.QUEUED), {"delivery": made.pk}


DOERS: Mapping[type, Callable[[Doing, Any], Done]] = {
    CreateTask: _create_task,
    Assign: _assign,
    Notify: _notify,
    SetField: _set_field,
    CallWebhook: _call_webhook,
}
VERBS: Mapping[type, str] = {
    CreateTask: "create_task",
    Assign: "assign",
    Notify: "notify",
    SetField: "set_field",
    CallWebhook: "call_webhook",
}
