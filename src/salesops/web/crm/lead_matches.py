"""Who a lead may already be: customers, people there and open leads with the same keys.

A converted lead is no duplicate: its customer stands for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from salesops.kernel.identity import company_key, credit_code_key, email_key, phone_key
from salesops.kernel.problem import Problem
from salesops.selling.conversion import certain
from salesops.selling.duplicates import Candidate, Known, Match, matches
from salesops.web.access import Actor
from salesops.web.boundary import seen
from salesops.web.crm.lead_moves import OPEN
from salesops.web.crm.models import Account, Contact, Lead

MOST_PER_KIND = 30


@dataclass(frozen=True)
class Likely:
    """A record the lead may be, as somebody may see it: masked, and without a way to it, or not."""

    match: Match
    is_masked: bool
    account_id: str
    in_pool: bool = False

    @property
    def said(self) -> Problem:
        """Why it may be, in a sentence."""
        return self.match.said(is_masked=self.is_masked)

    @property
    def shown_id(self) -> str:
        """Its id, for who may see it."""
        return "" if self.is_masked else self.match.known.record_id


def candidate_of(lead: Lead) -> Candidate:
    """What is known of who sent the lead."""
    return Candidate(lead.company, lead.phone, "", lead.email)


def found(candidate: Candidate, leave_out: str = "") -> list[Match]:
    """The records that share a key with the candidate, likeliest first."""
    return matches(candidate, _known(candidate, leave_out), limit=8)


def _known(candidate: Candidate, leave_out: str) -> list[Known]:
    name, phone = company_key(candidate.name), phone_key(candidate.phone)
    email, code = email_key(candidate.email), credit_code_key(candidate.credit_code)
    return [
        *_accounts(_any(name_key=name, phone_key=phone, credit_code=code)),
        *_contacts(_any(phone_key=phone, email_key=email)),
        *_leads(_any(name_key=name, phone_key=phone, email_key=email), leave_out),
    ]


def _any(**keys: str) -> Q:
    """One of the keys that are there; nothing at all without any."""
    wanted = Q(pk__in=[])
    for name, value in keys.items():
        if value:
            wanted |= Q(**{name: value})
    return wanted


def _accounts(wanted: Q) -> Iterable[Known]:
    rows = Account.objects.filter(wanted, merged_into__isnull=True).order_by("pk")
    fields = rows.values_list("pk", "name", "phone", "credit_code")[:MOST_PER_KIND]
    return [Known(pk, name, phone, code) for pk, name, phone, code in fields]


def _contacts(wanted: Q) -> Iterable[Known]:
    rows = Contact.objects.filter(wanted).order_by("pk")
    fields = rows.values_list("pk", "account__name", "phone", "email")[:MOST_PER_KIND]
    return [
        Known(pk, name, phone, email=email, table="contacts") for pk, name, phone, email in fields
    ]


def _leads(wanted: Q, leave_out: str) -> Iterable[Known]:
    rows = Lead.objects.filter(wanted, status__in=OPEN).exclude(pk=leave_out).order_by("pk")
    fields = rows.values_list("pk", "company", "name", "phone", "email")[:MOST_PER_KIND]
    return [
        Known(pk, company or name, phone, email=email, table="leads")
        for pk, company, name, phone, email in fields
    ]


def account_of(candidate: Candidate, matched: Sequence[Match]) -> Account | None:
    """The one customer the lead certainly comes from; none when two come into question."""
    sure = certain(candidate, matched)
    ids = {match.known.record_id for match in sure if match.known.table == "accounts"}
    people = [match.known.record_id for match in sure if match.known.table == "contacts"]
    ids |= set(Contact.objects.filter(pk__in=people).values_list("account_id", flat=True))
    accounts = {account.pk: account for account in map(_present, _all(ids))}
    return next(iter(accounts.values())) if len(accounts) == 1 else None


def _all(ids: set[str]) -> Iterable[Account]:
    return Account.objects.filter(pk__in=ids).select_related("merged_into")


def _present(account: Account) -> Account:
    """What the customer was merged into, if it was."""
    for _ in range(20):
        if account.merged_into is None:
            return account
        account = account.merged_into
    return account


def shown(actor: Actor, matched: Sequence[Match]) -> list[Likely]:
    """The matches as this reader may see them: strangers' records masked."""
    ids = {
        table: [m.known.record_id for m in matched if m.known.table == table]
        for table in ("accounts", "contacts", "leads")
    }
    open_ids = {
        *(("accounts", pk) for pk in _pks(seen(actor, Account), ids["accounts"])),
        *(("contacts", pk) for pk in _pks(seen(actor, Contact), ids["contacts"])),
        *(("leads", pk) for pk in _pks(seen(actor, Lead), ids["leads"])),
    }
    accounts = dict(
        Contact.objects.filter(pk__in=ids["contacts"]).values_list("pk", "account_id")
    ) | {pk: pk for pk in ids["accounts"]}
    pooled = set(
        Account.objects.filter(pk__in=accounts.values(), pool__isnull=False)
        .values_list("pk", flat=True)
    )  # fmt: skip
    return [
        Likely(
            match,
            (match.known.table, match.known.record_id) not in open_ids,
            accounts.get(match.known.record_id, ""),
            accounts.get(match.known.record_id, "") in pooled,
        )
        for match in matched
    ]


def _pks(records: QuerySet, wanted: Sequence[str]) -> Iterable[str]:
    return records.filter(pk__in=wanted).values_list("pk", flat=True)
