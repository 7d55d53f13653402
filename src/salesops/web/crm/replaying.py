"""What rules not yet saved would have done with the leads and customers there were."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from django.utils import timezone

from salesops.selling.contact import Doing, reaches
from salesops.selling.pool import PoolRule
from salesops.selling.rehearsal import Rehearsal, rehearsal
from salesops.selling.replaying import Replay, Spell, replay
from salesops.web.crm.assigning import as_policy, caps, past_leads, sellers
from salesops.web.crm.buying import ordered
from salesops.web.crm.models import Account, Activity, AssignmentRule, Deal, Holding
from salesops.web.crm.working_days import WorkingDays
from salesops.web.market.tree import RegionTree

REHEARSED_DAYS = 30
REPLAYED_DAYS = 365

Days = dict[str, list[date]]


def rehearsed(rules: Sequence[AssignmentRule], days: int = REHEARSED_DAYS) -> Rehearsal:
    """The leads of the last days, given out once more by these rules."""
    today = timezone.localdate()
    policies = [as_policy(rule, today) for rule in rules if rule.is_active]
    everybody = {one for policy in policies for one in policy.candidates}
    leads = past_leads(today - timedelta(days=days))
    return rehearsal(policies, leads, sellers(everybody, today), caps(rules))


def replayed(rule: PoolRule, days: int = REPLAYED_DAYS) -> Replay:
    """What the rule would have taken back in the last days, and what its owners won later."""
    calendars = WorkingDays()
    today = calendars.day(None, timezone.now())
    history = spells(today - timedelta(days=days), calendars)
    return replay(history, rule, today - timedelta(days=days), today, calendars.of)


def spells(since: date, days: WorkingDays) -> list[Spell]:
    """Who held which customer with which contacts and wins, as far as it reaches past the day.

    A customer that came in a file is held since it was opened, as nobody knows of others.
    """
    contacts, wins = _contacts(since, days), _wins()
    tree = RegionTree.read()
    accounts = {a.pk: a for a in Account.objects.filter(merged_into__isnull=True)}
    found = []
    for pk, owner, began, ended in [*_held(since, days), *_untold(accounts, days)]:
        account = accounts.get(pk)
        if account is None:
            continue
        until = ended or date.max
        found.append(
            Spell(
                pk, owner, began,
                tuple(d for d in contacts.get(pk, ()) if began <= d <= until),
                tuple(d for d in wins.get(pk, ()) if began <= d <= until),
                ended, account.klass, tree.path(account.region_id),
            )
        )  # fmt: skip
    return found


Stretch = tuple[str, str, date, date | None]


def _held(since: date, days: WorkingDays) -> Iterable[Stretch]:
    rows = Holding.objects.values_list("account_id", "person_id", "began_at", "ended_at")
    for account_id, person_id, began_at, ended_at in rows.order_by("pk"):
        ended = days.day(person_id, ended_at) if ended_at else None
        if ended is None or ended >= since:
            yield account_id, person_id, days.day(person_id, began_at), ended


def _untold(accounts: dict[str, Account], days: WorkingDays) -> Iterable[Stretch]:
    """Those held without a row of how it began: they came in a file."""
    running = set(
        Holding.objects.filter(ended_at__isnull=True).values_list("account_id", "person_id")
    )
    for account in accounts.values():
        if account.owner_id and (account.pk, account.owner_id) not in running:
            made = days.day(account.owner_id, account.owned_since or account.made_at)
            yield account.pk, account.owner_id, min(account.created_on or made, made), None


def _contacts(since: date, calendars: WorkingDays) -> Days:
    """The days of contact by customer, also of what was done about its leads and deals."""
    first = calendars.at(None, since, time())
    rows = Activity.objects.filter(happened_at__gte=first, is_automatic=False).values_list(
        "account_id", "deal__account_id", "lead__account_id", "kind", "direction", "outcome",
        "happened_at",
    )  # fmt: skip
    found: dict[str, set[date]] = {}
    for account, of_deal, of_lead, kind, direction, outcome, at in rows.order_by().iterator():
        pk = account or of_deal or of_lead
        if pk and reaches(Doing(kind, direction, outcome)):
            found.setdefault(pk, set()).add(calendars.day(None, at))
    return {pk: sorted(days) for pk, days in found.items()}


def _wins() -> Days:
    """The days of won deals and of orders, by customer."""
    found: Days = {pk: list(days) for pk, days in ordered().items()}
    rows = Deal.objects.filter(status=Deal.Status.WON, account__isnull=False).order_by("closed_on")
    for pk, day in rows.values_list("account_id", "closed_on"):
        if pk and day:
            found.setdefault(pk, []).append(day)
    return found
