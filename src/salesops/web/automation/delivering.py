"""The duty that calls webhooks: what waits is sent, tried again as it fails, given up at last."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from salesops.kernel.problem import Language, Problem
from salesops.selling import hooks
from salesops.selling.letters import WEBHOOK_FAILED
from salesops.web.automation.catalogue import FIELDS
from salesops.web.automation.events import kind_of, values_of
from salesops.web.automation.models import Delivery, Firing, Webhook
from salesops.web.boundary import seen
from salesops.web.calling import Answer, answer_to
from salesops.web.notices.actions import About, notify, spoken_by
from salesops.web.notices.models import Message, Notice
from salesops.web.notices.records import MODELS
from salesops.web.people.secrecy import Unreadable, opened
from salesops.web.posting import Post

AT_ONCE = 20
MOST_WAITING = 2000
WAIT_SECONDS = 0.3
SHOWN_ANSWER = 1000
KEPT = timedelta(days=30)
State = Delivery.State

post: Post[Answer] = Post(is_dead=lambda answer: answer.status is None)


def call_webhooks(now: datetime, wait: float = WAIT_SECONDS) -> int:
    """A duty: write down what came back, then call what is due; gives how many were settled.

    Every webhook is called from a thread of its own, one call after another, and after one to
    which nobody answered no more of them: one that hangs makes only its own events wait.
    """
    settled = _settle(now, 0)
    for hook, deliveries in _due(now):
        if post.is_free(hook.pk):
            tasks = [(one.pk, call) for one in deliveries if (call := _call(one, hook, now))]
            if tasks:
                post.send(hook.pk, tasks)
    return settled + _settle(now, wait)


def _due(now: datetime) -> list[tuple[Webhook, list[Delivery]]]:
    waiting = Delivery.objects.filter(
        state="waiting", next_at__lte=now, webhook__is_active=True
    ).exclude(webhook__in=list(post.busy))
    found: dict[Webhook, list[Delivery]] = defaultdict(list)
    rows = waiting.select_related("webhook__owner", "entry").order_by("next_at", "made_at")
    for one in rows[:MOST_WAITING]:
        if len(found[one.webhook]) < AT_ONCE:
            found[one.webhook].append(one)
    return list(found.items())


def _call(delivery: Delivery, hook: Webhook, now: datetime) -> Callable[[], Answer] | None:
    """The call to make, with everything read that needs the database; none when it must not."""
    event = payload(delivery, hook)
    if event is None:
        delivery.state, delivery.answer = State.WITHHELD, ""
        delivery.save(update_fields=["state", "answer"])
        return None
    try:
        secret = opened(hook.secret)
    except Unreadable:
        return lambda: Answer(status=400, body=b"the secret can no longer be read")
    second = int(now.timestamp())
    call = hooks.event_call(hook.url, secret, delivery.pk, event, second)
    seconds, private = settings.SALESOPS_WEBHOOK_SECONDS, settings.SALESOPS_WEBHOOK_PRIVATE
    return lambda: answer_to(call, seconds=seconds, private=private)


def payload(delivery: Delivery, hook: Webhook) -> dict[str, object] | None:
    """What is told: what the webhook's owner may see of the record now; nothing where they may not.

    The changes are those of the event, the fields those of the moment.
    """
    entry = delivery.entry
    told: dict[str, object] = {
        "id": delivery.pk, "event": delivery.event, "at": delivery.made_at.isoformat(),
    }  # fmt: skip
    if not delivery.table:
        return told
    record = seen(hook.owner, MODELS[delivery.table]).filter(pk=delivery.record_id).first()
    if record is None:
        return None
    told |= {
        "table": delivery.table,
        "record_id": delivery.record_id,
        "record": values_of(delivery.table, record),
        "changes": {},
    }
    if delivery.rule_name:
        told["rule"] = delivery.rule_name
    if entry is not None:
        known = FIELDS[delivery.table]
        told |= {
            "at": entry.at.isoformat(),
            "kind": kind_of(entry),
            "action": entry.action,
            "by": entry.actor_name,
            "door": entry.door,
            "changes": {name: pair for name, pair in entry.changes.items() if name in known},
        }
    return told


def _settle(now: datetime, wait: float) -> int:
    came = post.collect(wait)
    for pk, answer in came:
        delivery = Delivery.objects.select_related("webhook__owner").filter(pk=pk).first()
        if delivery:
            _written(delivery, answer, now)
    return len(came)


def _written(delivery: Delivery, answer: Answer, now: datetime) -> None:
    delivery.attempts += 1
    became = hooks.outcome("event", answer.status, answer.body, delivery.attempts)
    if answer.refusal:
        became = "given_up"
    again = hooks.retry_at(now, delivery.attempts) if became == "retry" else None
    delivery.status, delivery.milliseconds = answer.status, answer.milliseconds
    delivery.answer, delivery.sent_at = said(answer, spoken_by(delivery.webhook.owner)), now
    if became == "delivered":
        delivery.state = State.DELIVERED
    elif again is None:
        delivery.state = State.GIVEN_UP
    delivery.next_at = again or delivery.next_at
    delivery.save(update_fields=WRITTEN)
    if delivery.state == State.GIVEN_UP:
        _tell_owner(delivery, now)


WRITTEN: Sequence[str] = (
    "attempts", "status", "milliseconds", "answer", "sent_at", "state", "next_at",
)  # fmt: skip


def said(answer: Answer, language: Language) -> str:
    """What came back, as far as it is kept."""
    return answer.said(language).replace("\0", "")[:SHOWN_ANSWER]


def _tell_owner(delivery: Delivery, now: datetime) -> None:
    hook = delivery.webhook
    what = f"{delivery.event} {delivery.record_id} · {delivery.status or delivery.answer[:80]}"
    words = Problem(WEBHOOK_FAILED, values={"name": hook.name, "what": what})
    # One notice an hour is enough to know that the other side is down.
    key = f"webhook:{hook.pk}:{now:%Y%m%d%H}"
    notify(
        to=hook.owner, kind="webhook_failed", words=words, about=About("webhooks", "", key), at=now
    )


def sweep_sent(now: datetime) -> None:
    """A duty: what was settled a month ago is forgotten; the log of rules is kept a year."""
    before = now - KEPT
    Delivery.objects.exclude(state="waiting").filter(made_at__lt=before).delete()
    Message.objects.exclude(state="waiting").filter(next_at__lt=before).delete()
    Notice.objects.filter(read_at__lt=now - KEPT * 6).delete()
    Firing.objects.exclude(state="planned").filter(at__lt=now - KEPT * 12).delete()
