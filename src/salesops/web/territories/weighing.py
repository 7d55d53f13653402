"""What customers take and what they are worth, by what somebody chose to balance on."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from salesops.kernel.period import DAY, month_later
from salesops.metrics.question import Question, answer
from salesops.planning.territories import Unit
from salesops.web.access import Actor, NoLedger, ledger_of
from salesops.web.crm.models import Account
from salesops.web.explore.questions import cache_folder

WORKLOADS = {"contacts": _("Contacts of the last twelve months"), "equal": _("All alike")}
POTENTIALS = {
    "sales": _("Sales of the last twelve months and open deals"),
    "revenue": _("Sales of the last twelve months"),
    "pipeline": _("Open deals"),
    "equal": _("All alike"),
}
METRICS: Mapping[str, Sequence[str]] = {
    "contacts": ("activity_count",), "sales": ("net_revenue", "open_pipeline"),
    "revenue": ("net_revenue",), "pipeline": ("open_pipeline",), "equal": (),
}  # fmt: skip
ACCOUNT = "accounts.account_id"


def units_of(
    actor: Actor, accounts: Sequence[Account], workload: str, potential: str
) -> list[Unit]:
    """A unit a customer. One contact more than there was, so that nobody weighs nothing."""
    work, worth = _weights(actor, workload), _weights(actor, potential)
    return [
        Unit(
            account.pk, 1 + float(work.get(account.pk, 0)),
            float(worth.get(account.pk, 0)) if METRICS[potential] else 1.0,
            1, account.owner_id or "",
        )
        for account in accounts
    ]  # fmt: skip


def _weights(actor: Actor, chosen: str) -> Mapping[str, Decimal]:
    metrics = METRICS[chosen]
    if not metrics:
        return {}
    try:
        ledger = ledger_of(actor)
    except NoLedger:
        return {}
    end = ledger.as_of + DAY
    question = Question(tuple(metrics), (ACCOUNT,), (), month_later(end, -12), end)
    return {
        row[ACCOUNT]: max(
            sum((Decimal(row[name] or 0) for name in metrics), Decimal(0)), Decimal(0)
        )
        for row in answer(ledger, question, cache_folder()).rows
        if row[ACCOUNT]
    }
