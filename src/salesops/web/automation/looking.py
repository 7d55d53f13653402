"""The duty of daily rules: once a day through each one's table, a part at a time, resumed."""

import time
from collections.abc import Sequence
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from salesops.selling import automation
from salesops.selling.daily import MOST_A_DAY, Bound, bounds, standing
from salesops.selling.rulebook import to_dict
from salesops.web.automation.catalogue import kinds, model_fields
from salesops.web.automation.events import values_of
from salesops.web.automation.models import Firing, Round, Rule
from salesops.web.automation.run import active_rules
from salesops.web.notices.records import MODELS

FROM_HOUR = 6
PART = 500
SECONDS = 0.5


def look_daily(now: datetime) -> int:
    """A duty: look on through what is not finished today; gives how many firings were planned."""
    here = timezone.localtime(now)
    rules, rows = active_rules()
    daily = [rule for rule in rules if rule.when.kind == "daily"]
    if not daily or here.hour < FROM_HOUR:
        return 0
    until, planned = time.monotonic() + SECONDS, 0
    for rule in daily:
        started, _made = Round.objects.get_or_create(rule=rows[rule.name], day=here.date())
        while not started.is_done and time.monotonic() < until:
            planned += _part(started, rule, now)
    return planned


def _part(started: Round, rule: automation.Rule, now: datetime) -> int:
    """The next part of the table: its firings and how far it came, in one transaction."""
    with transaction.atomic():
        today = timezone.localtime(now).date()
        found = list(candidates(rule, today).filter(pk__gt=started.after).order_by("pk")[:PART])
        left = MOST_A_DAY - started.fired
        held = holding(rule, found, today)[:left]
        made = sum(_fire(started.rule, rule, event, mark, now) for event, mark in held)
        started.looked_through += len(found)
        started.fired += made
        started.after = str(found[-1].pk) if found else started.after
        started.is_done = len(found) < PART or started.fired >= MOST_A_DAY
        started.save(update_fields=["looked_through", "fired", "after", "is_done"])
    return made


def candidates(rule: automation.Rule, today: date) -> QuerySet:
    """The records the rule may hold for, as far as the database can say."""
    table = rule.when.table
    found = MODELS[table]._default_manager.all()  # noqa: SLF001 - Django documents it
    for bound in bounds(rule, kinds(table), today):
        found = found.filter(_asked(table, bound))
    return found


def _asked(table: str, bound: Bound) -> Q:
    if bound.ask == "empty":
        return Q(**{f"{bound.field}__isnull": True})
    if bound.ask == "there":
        return Q(**{f"{bound.field}__isnull": False})
    if bound.ask == "is":
        return Q(**{bound.field: bound.value})
    value = bound.value
    field = model_fields(table)[bound.field]
    if isinstance(field, models.DateTimeField) and isinstance(value, date):
        value = timezone.make_aware(datetime.combine(value, datetime.min.time()))
    return Q(**{f"{bound.field}__lt": value})


Held = tuple[automation.Event, str]


def holding(rule: automation.Rule, records: Sequence[models.Model], today: date) -> list[Held]:
    """The records the rule holds for and has not acted on as they stand, each with its mark."""
    table = rule.when.table
    events = [
        (automation.Event("daily", table, str(one.pk), values_of(table, one)), one)
        for one in records
    ]
    held = [
        (event, standing(rule, getattr(one, "version", 0), event.record))
        for event, one in events
        if automation.planned([rule], event, today).firings
    ]
    acted = set(
        Firing.objects.filter(
            rule__name=rule.name, table=table, record_id__in=[e.record_id for e, _ in held]
        ).values_list("record_id", "standing")
    )
    return [(event, mark) for event, mark in held if (event.record_id, mark) not in acted]


def _fire(
    row: Rule, rule: automation.Rule, event: automation.Event, mark: str, now: datetime
) -> int:
    values = {
        "rule_name": row.name,
        "chain": [row.name],
        "actions": to_dict(rule)["actions"],
        "at": now,
    }
    _firing, is_new = Firing.objects.get_or_create(
        rule=row, entry=None, table=event.table, record_id=event.record_id, standing=mark,
        defaults=values,
    )  # fmt: skip
    return int(is_new)
