"""Making several customers one, and several again: nothing of theirs is moved or lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from salesops.selling.merging import Merge, given_back, origin
from salesops.web import changing
from salesops.web.access import Actor, Owner, require
from salesops.web.audit import plain
from salesops.web.boundary import covers, writable
from salesops.web.crm.account_problems import (
    MERGED_AWAY,
    MERGED_WITH_ITSELF,
    NOT_MERGED,
    NOT_YOURS_TO_MERGE,
)
from salesops.web.crm.actions.accounts import FIELDS
from salesops.web.crm.contacted import is_contact
from salesops.web.crm.keys import account_keys
from salesops.web.crm.models import Account, AccountLink, Activity
from salesops.web.people.models import Role, User
from salesops.web.problems import refused
from salesops.web.workspace.models import AuditEntry

MERGERS = (Role.MANAGER, Role.OPS)
MERGED, APART = "merge_accounts", "unmerge_account"
CONTACT = "last_contact_at"


def merge_accounts(
    *,
    actor: Actor,
    keep_id: str,
    other_ids: Sequence[str],
    values: Mapping[str, object] | None = None,
    version: int | None = None,
) -> Account:
    """From now on the others count as the one that is kept; each keeps its own records.

    `values` are those of the kept one that were chosen from among all of them. What they were
    before stands in the audit row, so that undoing the merge can bring it back.
    """
    ids = list(dict.fromkeys([keep_id, *other_ids]))
    for pk in ids:
        _may_merge(actor, writable(actor, Account, pk))
    if len(ids) < 2 or keep_id in other_ids:
        raise refused(MERGED_WITH_ITSELF)
    with transaction.atomic():
        held = {pk: changing.locked(Account, pk, None) for pk in sorted(ids)}
        keep = changing.locked(Account, keep_id, version)
        others = [held[pk] for pk in ids[1:]]
        for one in (keep, *others):
            if one.merged_into:
                raise refused(MERGED_AWAY, name=one.merged_into.name)
        moved = _follow(actor, keep, others)
        told = {name: value for name, value in (values or {}).items() if name in FIELDS}
        changed = changing.apply(keep, told)
        changed |= _latest_contact(keep, others)
        _write(keep, list(changed))
        details = {"others": ids[1:], "moved": moved}
        changing.note(actor, MERGED, keep, changed, details=details)
    return keep


def _may_merge(actor: Actor, account: Account) -> None:
    """Operations may; a manager whose people own both; nobody else."""
    require(actor, *MERGERS)
    if isinstance(actor, Owner) or actor.role == Role.OPS or account.owner_id is None:
        return
    if not covers(actor, account.owner_id):
        raise refused(NOT_YOURS_TO_MERGE, name=account.name)


def _follow(actor: Actor, keep: Account, others: Sequence[Account]) -> dict[str, str]:
    """Point the others, and what was merged into them before, at the kept one; who was where."""
    moved: dict[str, str] = {}
    for other in others:
        for pk in Account.objects.filter(merged_into=other).values_list("pk", flat=True):
            moved[pk] = other.pk
    now = timezone.now()
    for other in others:
        other.merged_into = keep
        changing.keep(other, ["merged_into_id"])
    Account.objects.filter(pk__in=list(moved)).update(merged_into=keep, changed_at=now)
    _link(actor, dict.fromkeys([*(other.pk for other in others), *moved], keep.pk), now)
    return moved


def _link(actor: Actor, links: Mapping[str, str], at: datetime) -> None:
    """Write down under which customer each id counts from now on."""
    made_by = actor if isinstance(actor, User) else None
    AccountLink.objects.bulk_create(
        AccountLink(source_account_id=source, account_id=head, made_at=at, made_by=made_by)
        for source, head in links.items()
    )


def _latest_contact(keep: Account, others: Sequence[Account]) -> changing.Diff:
    known = [one.last_contact_at for one in (keep, *others) if one.last_contact_at]
    newest = max(known, default=None)
    if newest == keep.last_contact_at:
        return {}
    before, keep.last_contact_at = keep.last_contact_at, newest
    return {CONTACT: (before, newest)}


def _write(account: Account, fields: Sequence[str]) -> None:
    keys = account_keys(account.name, account.phone, account.credit_code, account.account_id)
    for name, value in keys.items():
        setattr(account, name, value)
    changing.keep(account, fields, *keys)


def unmerge_account(*, actor: Actor, account_id: str) -> Account:
    """Make a merged customer one of its own again, with what had been merged into it before.

    The kept one gets back what the merge had changed, where nobody has changed it since; values
    of a merge of several come back with the last of them.
    """
    account = writable(actor, Account, account_id)
    with transaction.atomic():
        account = changing.locked(Account, account.pk, None)
        if account.merged_into_id is None:
            raise refused(NOT_MERGED, name=account.name)
        keep = changing.locked(Account, account.merged_into_id, None)
        _may_merge(actor, account)
        _may_merge(actor, keep)
        entries = _entries(keep)
        entry = next((one for one in reversed(entries) if _is_in(one, account.pk)), None)
        _leave(actor, account, keep, entry)
        restored = _restored(keep, entry, entries) if entry else {}
        _write(keep, list(restored))
        details = {"from": keep.pk, "of": entry.pk if entry else None}
        changing.note(actor, APART, account, {"merged_into_id": (keep.pk, None)}, details=details)
        if restored:
            changing.note(actor, "change_account", keep, restored, details={"why": APART})
    return account


def _entries(keep: Account) -> list[AuditEntry]:
    """The audit rows of the merges into this customer, oldest first."""
    return list(
        AuditEntry.objects.filter(table="accounts", record_id=keep.pk, action=MERGED).order_by("id")
    )


def _is_in(entry: AuditEntry, pk: str) -> bool:
    return pk in entry.details.get("others", [])


def _leave(actor: Actor, account: Account, keep: Account, entry: AuditEntry | None) -> None:
    moved = entry.details.get("moved", {}) if entry else {}
    mine = [pk for pk, under in moved.items() if under == account.pk]
    back = Account.objects.filter(pk__in=mine, merged_into=keep)
    links = dict.fromkeys(back.values_list("pk", flat=True), account.pk)
    now = timezone.now()
    back.update(merged_into=account, changed_at=now)
    account.merged_into = None
    changing.keep(account, ["merged_into_id"])
    _link(actor, {account.pk: account.pk, **links}, now)


def _restored(keep: Account, entry: AuditEntry, entries: Sequence[AuditEntry]) -> changing.Diff:
    """What goes back to what it was before the merge; written on the record, not yet kept."""
    merges = [_merge(one, keep) for one in entries]
    undone = next(one for one in merges if one.number == entry.pk)
    fields = changing.columns(Account)
    now = {name: plain(getattr(keep, name)) for name in FIELDS}
    back = given_back(undone, merges, now)
    changed = changing.apply(keep, {n: fields[n].to_python(value) for n, value in back.items()})
    if CONTACT in undone.changes:
        changed |= _own_contact(keep, origin(CONTACT, undone, merges))
    return changed


def _merge(entry: AuditEntry, keep: Account) -> Merge:
    """A merge as the policy wants it: alive while one of those it merged still counts as this."""
    others = entry.details.get("others", [])
    is_alive = Account.objects.filter(pk__in=others, merged_into=keep).exists()
    changes = {name: (was, became) for name, (was, became) in entry.changes.items()}
    return Merge(entry.pk, changes, is_alive)


def _own_contact(keep: Account, was: object) -> changing.Diff:
    """The last contact with those that are still one: what was known before, or what came since."""
    ids = [keep.pk, *Account.objects.filter(merged_into=keep).values_list("pk", flat=True)]
    doings = Activity.objects.filter(account__in=ids).order_by("-happened_at")
    newest = next((one.happened_at for one in doings.iterator() if is_contact(one)), None)
    known = [at for at in (parse_datetime(str(was)) if was else None, newest) if at]
    value = max(known, default=None)
    if value == keep.last_contact_at:
        return {}
    before, keep.last_contact_at = keep.last_contact_at, value
    return {CONTACT: (before, value)}
