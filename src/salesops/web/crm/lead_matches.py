"""Whose a lead may already be: found by its keys alone, so that thousands can come in."""

from collections.abc import Iterable, Sequence

from salesops.selling.conversion import certain
from salesops.selling.duplicates import Candidate, Match, matches
from salesops.web.crm.duplicates import known
from salesops.web.crm.models import Account, Contact, Lead

MOST = 8


def candidate_of(lead: Lead) -> Candidate:
    """What is known of who sent the lead."""
    return Candidate(lead.company, lead.phone, "", lead.email)


def found(candidate: Candidate, leave_out: str = "") -> list[Match]:
    """The records that share a key with the candidate, likeliest first.

    A converted lead is none of them: its customer stands for it.
    """
    return matches(candidate, known(candidate, frozenset({leave_out}), is_exact=True), MOST)


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
