"""What is done to webhooks: made, changed, switched, taken away, tried, sent once more."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from salesops.selling.endpoints import url_fault
from salesops.web import changing
from salesops.web.access import EDITORS, Actor, require
from salesops.web.automation import problems as said
from salesops.web.automation.models import Delivery, Webhook
from salesops.web.automation.queueing import RULES_ONLY, queue_delivery
from salesops.web.notices.records import MODELS
from salesops.web.people.models import Role, User
from salesops.web.people.secrecy import sealed
from salesops.web.problems import refused
from salesops.web.text import clean_text

EVENTS = (
    *(f"{table}.{kind}" for table in MODELS for kind in ("created", "changed")),
    *(f"{table}.*" for table in MODELS),
    RULES_ONLY,
)
TOLD = ("name", "url", "events", "is_active")
PING = "ping"


def _owner(actor: Actor) -> User:
    """Whoever says where it goes owns it, and it tells what they may see: only operations."""
    require(actor, Role.OPS, Role.ADMIN)
    if not isinstance(actor, User) or actor.role != Role.OPS:
        raise refused(said.OWNER_ONLY)
    return actor


def set_webhook(
    *,
    actor: Actor,
    values: Mapping[str, object],
    webhook_id: int | None = None,
    version: int | None = None,
) -> tuple[Webhook, str]:
    """A new webhook with its secret, told this once; or other words for one, and no secret.

    Whoever changes one owns it from then on. Raises Refused, Conflict or ValidationError.
    """
    owner = _owner(actor)
    told = _checked(values)
    secret = "" if webhook_id else secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            if webhook_id:
                hook = _held(webhook_id, version)
                more = {"owner_id": owner.pk}
                changing.change(
                    actor=actor, record=hook, values={**told, **more}, action="set_webhook"
                )
            else:
                hook = Webhook(**told, secret=sealed(secret), owner=owner)
                hook.full_clean(validate_unique=False, validate_constraints=False)
                hook.save()
                changing.note(actor, "set_webhook", hook, {n: (None, v) for n, v in told.items()})
    except IntegrityError:
        raise refused(said.WEBHOOK_NAME_TAKEN, field="name", name=told.get("name")) from None
    return hook, secret


def _checked(values: Mapping[str, object]) -> dict[str, object]:
    told = {name: values[name] for name in TOLD if name in values}
    if "name" in told:
        told["name"] = clean_text(str(told["name"]))
    if "url" in told:
        told["url"] = str(told["url"]).strip()
        fault = url_fault(str(told["url"]))
        if fault:
            raise refused(fault.wording, field="url", **fault.values)
    if "events" in told:
        told["events"] = _events(told["events"])
    return told


def _events(given: object) -> list[str]:
    wanted = list(dict.fromkeys(given)) if isinstance(given, Sequence) else []
    if not wanted:
        raise refused(said.NO_EVENTS, field="events")
    for one in wanted:
        if one not in EVENTS:
            raise refused(said.UNKNOWN_EVENT, field="events", value=one, known=", ".join(EVENTS))
    return [str(one) for one in wanted]


def _held(webhook_id: int, version: int | None = None) -> Webhook:
    if not Webhook.objects.filter(pk=webhook_id).exists():
        raise refused(said.NO_SUCH_WEBHOOK)
    return changing.locked(Webhook, str(webhook_id), version)


def new_secret(*, actor: Actor, webhook_id: int) -> str:
    """Another secret, told this once; the old one signs nothing any more."""
    owner = _owner(actor)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        hook = _held(webhook_id)
        hook.secret, hook.owner = sealed(secret), owner
        changing.keep(hook, ["secret", "owner_id"])
        changing.note(actor, "new_webhook_secret", hook)
    return secret


def switch_webhook(*, actor: Actor, webhook_id: int, is_active: bool) -> Webhook:
    """Have events go there from now on, or no longer; what waits goes on waiting."""
    require(actor, *EDITORS)
    with transaction.atomic():
        hook = _held(webhook_id)
        switched = {"is_active": is_active}
        changing.change(actor=actor, record=hook, values=switched, action="switch_webhook")
    return hook


def remove_webhook(*, actor: Actor, webhook_id: int) -> None:
    """Take a webhook away with all that was or is to be sent to it."""
    require(actor, *EDITORS)
    with transaction.atomic():
        hook = _held(webhook_id)
        changing.note(actor, "remove_webhook", hook, {"url": (hook.url, None)})
        hook.delete()


def try_webhook(*, actor: Actor, webhook_id: int, now: datetime | None = None) -> Delivery:
    """Send an event that is about nothing, to see whether it arrives."""
    require(actor, *EDITORS)
    with transaction.atomic():
        hook = _held(webhook_id)
        changing.note(actor, "try_webhook", hook)
        return queue_delivery(hook, PING, "", "", now or timezone.now())


def send_again(*, actor: Actor, delivery_id: str, now: datetime | None = None) -> Delivery:
    """Send what was sent or given up once more, under the same id, as it stands today."""
    require(actor, *EDITORS)
    with transaction.atomic():
        held = Delivery.objects.select_for_update(of=("self",)).select_related("webhook")
        delivery = held.filter(pk=delivery_id.replace("\0", "")).first()
        if delivery is None:
            raise refused(said.NO_SUCH_DELIVERY)
        delivery.state, delivery.attempts = Delivery.State.WAITING, 0
        delivery.next_at = now or timezone.now()
        delivery.save(update_fields=["state", "attempts", "next_at"])
        changing.note(actor, "send_again", delivery.webhook, details={"delivery": delivery.pk})
    return delivery
