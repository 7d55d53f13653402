"""Reading the audit: who may see which entries, and the ones somebody asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.web import boundary
from salesops.web.access import Actor, Owner
from salesops.web.changing import table_of
from salesops.web.kept import Kept
from salesops.web.language import spoken
from salesops.web.people.models import Role
from salesops.web.workspace import audit_words as words
from salesops.web.workspace.audit_values import Values, label
from salesops.web.workspace.models import AuditEntry

ORDER = ("-at", "-id")
LONGEST = 200
FILTERS = ("actor", "action", "table", "record", "door", "from", "until", "q")


@dataclass(frozen=True)
class Sought:
    """Which entries are wanted; what is empty restricts nothing."""

    actor: str = ""
    action: str = ""
    table: str = ""
    record: str = ""
    door: str = ""
    starts_on: date | None = None
    ends_before: date | None = None
    q: str = ""

    @property
    def is_history(self) -> bool:
        """Whether it is one record's history."""
        return bool(self.table and self.record)

    def told(self) -> dict[str, str]:
        """As an address says it."""
        until = self.ends_before - timedelta(days=1) if self.ends_before else None
        said = {"actor": self.actor, "action": self.action, "table": self.table,
                "record": self.record, "door": self.door, "q": self.q,
                "from": self.starts_on, "until": until}  # fmt: skip
        return {name: str(value) for name, value in said.items() if value}


def sought(told: Mapping[str, str]) -> Sought:
    """What an address asks for; days that are none restrict nothing."""
    said = {name: told.get(name, "").replace("\0", "")[:LONGEST].strip() for name in FILTERS}
    until = _day(said.pop("until"))
    ends = until + timedelta(days=1) if until and until < date.max else None
    return Sought(starts_on=_day(said.pop("from")), ends_before=ends, **said)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def entries(actor: Actor, wanted: Sought) -> QuerySet[AuditEntry]:
    """The entries asked for, of those the actor may see.

    Sales operations see all, administrators what is no customer's, and everybody the history of
    a record they see. Raises PermissionDenied, or Http404 for a record that is not theirs.
    """
    return _narrowed(_seen(actor, wanted), wanted)


def _seen(actor: Actor, wanted: Sought) -> QuerySet[AuditEntry]:
    every = AuditEntry.objects.select_related("actor__person")
    if isinstance(actor, Owner) or (actor.is_active and actor.role == Role.OPS):
        return every
    if actor.is_active and actor.role == Role.ADMIN:
        return every.filter(action__in=[*words.HOUSE, *words.EXPORTS])
    if not wanted.is_history:
        raise PermissionDenied(_("Your role does not allow this."))
    boundary.found(actor, _model_of(wanted.table), wanted.record)
    return every


def _model_of(table: str) -> type[Kept]:
    if table not in words.HISTORIES:
        raise Http404
    models = {table_of(model): model for model in apps.get_app_config("crm").get_models()}
    return models[table]  # type: ignore[return-value]  # what has a history is kept


def _narrowed(found: QuerySet[AuditEntry], wanted: Sought) -> QuerySet[AuditEntry]:
    exact = {"actor_name": wanted.actor, "action": wanted.action, "table": wanted.table,
             "record_id": wanted.record, "door": wanted.door}  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.starts_on:
        found = found.filter(at__gte=_midnight(wanted.starts_on))
    if wanted.ends_before:
        found = found.filter(at__lt=_midnight(wanted.ends_before))
    if wanted.q:
        found = found.filter(Q(subject__icontains=wanted.q) | Q(record_id=wanted.q))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def shown(actor: Actor, entry: AuditEntry, values: Values | None = None) -> dict[str, Any]:
    """An entry in words; of exports an administrator learns how much, not of whom.

    `values` are those of many entries, where they were looked up together.
    """
    language = spoken()
    is_whole = isinstance(actor, Owner) or actor.role != Role.ADMIN
    is_export = entry.action in words.EXPORTS
    details = entry.details if is_whole or not is_export else _counts(entry.details)
    return {
        "id": entry.pk,
        "at": entry.at,
        "who": entry.actor_name,
        "name": entry.actor.name if entry.actor else entry.actor_name,
        "action": entry.action,
        "did": words.called(words.ACTIONS, entry.action, language),
        "subject": entry.subject if is_whole or not is_export else "",
        "table": entry.table,
        "in": words.called(words.TABLES, entry.table, language),
        "record_id": entry.record_id,
        "door": entry.door,
        "through": words.called(words.DOORS, entry.door, language),
        "changes": _changes(entry, values or values_of([entry])),
        "details": details,
        "chain": entry.chain,
    }


def values_of(told: Sequence[AuditEntry]) -> Values:
    """What the changes of these entries say, looked up together."""
    return Values.of([(_model(one.table), one.changes) for one in told], spoken())


def _counts(details: Mapping[str, Any]) -> dict[str, Any]:
    return {name: details[name] for name in ("form", "count", "rows") if name in details}


def _changes(entry: AuditEntry, values: Values) -> list[dict[str, Any]]:
    model = _model(entry.table)
    return [
        {
            "field": name,
            "label": label(model, entry.table, name, values.language),
            "from": before,
            "to": after,
            "was": values.said(model, name, before),
            "became": values.said(model, name, after),
        }
        for name, (before, after) in entry.changes.items()
    ]


@cache
def _model(table: str) -> type[Model] | None:
    """The kind of record a table is made of, where people have forms for it."""
    every = (
        model
        for app in ("crm", "people", "market", "targets", "process")
        for model in apps.get_app_config(app).get_models()
    )
    return next((model for model in every if table_of(model) == table), None)


def choices(actor: Actor) -> Mapping[str, Sequence[tuple[str, str]]]:
    """What the filters offer."""
    language = spoken()
    is_admin = not isinstance(actor, Owner) and actor.role == Role.ADMIN
    known = {**words.HOUSE, **words.EXPORTS} if is_admin else words.ACTIONS
    offered = {"action": known, "table": words.TABLES, "door": words.DOORS}
    return {
        name: [(one, words.called(said, one, language)) for one in said]
        for name, said in offered.items()
    }
