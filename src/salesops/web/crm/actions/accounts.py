"""What is done to customers: make one, change it, give it to somebody, tag it, relate it."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from salesops.kernel.identity import credit_code_key, is_credit_code
from salesops.selling.duplicates import Candidate
from salesops.web import changing
from salesops.web.access import Actor, Owner, require
from salesops.web.boundary import WRITERS, covers, found, writable
from salesops.web.crm.account_problems import (
    MERGED_AWAY,
    NO_REASON,
    NO_SUCH_PERSON,
    SELF_RELATED,
    SURE_DUPLICATE,
    UNKNOWN_FIELD,
)
from salesops.web.crm.duplicates import sure
from salesops.web.crm.holding import Began, Ended, begin, end
from salesops.web.crm.keys import account_keys
from salesops.web.crm.models import Account, AccountRelation, AccountTag
from salesops.web.ids import new_id
from salesops.web.people.models import Person, Role
from salesops.web.problems import refused
from salesops.web.text import clean_text

FIELDS = (
    "name", "industry", "size", "klass", "region_id", "created_on", "credit_code", "phone",
    "website", "address", "note",
)  # fmt: skip
GIVERS = (Role.MANAGER, Role.OPS)
MOST_TAGS = 30
Values = Mapping[str, object]
Retagged = Callable[[list[str]], list[str]]


def create_account(
    *,
    actor: Actor,
    values: Values,
    owner_id: str | None = None,
    account_id: str = "",
    tags: Sequence[str] = (),
    confirm_duplicate: bool = False,
    reason: str = "",
) -> Account:
    """A new customer, owned by whoever makes it unless somebody else is named.

    One that is surely there already is refused, unless somebody says why it is another; the
    reason goes on record. Raises Refused, or ValidationError by field.
    """
    require(actor, *WRITERS)
    told = _known(values)
    owner = _new_owner(actor, owner_id)
    account = Account(account_id=account_id or new_id("A"), **told)
    for name, value in changing.cleaned(Account, told).items():
        setattr(account, name, value)
    _set_keys(account)
    matched = sure(Candidate(account.name, account.phone, account.credit_code))
    if matched and not confirm_duplicate:
        raise refused(SURE_DUPLICATE, names="、".join(m.shown(actor) for m in matched[:3]))
    if matched and not reason.strip():
        raise refused(NO_REASON, field="reason")
    now = timezone.now()
    account.created_on = account.created_on or timezone.localdate()
    account.made_at = account.changed_at = now
    with transaction.atomic():
        if owner:
            account.owner_id, account.owned_since = owner, now
        changing.made(actor, "create_account", account)
        if owner:
            begin(account, at=now, began=Began.CREATED)
        if tags:
            _set_tags(account, tags)
        if matched:
            against = {"reason": clean_text(reason)[:300], "against": [m.pk for m in matched]}
            changing.note(actor, "confirm_duplicate", account, details=against)
    return account


def _known(values: Values) -> dict[str, object]:
    for name in values:
        if name not in FIELDS:
            raise refused(UNKNOWN_FIELD, field=name, name=name, known=", ".join(FIELDS))
    told = dict(values)
    code = told.get("credit_code")
    if isinstance(code, str) and is_credit_code(code):
        told["credit_code"] = credit_code_key(code)
    return told


def _new_owner(actor: Actor, owner_id: str | None) -> str | None:
    """Whoever is named and within reach; else whoever makes it, where they sell themselves."""
    if owner_id:
        return reachable(actor, owner_id)
    is_seller = not isinstance(actor, Owner) and actor.role in (Role.REP, Role.MANAGER)
    return actor.person_id if is_seller and not isinstance(actor, Owner) else None


def reachable(actor: Actor, person_id: str) -> str:
    """The id of somebody who works here and whom the actor may give records to; else Refused."""
    today = timezone.localdate()
    person = Person.objects.filter(pk=person_id.replace("\0", "")).first()
    is_gone = person is None or (person.left_on is not None and person.left_on <= today)
    if person is None or is_gone or not covers(actor, person.pk):
        raise refused(NO_SUCH_PERSON, field="owner_id", person=person_id)
    return str(person.pk)


def _set_keys(account: Account) -> Collection[str]:
    """Bring name_key, phone_key and search_text up to date; gives their names."""
    keys = account_keys(account.name, account.phone, account.credit_code, account.account_id)
    for name, value in keys.items():
        setattr(account, name, value)
    return keys


def change_account(
    *,
    actor: Actor,
    account_id: str,
    values: Values,
    version: int | None = None,
    tags: Sequence[str] | None = None,
) -> Account:
    """Change what is known of a customer. Raises Conflict, Refused, or ValidationError by field."""
    writable(actor, Account, account_id)
    told = _known(values)
    with transaction.atomic():
        account = _present(account_id, version)
        changed = changing.apply(account, told)
        keys = _set_keys(account) if changed else ()
        if tags is not None:
            changed |= _set_tags(account, tags)
        if changed:
            fields = [name for name in changed if name != "tags"]
            changing.keep(account, fields, *keys)
            changing.note(actor, "change_account", account, changed)
    return account


def _present(account_id: str, version: int | None) -> Account:
    """The customer, held, if it was not merged into another."""
    account = changing.locked(Account, account_id, version)
    if account.merged_into:
        raise refused(MERGED_AWAY, name=account.merged_into.name)
    return account


def give_account(
    *,
    actor: Actor,
    account_id: str,
    person_id: str,
    version: int | None = None,
    reason: str = "",
) -> Account:
    """Give a customer to somebody else; what was sold and done before stays the last owner's."""
    writable(actor, Account, account_id)
    require(actor, *GIVERS)
    owner = reachable(actor, person_id)
    with transaction.atomic():
        account = _present(account_id, version)
        if account.owner_id == owner:
            return account
        before, now = account.owner_id, timezone.now()
        end(account, before, at=now, ended=Ended.REASSIGNED, reason=clean_text(reason))
        given = {"owner_id": owner, "owned_since": now, "pool_id": None, "pooled_at": None}
        for name, value in given.items():
            setattr(account, name, value)
        begin(account, at=now, began=Began.ASSIGNED)
        changing.keep(account, given)
        told = {"owner_id": (before, owner)}
        details = {"reason": clean_text(reason)[:300]} if reason else None
        changing.note(actor, "give_account", account, told, details=details)
    return account


def tag_account(*, actor: Actor, account_id: str, tag: str) -> Account:
    """Put one more tag on a customer."""
    return _retag(actor, account_id, lambda now: [*now, tag])


def untag_account(*, actor: Actor, account_id: str, tag: str) -> Account:
    """Take a tag off a customer."""
    return _retag(actor, account_id, lambda now: [one for one in now if one != tag])


def _retag(actor: Actor, account_id: str, wanted: Retagged) -> Account:
    writable(actor, Account, account_id)
    with transaction.atomic():
        account = _present(account_id, None)
        now = list(account.tags.values_list("tag", flat=True))
        changed = _set_tags(account, wanted(now))
        if changed:
            changing.keep(account, [])
            changing.note(actor, "change_account", account, changed)
    return account


def _set_tags(account: Account, tags: Sequence[str]) -> changing.Diff:
    """Make these the customer's tags; gives what that changed."""
    told = [clean_text(tag) for tag in tags]
    wanted = sorted({tag for tag in told if tag})
    limit = AccountTag._meta.get_field("tag").max_length or 60  # noqa: SLF001 - Django documents it
    if len(wanted) > MOST_TAGS or any(len(tag) > limit for tag in wanted):
        raise ValidationError({"tags": _too_much(limit)})
    before = sorted(account.tags.values_list("tag", flat=True))
    if wanted == before:
        return {}
    account.tags.exclude(tag__in=wanted).delete()
    AccountTag.objects.bulk_create(
        AccountTag(account=account, tag=tag) for tag in wanted if tag not in before
    )
    return {"tags": (before, wanted)}


def _too_much(limit: int) -> str:
    from django.utils.translation import gettext as _

    return _("At most %(most)d tags, each of at most %(limit)d characters.") % {
        "most": MOST_TAGS, "limit": limit,
    }  # fmt: skip


def relate_accounts(
    *, actor: Actor, account_id: str, other_id: str, kind: str, note: str = ""
) -> AccountRelation:
    """Say how another company stands to a customer; both must be known to the actor."""
    account = writable(actor, Account, account_id)
    other = found(actor, Account, other_id)
    if account.pk == other.pk:
        raise refused(SELF_RELATED, field="other_id")
    relation = AccountRelation(account=account, other=other, kind=kind, note=clean_text(note)[:300])
    relation.clean_fields()
    with transaction.atomic():
        held = _present(account.pk, None)
        kept, made = AccountRelation.objects.get_or_create(
            account=account, other=other, kind=kind, defaults={"note": relation.note}
        )
        if made:
            changing.keep(held, [])
            changing.note(actor, "relate_accounts", held, {kind: (None, other.pk)})
    return kept


def unrelate_accounts(*, actor: Actor, account_id: str, relation_id: int) -> None:
    """Take back that another company stands so to a customer."""
    writable(actor, Account, account_id)
    with transaction.atomic():
        held = _present(account_id, None)
        relation = AccountRelation.objects.filter(pk=relation_id, account=held).first()
        if relation:
            relation.delete()
            changing.keep(held, [])
            gone = {relation.kind: (relation.other_id, None)}
            changing.note(actor, "unrelate_accounts", held, gone)
