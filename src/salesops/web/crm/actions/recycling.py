"""The round of the worker through all held customers: warn, call off, take back."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.kernel.problem import Language, Problem
from salesops.selling.recycling import PLEASE_CONTACT, Turn
from salesops.web import changing
from salesops.web.access import Owner
from salesops.web.crm import holding
from salesops.web.crm.actions.pools import call_off, fitting_pool, to_pool
from salesops.web.crm.models import Account, Task
from salesops.web.crm.pooling import HELD, WARNING, Rules, turns
from salesops.web.crm.working_days import WorkingDays
from salesops.web.ids import new_id
from salesops.web.language import speaking
from salesops.web.notices.actions import About, notify
from salesops.web.notices.addressing import manager_of
from salesops.web.workspace.models import Workspace

AT_ONCE = 500
EVENING = time(18)
WORKER = Owner("worker")


@dataclass
class Round:
    """What one round through the held customers did."""

    looked_at: int = 0
    warned: int = 0
    called_off: int = 0
    taken: int = 0


def recycle(now: datetime) -> Round:
    """A duty: warn the owners of neglected customers, and take back those warned in time.

    Each customer in a transaction of its own, looked at again in it: who called there in the
    meantime keeps the customer, and a worker killed half-way leaves nothing half done.
    """
    done, rules = Round(), Rules.read()
    if not any(one.recycle_after_workdays is not None for one in rules.pools):
        return done
    call_off(WORKER, _outdated())
    after = ""
    while part := _held_after(after):
        after = part[-1].pk
        done.looked_at += len(part)
        for pk, found in turns(part, rules, now).items():
            if found.act != "keep":
                _acted(pk, rules, now, done)
    return done


def _outdated() -> QuerySet[Task]:
    """Warnings to somebody who holds the customer no longer."""
    warnings = Task.objects.filter(made_by_rule=WARNING)
    return warnings.exclude(owner_id=F("account__owner_id"))


def _held_after(pk: str) -> list[Account]:
    held = Account.objects.filter(owner__isnull=False, merged_into__isnull=True, pk__gt=pk)
    return list(held.only(*HELD).order_by("pk")[:AT_ONCE])


def _acted(pk: str, rules: Rules, now: datetime, done: Round) -> None:
    with transaction.atomic():
        account = changing.locked(Account, pk, None)
        found = turns([account], rules, now).get(pk) if account.owner_id else None
        if found is None or found.act == "keep":
            return
        if found.act == "take":
            pool = fitting_pool(account, rules)
            reason = found.reason.reason(_spoken())
            to_pool(WORKER, account, pool, holding.Ended.RECYCLED, reason, "recycle_account")
            done.taken += 1
        elif found.act == "warn":
            _warn(account, found, rules.working_days)
            done.warned += 1
        else:
            call_off(WORKER, Task.objects.filter(account=account, made_by_rule=WARNING))
            done.called_off += 1


def _spoken() -> Language:
    workspace = Workspace.objects.first()
    return "en" if workspace and workspace.language.startswith("en") else "zh"


def _warn(account: Account, found: Turn, days: WorkingDays) -> None:
    """A task for the owner, due on the last day; the manager sees it among the team's."""
    language = _spoken()
    with speaking(language):
        title = _("Contact %s, or it goes back to the pool") % account
    due = found.contact_by
    task = Task(
        task_id=new_id("T"),
        title=title[:300],
        details=f"{found.reason.reason(language)}\n{found.reason.remedy(language)}",
        due_at=days.at(account.owner_id, due, EVENING) if due else None,
        owner_id=account.owner_id,
        account=account,
        made_by_rule=WARNING,
    )
    changing.made(WORKER, "warn_of_recycling", task)
    _tell(account, found)


def _tell(account: Account, found: Turn) -> None:
    """Owner and manager hear of it, each in their own language and way."""
    words = Problem(PLEASE_CONTACT, values={"name": account.name, "contact_by": found.contact_by})
    about = About("accounts", account.pk, f"pool:{account.pk}:{found.contact_by}")
    manager = manager_of(account.owner_id, timezone.localdate())
    for person in dict.fromkeys(filter(None, (account.owner_id, manager))):
        notify(to=person, kind="pool_warning", words=words, about=about)
