"""The page of webhooks: where events go, what was sent, once more, a test."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from salesops.selling.rule_words import TABLES, word
from salesops.web.access import EDITORS, require
from salesops.web.automation.actions_webhooks import (
    PING,
    new_secret,
    remove_webhook,
    send_again,
    set_webhook,
    switch_webhook,
    try_webhook,
)
from salesops.web.automation.models import Delivery, Webhook
from salesops.web.automation.queueing import RULES_ONLY
from salesops.web.language import spoken
from salesops.web.notices.records import MODELS, address, names
from salesops.web.paging import BadCursor, page
from salesops.web.people.blame import blame, sentence
from salesops.web.people.models import Role
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

PER_PAGE = 50
ORDER = ("-made_at", "-delivery_id")


def event_choices() -> list[tuple[str, str]]:
    """Every event in words."""
    kinds = {"created": _("is new"), "changed": _("is changed")}
    found = [
        (f"{table}.{kind}", f"{word(TABLES[table], spoken())} {label}")
        for table in MODELS
        for kind, label in kinds.items()
    ]
    return [*found, (RULES_ONLY, _("only when a rule calls it"))]


class WebhookForm(forms.Form):
    """Where events go, and which."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    url = forms.CharField(label=gettext_lazy("Address that is called"), max_length=1000)
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the events in the reader's words."""
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = event_choices()  # type: ignore[attr-defined]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def webhooks(request: SignedIn) -> HttpResponse:
    """Every webhook, what was sent to it, and the form of a new one."""
    require(request.user, *EDITORS)
    form, status, more = WebhookForm(request.POST or None), 200, {}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                hook, secret = set_webhook(actor=request.user, values=form.cleaned_data)
                more = {"secret": secret, "secret_of": hook}
                form, status = WebhookForm(), 200
            except (Refused, ValidationError) as error:
                status = blame(form, error)
    context = {**_context(request), "form": form, **more}
    return render(request, "automation/webhooks.html", context, status=status)


def _context(request: SignedIn) -> dict[str, Any]:
    found = Delivery.objects.select_related("webhook")
    asked = request.GET.dict()
    if asked.get("hook", "").isdecimal() and len(asked["hook"]) < 18:
        found = found.filter(webhook_id=int(asked["hook"]))
    if asked.get("state") in Delivery.State.values:
        found = found.filter(state=asked["state"])
    try:
        shown = page(found, ORDER, asked.get("after"), PER_PAGE)
    except BadCursor:
        shown = page(found, ORDER, None, PER_PAGE)
    waiting = Count("deliveries", filter=Q(deliveries__state="waiting"))
    failed = Count("deliveries", filter=Q(deliveries__state="given_up"))
    kinds = {"*": _("is new or changed"), "rule": _("by a rule")}
    labels = dict(event_choices()) | {PING: _("a test")}
    labels |= {
        f"{table}.{kind}": f"{word(TABLES[table], spoken())} {said}"
        for table in MODELS
        for kind, said in kinds.items()
    }
    hooks = Webhook.objects.select_related("owner__person").annotate(waiting=waiting, failed=failed)
    return {
        "hooks": [(hook, [labels.get(e, e) for e in hook.events]) for hook in hooks],
        "deliveries": _deliveries(request, shown.items, labels), "next": shown.next,
        "states": Delivery.State.choices, "asked": asked,
        "may_own": request.user.role == Role.OPS,
    }  # fmt: skip


def _deliveries(
    request: SignedIn, rows: list[Delivery], labels: dict[str, str]
) -> list[dict[str, Any]]:
    """Whoever may not see a record gets its id, and not what the other side said of it."""
    known: dict[str, str] = {}
    for table in {row.table for row in rows if row.table}:
        ids = {row.record_id for row in rows if row.table == table}
        found = names(request.user, table, ids)
        known |= {f"{table}:{pk}": name for pk, name in found.items()}
    shown = []
    for row in rows:
        name = known.get(f"{row.table}:{row.record_id}")
        may_read = name is not None or not row.table
        shown.append(
            {
                "row": row, "name": name, "event": labels.get(row.event, row.event),
                "address": address(row.table, row.record_id) if name else "",
                "answer": row.answer if may_read else "",
            }
        )  # fmt: skip
    return shown


@login_required
@never_cache
@require_POST
def do(request: SignedIn, webhook_id: int) -> HttpResponse:
    """Switch a webhook, try it, take it away, give it another secret."""
    require(request.user, *EDITORS)
    what, who = request.POST.get("do", ""), request.user
    try:
        if what in ("on", "off"):
            switch_webhook(actor=who, webhook_id=webhook_id, is_active=what == "on")
        elif what == "try":
            try_webhook(actor=who, webhook_id=webhook_id)
            messages.success(request, _("A test event is on its way; see below what came of it."))
        elif what == "remove":
            remove_webhook(actor=who, webhook_id=webhook_id)
        elif what == "secret":
            secret = new_secret(actor=who, webhook_id=webhook_id)
            hook = Webhook.objects.get(pk=webhook_id)
            context = {"form": WebhookForm(), "secret": secret, "secret_of": hook}
            return render(request, "automation/webhooks.html", {**_context(request), **context})
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("webhooks")


@login_required
@require_POST
def again(request: SignedIn, delivery_id: str) -> HttpResponse:
    """Send it once more."""
    try:
        send_again(actor=request.user, delivery_id=delivery_id)
        messages.success(request, _("It is sent once more."))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("webhooks")
