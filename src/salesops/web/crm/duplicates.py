"""Who a customer, lead or contact being typed may already be, and what a stranger sees of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.kernel.identity import (
    company_key,
    company_parts,
    credit_code_key,
    email_key,
    phone_key,
)
from salesops.selling.duplicates import Candidate, Known, Match, masked, matches
from salesops.web import audit
from salesops.web.access import Actor, Owner
from salesops.web.boundary import seen
from salesops.web.crm.duplicate_hits import Hit, Said, Standing, hit
from salesops.web.crm.models import Account, Contact, Lead
from salesops.web.design.pinyin import initials
from salesops.web.people.models import Position
from salesops.web.prepared import Prepared
from salesops.web.together import Asked, together
from salesops.web.workspace.models import AuditEntry

MOST_BY_KEY = 30
MOST_BY_NAME = 150
SHORTEST_CORE, SHORTEST_SOUND = 2, 4
SHOWN = 5
AGAIN = timedelta(minutes=10)
"""A match that was shown to somebody so recently is not put on record again."""


@dataclass(frozen=True)
class Sure:
    """A customer that is the same beyond doubt."""

    pk: str
    name: str

    def shown(self, actor: Actor) -> str:
        """Its name, masked for who may not see it."""
        may_see = seen(actor, Account).filter(pk=self.pk).exists()
        return self.name if may_see else masked(self.name)


def hits(actor: Actor, candidate: Candidate, *, leave_out: Iterable[str] = ()) -> list[Hit]:
    """The likeliest matches among all there are, whoever owns them; masked ones go on record."""
    return shown(
        actor, candidate, matches(candidate, known(candidate, frozenset(leave_out)), SHOWN)
    )


def shown(actor: Actor, candidate: Candidate, found: Sequence[Match]) -> list[Hit]:
    """These matches as the actor may see them; masked ones go on record."""
    if not found:
        return []
    standing = _standing(found)
    open_to = _open(actor, found)
    strangers = {_key(match) for match in found} - open_to
    teams = _teams({owner for key in strangers if (owner := standing[key].owner_id)})
    _note(actor, candidate, strangers)
    words = Said(_("in the public pool"), _("nobody's yet"), _("another team"))
    return [
        hit(match, standing[key], teams, words, is_masked=key in strangers)
        for match in found
        for key in [_key(match)]
    ]


def sure(candidate: Candidate, *, leave_out: Iterable[str] = ()) -> list[Sure]:
    """The customers that are the same beyond doubt."""
    found = matches(candidate, known(candidate, frozenset(leave_out), is_exact=True), MOST_BY_KEY)
    return [
        Sure(match.known.record_id, match.known.name)
        for match in found
        if match.is_sure and match.known.table == "accounts"
    ]


def known(
    candidate: Candidate, leave_out: frozenset[str] = frozenset(), *, is_exact: bool = False
) -> list[Known]:
    """The records worth comparing: those that share a key, and those whose names look alike.

    Exactly those that share a key are found by indexes alone, however many records there are.
    """
    name, phone = company_key(candidate.name)[:300], phone_key(candidate.phone)
    mail, code = email_key(candidate.email), credit_code_key(candidate.credit_code)[:50]
    sharing = [
        *_sharing(_accounts, name_key=name, phone_key=phone, credit_code=code),
        *_sharing(_contacts, phone_key=phone, email_key=mail),
        *_sharing(_leads, name_key=name, phone_key=phone, email_key=mail),
    ]
    found = [_known(row) for rows in together(*sharing) for row in rows]
    alike = None if is_exact else _alike(candidate.name)
    if alike is not None:
        found += map(_known, _accounts(alike)[:MOST_BY_NAME])
        found += map(_known, _leads(alike)[:MOST_BY_NAME])
    once = {(one.table, one.record_id): one for one in found}
    return [one for (_table, pk), one in once.items() if pk not in leave_out]


Question = Callable[[Q], QuerySet[Any, Any]]


def _sharing(question: Question, **keys: str) -> list[Asked]:
    """What asks for the records that share one of the keys that are there; nothing without any."""
    told = {name: key for name, key in keys.items() if key}
    return [(_by(question, tuple(told)), *([key] for key in told.values()))] if told else []


@cache
def _by(question: Question, names: Sequence[str]) -> Prepared:
    def asked(*keys: Sequence[str]) -> QuerySet[Any, Any]:
        each = (Q(**{f"{name}__in": key}) for name, key in zip(names, keys, strict=True))
        return question(reduce(or_, each))[:MOST_BY_KEY]

    return Prepared(asked)


def _alike(name: str) -> Q | None:
    """Names that hold the same core, or sound alike from beginning to end."""
    core = company_parts(name).core.lower()
    sound = "" if name.isascii() else initials(company_key(name)[:40])
    wanted = Q(search_text__holds=core) if len(core) >= SHORTEST_CORE else None
    if len(sound) >= SHORTEST_SOUND:
        by_sound = Q(search_text__holds=sound)
        wanted = by_sound if wanted is None else wanted | by_sound
    return wanted


def _accounts(wanted: Q) -> QuerySet[Any, Any]:
    found = Account.objects.filter(wanted, merged_into__isnull=True).order_by()
    return found.values("pk", "name", "phone", "credit_code", table=Value("accounts"))


def _contacts(wanted: Q) -> QuerySet[Any, Any]:
    found = Contact.objects.filter(wanted).order_by()
    return found.values("pk", "account__name", "phone", "email", table=Value("contacts"))


def _leads(wanted: Q) -> QuerySet[Any, Any]:
    found = Lead.objects.filter(wanted).exclude(status=Lead.Status.CONVERTED).order_by()
    return found.values("pk", "company", "name", "phone", "email", table=Value("leads"))


def _known(row: Mapping[str, Any]) -> Known:
    """A row of one of these, by the name of the company where it has one."""
    name = row.get("account__name") or row.get("company") or row.get("name", "")
    code, mail = row.get("credit_code", ""), row.get("email", "")
    return Known(row["pk"], name, row["phone"], code, mail, row["table"])


Key = tuple[str, str]


def _key(match: Match) -> Key:
    return match.known.table, match.known.record_id


def _of(found: Sequence[Match], table: str) -> list[str]:
    return [m.known.record_id for m in found if m.known.table == table]


def _standing(found: Sequence[Match]) -> dict[Key, Standing]:
    """Whose the matched records are, a query a kind."""
    kept: dict[Key, Standing] = {}
    accounts = Account.objects.filter(pk__in=_of(found, "accounts"))
    for pk, owner, name, pool in accounts.values_list("pk", "owner", "owner__name", "pool"):
        kept["accounts", pk] = Standing(owner, name or "", pool is not None, pk)
    contacts = Contact.objects.filter(pk__in=_of(found, "contacts")).values_list(
        "pk", "account__owner", "account__owner__name", "account__pool", "account"
    )
    for pk, owner, name, pool, account in contacts:
        kept["contacts", pk] = Standing(owner, name or "", pool is not None, account)
    leads = Lead.objects.filter(pk__in=_of(found, "leads"))
    for pk, owner, name in leads.values_list("pk", "owner", "owner__name"):
        kept["leads", pk] = Standing(owner, name or "", False, "")
    return kept


def _open(actor: Actor, found: Sequence[Match]) -> set[Key]:
    """The matches the actor may see."""
    kinds: Mapping[str, QuerySet] = {
        "accounts": seen(actor, Account), "contacts": seen(actor, Contact),
        "leads": seen(actor, Lead),
    }  # fmt: skip
    return {
        (table, pk)
        for table, records in kinds.items()
        if (wanted := _of(found, table))
        for pk in records.filter(pk__in=wanted).values_list("pk", flat=True)
    }


def _teams(persons: set[str]) -> dict[str, str]:
    """The team each of them stands in today."""
    if not persons:
        return {}
    today = timezone.localdate()
    now = Q(starts_on__isnull=True) | Q(starts_on__lte=today)
    now &= Q(ends_before__isnull=True) | Q(ends_before__gt=today)
    rows = Position.objects.filter(now, person_id__in=persons, team__isnull=False)
    return dict(rows.values_list("person_id", "team__name"))


def _note(actor: Actor, candidate: Candidate, strangers: Iterable[Key]) -> None:
    """Put on record that strangers' records were found by asking for them."""
    hidden = sorted(":".join(key) for key in strangers)
    if not hidden:
        return
    subject, lately = ", ".join(hidden)[:300], timezone.now() - AGAIN
    before = AuditEntry.objects.filter(action="check_duplicate", subject=subject, at__gt=lately)
    if not isinstance(actor, Owner) and before.filter(actor=actor).exists():
        return
    asked = {
        "name": candidate.name[:300], "phone": candidate.phone[:50],
        "credit_code": candidate.credit_code[:50], "email": candidate.email[:254],
    }  # fmt: skip
    audit.note(actor, "check_duplicate", subject, {"asked": asked, "masked": hidden})
