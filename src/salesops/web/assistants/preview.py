"""What an action would do, in words: from the audit rows it wrote before it was taken back."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, Field, ForeignKey, Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from salesops.web.access import Actor
from salesops.web.boundary import is_bounded, seen
from salesops.web.changing import columns, table_of
from salesops.web.language import spoken
from salesops.web.lists.places import words
from salesops.web.workspace.audit_reading import shown
from salesops.web.workspace.audit_words import TABLES, called
from salesops.web.workspace.models import AuditEntry

PARTS = (
    "crm", "effects", "honours", "people", "market", "pay", "pay_plans", "process", "targets",
    "territories", "tracking", "workspace",
)  # fmt: skip
EMPTY: tuple[object, ...] = (None, "", [], {}, False)
JUST_NOW = timedelta(minutes=5)
WHO_MADE = frozenset({"made_by_id", "made_by_name"})


def in_words(actor: Actor, entries: Iterable[AuditEntry]) -> list[str]:
    """A line for each thing that is done, with names for ids where the actor sees them."""
    now, told = timezone.now(), list(entries)
    new = made_by(told)
    return [_line(actor, entry, now, new) for entry in told]


def _line(actor: Actor, entry: AuditEntry, now: datetime, new: Sequence[str]) -> str:
    told, is_zh = shown(actor, entry), spoken() == "zh"
    subject = f"“{told['subject']}”" if told["subject"] else ""
    head = f"{told['did']}{'' if is_zh else ' '}{subject}".strip()
    fields = _fields(entry.table)
    said = [
        _change(actor, fields.get(one["field"]), one, new)
        for one in told["changes"]
        if _is_said(fields.get(one["field"]), one, now)
    ]
    joined = ("；" if is_zh else "; ").join(said)
    return f"{head}{'：' if is_zh else ': '}{joined}" if said else head


def _is_said(field: Field | None, one: Mapping[str, Any], now: datetime) -> bool:
    """Not its new id, who makes it, or that it happens now: that follows from doing it."""
    before, after = one["from"], one["to"]
    is_own_id = field is not None and field.primary_key
    if is_own_id or one["field"] in WHO_MADE or (before in EMPTY and after in EMPTY):
        return False
    moment = _moment(field, after)
    return moment is None or abs(moment - now) > JUST_NOW


def _moment(field: Field | None, value: object) -> datetime | None:
    return parse_datetime(str(value)) if isinstance(field, DateTimeField) and value else None


def _change(actor: Actor, field: Field | None, one: Mapping[str, Any], new: Sequence[str]) -> str:
    before, after = (_value(actor, field, one[name], new) for name in ("from", "to"))
    label = one["label"]
    is_unnamed = label == one["field"].removesuffix("_id").replace("_", " ")
    if is_unnamed and isinstance(field, ForeignKey):
        label = called(TABLES, table_of(field.related_model), spoken())
    return f"{label} {after}" if one["from"] in EMPTY else f"{label} {before} → {after}"


def _value(actor: Actor, field: Field | None, value: Any, new: Sequence[str]) -> str:
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return words()["yes" if value else "no"]
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, dict):
        return "、".join(f"{key} {one}" for key, one in value.items())
    moment = _moment(field, value)
    if moment:
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    if isinstance(field, ForeignKey):
        return _name(actor, field.related_model, value, new)
    return str(dict(field.flatchoices).get(value, value)) if field else str(value)


def _name(actor: Actor, model: Any, pk: Any, new: Sequence[str]) -> str:
    """What it is called, with its id unless it has none before it is made."""
    records = seen(actor, model) if is_bounded(model) else model._default_manager.all()  # noqa: SLF001 - Django documents it
    record = records.filter(pk=pk).first()
    is_told = record is not None and str(record) != str(pk)
    return f"{record}" if pk in new else f"{record} ({pk})" if is_told else str(pk)


def _fields(table: str) -> Mapping[str, Field]:
    model = model_of(table)
    return columns(model) if model else {}


def model_of(table: str) -> type[Model] | None:
    """The model whose records the audit calls so."""
    for part in PARTS:
        for model in apps.get_app_config(part).get_models():
            if table_of(model) == table:
                return model
    return None


def digest_of(entries: Sequence[AuditEntry]) -> str:
    """What tells whether the same would happen again: all that is done but moments and new ids."""
    new = made_by(entries)
    said = [
        [entry.action, entry.table, _same(entry.record_id, new), _lasting(entry, new)]
        for entry in entries
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def made_by(entries: Iterable[AuditEntry]) -> list[str]:
    """The ids of records that were not there before."""
    return [entry.record_id for entry in entries if _is_made(entry)]


def _is_made(entry: AuditEntry) -> bool:
    """Whether the record was not there before: its id, told or given out, was nothing."""
    return bool(entry.details.get("made")) or any(
        field.primary_key and entry.changes.get(name, [""])[0] is None
        for name, field in _fields(entry.table).items()
    )


def _same(value: Any, new: Sequence[str]) -> Any:
    return f"new {new.index(value)}" if value in new else value


def _lasting(entry: AuditEntry, new: Sequence[str]) -> dict[str, Any]:
    fields = _fields(entry.table)
    return {
        name: [_same(one, new) for one in pair]
        for name, pair in entry.changes.items()
        if not isinstance(fields.get(name), DateTimeField)
    }
