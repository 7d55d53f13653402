"""REST: rules with their rehearsal and log, webhooks and what was sent to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Router, Schema, Status

from salesops.web.access import EDITORS, require
from salesops.web.automation import actions, actions_webhooks
from salesops.web.automation.models import Delivery, Firing, Rule, Webhook
from salesops.web.automation.problems import NO_SUCH_RULE
from salesops.web.automation.rehearsing import rehearsed
from salesops.web.automation.shown import firings, said, woulds
from salesops.web.automation.views import ORDER, narrowed
from salesops.web.automation.webhook_views import ORDER as DELIVERY_ORDER
from salesops.web.language import spoken
from salesops.web.paging import page
from salesops.web.problems import refused
from salesops.web.signed_in import SignedIn

router = Router(tags=["automation"])


class RuleIn(Schema):
    """A rule as data: when, conditions, actions; `version` as it was read, to overwrite nobody."""

    definition: dict[str, Any]
    description: str = ""
    version: int | None = None


class RuleOut(Schema):
    """A rule with its place in the order."""

    id: int
    name: str
    description: str
    definition: dict[str, Any]
    is_active: bool
    position: int
    version: int


class OrderIn(Schema):
    """All rules' ids in the order in which they are to act."""

    ids: list[int]


class WouldOut(Schema):
    """One firing that would have been; a record is named to whoever may see it."""

    at: str
    record_id: str
    name: str | None
    actions: list[str]


class RehearsedOut(Schema):
    """What a rule would have done; at most a hundred, newest first."""

    words: str
    fired: int
    records: int
    looked_through: int
    is_cut: bool
    is_daily: bool
    items: list[WouldOut]


class FiringOut(Schema):
    """One time a rule acted or was kept from it."""

    id: int
    at: datetime
    rule: str
    table: str
    record_id: str
    name: str | None
    state: str
    chain: list[str]
    results: list[dict[str, Any]]
    why: str


class FiringsOut(Schema):
    """A page of the log, newest first."""

    items: list[FiringOut]
    next: str | None


class WebhookIn(Schema):
    """Where events go, and which, like `deals.changed` or `leads.*`."""

    name: str
    url: str
    events: list[str]
    version: int | None = None


class WebhookOut(Schema):
    """A webhook; its secret is told when it is made and never again."""

    id: int
    name: str
    url: str
    events: list[str]
    owner: str
    is_active: bool
    version: int
    secret: str | None = None


class DeliveryOut(Schema):
    """One event on its way, and what came of it."""

    delivery_id: str
    webhook: str
    event: str
    table: str
    record_id: str
    made_at: datetime
    state: str
    attempts: int
    next_at: datetime
    status: int | None


class DeliveriesOut(Schema):
    """A page of deliveries, newest first."""

    items: list[DeliveryOut]
    next: str | None


@router.get("/rules", response=list[RuleOut])
def rules(request: SignedIn) -> Any:
    """Every rule in its order."""
    require(request.user, *EDITORS)
    return list(Rule.objects.all())


@router.post("/rules", response={201: RuleOut})
def make_rule(request: SignedIn, body: RuleIn) -> Any:
    """A new rule, last in the order."""
    made = actions.set_rule(
        actor=request.user, definition=body.definition, description=body.description
    )
    return Status(201, made)


@router.put("/rules/order", response=list[RuleOut])
def order(request: SignedIn, body: OrderIn) -> Any:
    """Have the rules act in this order."""
    actions.order_rules(actor=request.user, ids=body.ids)
    return list(Rule.objects.all())


@router.post("/rules/rehearse", response=RehearsedOut)
def rehearse(request: SignedIn, body: RuleIn, days: int = 30) -> Any:
    """What the rule would have done in the last days; nothing is kept."""
    require(request.user, *EDITORS)
    read = actions.read_rule(body.definition)
    now = timezone.localtime(timezone.now())
    found = rehearsed(read, now, min(max(days, 1), 366))
    shown = woulds(request.user, read.when.table, found.woulds[:100], spoken())
    return {
        "words": said(read, spoken()), "fired": len(found.woulds), "records": found.records,
        "looked_through": found.looked_through, "is_cut": found.is_cut,
        "is_daily": found.is_daily,
        "items": [{**one, "at": one["at"].isoformat()} for one in shown],
    }  # fmt: skip


@router.get("/rules/{rule_id}", response=RuleOut)
def rule(request: SignedIn, rule_id: int) -> Any:
    """One rule."""
    require(request.user, *EDITORS)
    found = Rule.objects.filter(pk=rule_id).first()
    if found is None:
        raise refused(NO_SUCH_RULE)
    return found


@router.put("/rules/{rule_id}", response=RuleOut)
def change_rule(request: SignedIn, rule_id: int, body: RuleIn) -> Any:
    """Other words for a rule; `is_active` in the definition switches it."""
    return actions.set_rule(
        actor=request.user, rule_id=rule_id, definition=body.definition,
        description=body.description, version=body.version,
    )  # fmt: skip


@router.delete("/rules/{rule_id}", response={204: None})
def remove_rule(request: SignedIn, rule_id: int) -> Any:
    """Take a rule away; its log stays."""
    actions.remove_rule(actor=request.user, rule_id=rule_id)
    return Status(204, None)


@router.get("/firings", response=FiringsOut)
def log(
    request: SignedIn,
    rule: int | None = None,
    state: str = "",
    table: str = "",
    record: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Any:
    """What rules did and were kept from."""
    require(request.user, *EDITORS)
    asked = {"rule": str(rule or ""), "state": state, "table": table, "record": record}
    found = page(narrowed(asked), ORDER, cursor, limit)
    return {"items": [_firing(one) for one in _shown(request, found.items)], "next": found.next}


def _shown(request: SignedIn, rows: list[Firing]) -> list[dict[str, Any]]:
    return firings(request.user, rows, spoken())


def _firing(shown: dict[str, Any]) -> dict[str, Any]:
    row: Firing = shown["row"]
    return {
        "id": row.pk, "at": row.at, "rule": row.rule_name, "table": row.table,
        "record_id": row.record_id, "name": shown["name"], "state": row.state,
        "chain": row.chain, "results": shown["results"], "why": shown["why"],
    }  # fmt: skip


def _hook(hook: Webhook, secret: str | None = None) -> dict[str, Any]:
    told = {name: getattr(hook, name) for name in ("name", "url", "events", "is_active", "version")}
    return {**told, "id": hook.pk, "owner": hook.owner.username, "secret": secret or None}


@router.get("/webhooks", response=list[WebhookOut])
def webhooks(request: SignedIn) -> Any:
    """Every webhook."""
    require(request.user, *EDITORS)
    return [_hook(one) for one in Webhook.objects.select_related("owner")]


@router.post("/webhooks", response={201: WebhookOut})
def make_webhook(request: SignedIn, body: WebhookIn) -> Any:
    """A new webhook, with its secret."""
    values = body.dict(exclude={"version"})
    return Status(201, _hook(*actions_webhooks.set_webhook(actor=request.user, values=values)))


@router.put("/webhooks/{webhook_id}", response=WebhookOut)
def change_webhook(request: SignedIn, webhook_id: int, body: WebhookIn) -> Any:
    """Other words for a webhook; whoever changes it owns it."""
    values = body.dict(exclude={"version"})
    hook, _none = actions_webhooks.set_webhook(
        actor=request.user, webhook_id=webhook_id, values=values, version=body.version
    )
    return _hook(hook)


@router.delete("/webhooks/{webhook_id}", response={204: None})
def remove_webhook(request: SignedIn, webhook_id: int) -> Any:
    """Take a webhook away."""
    actions_webhooks.remove_webhook(actor=request.user, webhook_id=webhook_id)
    return Status(204, None)


@router.post("/webhooks/{webhook_id}/test", response={202: DeliveryOut})
def try_webhook(request: SignedIn, webhook_id: int) -> Any:
    """Send an event that is about nothing."""
    made = actions_webhooks.try_webhook(actor=request.user, webhook_id=webhook_id)
    return Status(202, _delivery(made))


def _delivery(row: Delivery) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in DeliveryOut.model_fields if name != "webhook"}
    return {**told, "webhook": row.webhook.name}


@router.get("/deliveries", response=DeliveriesOut)
def deliveries(
    request: SignedIn,
    webhook: int | None = None,
    state: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Any:
    """What was sent and what came of it."""
    require(request.user, *EDITORS)
    rows = Delivery.objects.select_related("webhook")
    if webhook is not None:
        rows = rows.filter(webhook_id=webhook)
    if state:
        rows = rows.filter(state=state)
    found = page(rows, DELIVERY_ORDER, cursor, limit)
    return {"items": [_delivery(one) for one in found.items], "next": found.next}


@router.post("/deliveries/{delivery_id}/again", response={202: DeliveryOut})
def send_again(request: SignedIn, delivery_id: str) -> Any:
    """Send it once more, under the same id."""
    made = actions_webhooks.send_again(actor=request.user, delivery_id=delivery_id)
    return Status(202, _delivery(made))
