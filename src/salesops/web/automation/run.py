"""The duty of rules: takes events from the outbox in order, plans, and does what was planned.

An event is taken, planned and struck from the outbox in one transaction; each firing is then done
in one of its own. A worker killed between or within them goes on where nothing is lost or double.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from salesops.kernel.problem import Problem, Wording
from salesops.selling import automation
from salesops.selling.letters import Letter, letters
from salesops.selling.rulebook import from_dict, to_dict
from salesops.web.automation.doing import do_firing, told
from salesops.web.automation.events import done_of, event_of, record_of
from salesops.web.automation.models import Firing, Rule, Webhook
from salesops.web.automation.queueing import queue_event
from salesops.web.notices.actions import About, notify
from salesops.web.notices.models import Notice
from salesops.web.workspace.models import AuditEntry, Outbox

AT_ONCE = 200
SECONDS = 1.5
FLOOD, FLOOD_WITHIN = 10, timedelta(minutes=10)
MANY_GIVEN = Wording(
    "many_given",
    zh=("短时间内有许多记录交给了您", "不再逐条通知，请在列表中查看"),
    en=("Many records were given to you within minutes", "Look for them in the lists"),
)


@dataclass(frozen=True)
class Waiting:
    """Who waits for events: rules in their order with their rows, and webhooks."""

    rules: Sequence[automation.Rule]
    rows: dict[str, Rule]
    hooks: Sequence[Webhook]


def run_rules(now: datetime) -> int:
    """A duty: take what is in the outbox and do what it sets off; gives how many events it took.

    What the firings cause themselves is taken in the same round, so long as there is time.
    """
    until, taken = time.monotonic() + SECONDS, 0
    while True:
        number = take_events(now)
        done = do_firings(now)
        taken += number
        if not (number or done) or time.monotonic() > until:
            return taken


def active_rules() -> tuple[list[automation.Rule], dict[str, Rule]]:
    """The rules in use, in their order, and the row of each by its name."""
    rows = {row.name: row for row in Rule.objects.filter(is_active=True)}
    read = [from_dict({**row.definition, "name": row.name})[0] for row in rows.values()]
    return [rule for rule in read if rule], rows


def take_events(now: datetime, most: int = AT_ONCE) -> int:
    """Take events in order: plan, tell, put in line for webhooks, strike."""
    ids = list(Outbox.objects.order_by("id").values_list("pk", flat=True)[:most])
    if not ids:
        return 0
    rules, rows = active_rules()
    waiting = Waiting(rules, rows, list(Webhook.objects.filter(is_active=True)))
    for pk in ids:
        with transaction.atomic():
            _take(pk, waiting, now)
    return len(ids)


def _take(pk: int, waiting: Waiting, now: datetime) -> None:
    held = Outbox.objects.select_for_update(of=("self",)).filter(pk=pk)
    row = held.select_related("entry__actor__person").first()
    if row is None:
        return
    entry, record = row.entry, record_of(row.entry.table, row.entry.record_id)
    if record is not None:
        event = event_of(entry, record)
        today = timezone.localtime(now).date()
        write_plan(automation.planned(waiting.rules, event, today), event, waiting, entry, now)
        due = event.record.get("due_at")
        shown = f"{due:%Y-%m-%d %H:%M}" if isinstance(due, datetime) else ""
        for letter in letters(event, done_of(entry), shown):
            _tell(letter, entry, now)
        queue_event(waiting.hooks, entry, now)
    row.delete()


def write_plan(
    plan: automation.Plan,
    event: automation.Event,
    waiting: Waiting,
    entry: AuditEntry,
    now: datetime,
) -> None:
    """Write down what is to be done and what was stopped, each rule once for the entry."""
    by_name = {rule.name: rule for rule in waiting.rules}
    for firing in plan.firings:
        actions = to_dict(by_name[firing.rule])["actions"]
        state = {"chain": list(firing.chain), "actions": actions, "at": now}
        _once(waiting.rows[firing.rule], event, entry, state)
    for stop in plan.stops:
        stopped = {"chain": list(event.chain), "at": now, "state": "stopped", "why": told(stop.why)}
        _once(waiting.rows[stop.rule], event, entry, stopped)


def _once(row: Rule, event: automation.Event, entry: AuditEntry, values: dict[str, object]) -> None:
    named = {"rule_name": row.name, "table": event.table, "record_id": event.record_id}
    Firing.objects.get_or_create(rule=row, entry=entry, defaults={**named, **values})


def _tell(letter: Letter, entry: AuditEntry, now: datetime) -> None:
    """Tell what the event says by itself; of many at once, only that there are many."""
    about, words = About(entry.table, entry.record_id), letter.words
    recent = Notice.objects.filter(
        user__person_id=letter.to, kind=letter.kind, made_at__gt=now - FLOOD_WITHIN
    )
    if recent.count() >= FLOOD:
        key = f"many:{letter.kind}:{letter.to}:{now:%Y%m%d%H}"
        about, words = About(entry.table, "", key), Problem(MANY_GIVEN)
    notify(to=letter.to, kind=letter.kind, words=words, about=about, at=now)


def do_firings(now: datetime, most: int = AT_ONCE) -> int:
    """Do what is planned, in order."""
    planned = Firing.objects.filter(state="planned").order_by("id")
    ids = list(planned.values_list("pk", flat=True)[:most])
    for pk in ids:
        do_firing(pk, now)
    return len(ids)
