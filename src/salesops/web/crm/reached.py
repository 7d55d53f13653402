"""When customers, leads and deals were last reached, worked out for many of them at once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Min, Model, Q, QuerySet

from salesops.selling.contact import NOT_REACHED_WORDS, TOGETHER
from salesops.web.crm.models import Account, Activity, Contact, Deal, Lead
from salesops.web.workspace.incoming import listed

OURS = Q(direction="outbound") | Q(direction="", kind__in=TOGETHER)
UNKNOWN = Q(outcome__in=NOT_REACHED_WORDS) | Q(kind="call", outcome="")
REACHED = Q(is_automatic=False) & OURS & ~UNKNOWN
"""What `reaches` says of one activity, asked of many: a mail of theirs is no contact."""

PATHS: Mapping[type[Model], tuple[str, ...]] = {
    Account: ("account", "contact__account", "deal__account", "lead__account"),
    Deal: ("deal", "lead__deals"),
    Lead: ("lead",),
}
"""By which ways an activity is about one: what was done about its people and deals, too."""

NAMED = ("account_id", "contact_id", "deal_id", "lead_id")
Moments = Mapping[str, datetime]
About = Mapping[type[Model], Collection[str]]


def follow_new(ids: Collection[str], at: datetime) -> None:
    """Have everything the new activities of these ids are about remember them as contact.

    What is remembered already and is later stays. `at` is when leads first contacted changed.
    """
    mine = Activity.objects.filter(pk__in=listed(ids))
    latest = {model: _latest(model, mine) for model in PATHS}
    first = first_contacts(ids)
    for model, moments in latest.items():
        _raise(model, _with_heads(model, moments))
    _first_contacted(first, at)


def touched(ids: Collection[str]) -> About:
    """The ids of all the activities of these ids are about."""
    return touched_by(list(Activity.objects.filter(pk__in=listed(ids)).values(*NAMED)))


def touched_by(rows: Collection[Mapping[str, Any]]) -> About:
    """The ids of all that activities are about which name these."""
    named = {name: {str(row[name]) for row in rows if row.get(name)} for name in NAMED}
    accounts, leads = named["account_id"], named["lead_id"]
    for model, name in ((Contact, "contact_id"), (Deal, "deal_id"), (Lead, "lead_id")):
        accounts = accounts | _ids(model, "account_id", Q(pk__in=listed(named[name])))
    deals = named["deal_id"] | _ids(Deal, "pk", Q(lead__in=listed(leads)))
    return {Account: accounts, Deal: deals, Lead: leads}


def _ids(model: type[Model], column: str, which: Q) -> set[str]:
    rows = model._default_manager.filter(which).order_by()  # noqa: SLF001 - Django documents it
    return {str(pk) for pk in rows.values_list(column, flat=True) if pk}


def follow_changed(*abouts: About) -> None:
    """Work the last contact of these anew: activities about them were changed or have gone."""
    for model in PATHS:
        ids = {pk for about in abouts for pk in about[model]}
        if ids:
            _put(model, _with_family(model, ids))


def first_contacts(ids: Collection[str]) -> Moments:
    """When the activities of these ids first reached the leads they are about."""
    return _grouped(Activity.objects.filter(pk__in=listed(ids)), "lead", Min("happened_at"))


def follow_first(was: Moments, at: datetime) -> None:
    """Work the first contact of leads anew where it was at such a moment and is no longer.

    Of what a source told, and no activity did, nothing is changed.
    """
    what = "first_contacted_at = NULL, changed_at = %s WHERE {key} = %s AND first_contacted_at = %s"
    _write(Lead, what, ((at, pk, began) for pk, began in was.items()))
    left = Activity.objects.filter(lead__in=listed(was))
    _first_contacted(_grouped(left, "lead", Min("happened_at")), at)


def _put(model: type[Model], ids: Collection[str]) -> None:
    """What it comes to; a customer's is also that of those merged into it."""
    latest: dict[str, datetime] = {}
    for path in PATHS[model]:
        mine = Activity.objects.filter(**{f"{path}__in": listed(ids)})
        _newer(latest, _grouped(mine, path, Max("happened_at")))
    model._default_manager.filter(pk__in=listed(ids)).update(last_contact_at=None)  # noqa: SLF001 - Django documents it
    _raise(model, _with_heads(model, latest))


def _latest(model: type[Model], mine: QuerySet[Activity]) -> dict[str, datetime]:
    latest: dict[str, datetime] = {}
    for path in PATHS[model]:
        _newer(latest, _grouped(mine, path, Max("happened_at")))
    return latest


def _grouped(mine: QuerySet[Activity], path: str, at: Max | Min) -> Moments:
    rows = mine.filter(REACHED, **{f"{path}__isnull": False}).order_by()
    return dict(rows.values_list(path).annotate(at=at))


def _newer(latest: dict[str, datetime], others: Moments) -> None:
    for pk, at in others.items():
        latest[pk] = max(at, latest.get(pk, at))


def _with_heads(model: type[Model], latest: dict[str, datetime]) -> Moments:
    """With the customers these were merged into."""
    if model is Account:
        merged = Account.objects.filter(pk__in=listed(latest), merged_into__isnull=False).order_by()
        heads = list(merged.values_list("pk", "merged_into"))
        for pk, head in heads:
            _newer(latest, {str(head): latest[pk]})
    return latest


def _with_family(model: type[Model], ids: Collection[str]) -> set[str]:
    """With all that are one with them."""
    if model is not Account:
        return set(ids)
    named = Account.objects.filter(pk__in=listed(ids), merged_into__isnull=False).order_by()
    heads = {*ids, *named.values_list("merged_into", flat=True)}
    merged = Account.objects.filter(merged_into__in=listed(heads)).order_by()
    return {str(pk) for pk in (*heads, *merged.values_list("pk", flat=True))}


def _raise(model: type[Model], latest: Moments) -> None:
    """Remember these moments where none that is later is remembered."""
    column = "last_contact_at = %s WHERE {key} = %s AND (last_contact_at IS NULL"
    _write(model, f"{column} OR last_contact_at < %s)", ((at, pk, at) for pk, at in latest.items()))


def _first_contacted(first: Moments, at: datetime) -> None:
    """The ledger counts by this one, so it is told that they changed."""
    what = (
        "first_contacted_at = %s, changed_at = %s WHERE {key} = %s AND first_contacted_at IS NULL"
    )
    _write(Lead, what, ((began, at, pk) for pk, began in first.items()))


def _write(model: type[Model], what: str, values: Iterable[tuple[str | datetime, ...]]) -> None:
    """Of many records each its own."""
    meta, ops = model._meta, connection.ops  # noqa: SLF001 - Django documents it
    table, key = ops.quote_name(meta.db_table), ops.quote_name(str(meta.pk.column))
    rows = [
        tuple(ops.adapt_datetimefield_value(v) if isinstance(v, datetime) else v for v in row)
        for row in values
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {what.format(key=key)}", rows)  # noqa: S608 - our own names
