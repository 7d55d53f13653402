"""What rules may speak of: the fields of each table, what they hold and what may be chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salesops.web.changing import columns
from salesops.web.crm.models import Account, Stage
from salesops.web.market.models import Product, Region
from salesops.web.notices.records import MODELS

Choices = Sequence[tuple[str, str]]
MOST_CHOICES = 300

FIELDS: Mapping[str, tuple[str, ...]] = {
    "leads": (
        "name", "company", "title", "phone", "email", "wechat", "source", "product_line", "need",
        "region_id", "owner_id", "status", "invalid_reason", "received_at", "assigned_at",
        "first_contacted_at", "last_contact_at",
    ),
    "accounts": (
        "name", "industry", "size", "klass", "tags", "region_id", "owner_id", "credit_code",
        "phone", "website", "address", "note", "created_on", "owned_since", "last_contact_at",
    ),
    "contacts": (
        "name", "title", "department", "phone", "email", "wechat", "part", "is_primary",
        "account_id", "left_on",
    ),
    "deals": (
        "name", "account_id", "owner_id", "stage", "status", "amount", "currency", "product_id",
        "expected_close_on", "created_on", "closed_on", "lost_reason", "competitor", "next_step",
        "entered_stage_at", "last_contact_at", "pushes",
    ),
    "activities": (
        "kind", "direction", "outcome", "summary", "minutes", "person_id", "happened_at",
        "account_id", "lead_id", "deal_id",
    ),
    "tasks": ("title", "details", "due_at", "owner_id", "done_at", "account_id", "deal_id"),
}  # fmt: skip
SETTABLE: Mapping[str, tuple[str, ...]] = {
    "leads": ("title", "source", "product_line", "need", "region_id"),
    "accounts": (
        "industry", "size", "klass", "tags", "region_id", "phone", "website", "address", "note",
    ),
    "deals": (
        "stage", "amount", "expected_close_on", "competitor", "next_step", "lost_reason",
    ),
    "contacts": ("title", "department", "part"),
    "activities": ("outcome", "summary"),
    "tasks": ("title", "details", "due_at"),
}  # fmt: skip
LABELS: Mapping[str, str | Promise] = {
    "tags": _("Tags"), "status": _("Status"), "owner_id": _("Owner"), "person_id": _("By"),
    "account_id": _("Customer"), "deal_id": _("Deal"), "lead_id": _("Lead"),
    "assigned_at": _("Assigned on"), "last_contact_at": _("Last contact"),
    "created_on": _("Created on"), "closed_on": _("Closed on"), "owned_since": _("Owned since"),
    "entered_stage_at": _("In this stage since"), "done_at": _("Done on"),
    "pushes": _("Times put off"), "region_id": _("Region"), "product_id": _("Product"),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field a rule may speak of; `kind` is text, choice, number, day, moment, flag or list."""

    name: str
    label: str
    kind: str
    choices: Choices = ()
    is_person: bool = False


@cache
def model_fields(table: str) -> dict[str, models.Field]:
    """The table's declared fields by the names rules use."""
    found = columns(MODELS[table])
    return {name: found[name] for name in FIELDS[table] if name in found}


@cache
def kinds(table: str) -> dict[str, str]:
    """What each field of the table holds."""
    return {name: _kind(model_fields(table).get(name)) for name in FIELDS[table]}


def _kind(field: models.Field | None) -> str:
    if field is None:
        return "list"
    if field.choices:
        return "choice"
    for kind, classes in (
        ("moment", (models.DateTimeField,)),
        ("day", (models.DateField,)),
        ("flag", (models.BooleanField,)),
        ("number", (models.DecimalField, models.IntegerField)),
    ):
        if isinstance(field, classes):
            return kind
    return "text"


def label(table: str, name: str) -> str:
    """What the field is called, in the reader's language."""
    field = model_fields(table).get(name) if table in FIELDS else None
    return str(LABELS.get(name) or (field.verbose_name if field else name))


def fields(table: str) -> list[Field]:
    """The table's fields with what may be chosen, in the reader's language."""
    return [
        Field(
            name,
            label(table, name),
            kinds(table)[name],
            _choices(table, name),
            is_person=name in ("owner_id", "person_id"),
        )
        for name in FIELDS[table]
    ]


def _choices(table: str, name: str) -> Choices:
    declared = model_fields(table).get(name)
    if declared is not None and declared.choices:
        return [(str(value), str(said)) for value, said in declared.flatchoices]
    offer = OFFERS.get((table, name)) or OFFERS.get(("", name))
    return list(offer()) if offer else ()


def _stages() -> Choices:
    names = Stage.objects.filter(pipeline__is_active=True).order_by("pipeline", "position")
    return [(name, name) for name in dict.fromkeys(names.values_list("name", flat=True))]


def _classes() -> Choices:
    found = Account.objects.exclude(klass="").values_list("klass", flat=True).order_by("klass")
    return [(one, one) for one in found.distinct()[:50]]


OFFERS: Mapping[tuple[str, str], Callable[[], Choices]] = {
    ("deals", "stage"): _stages,
    ("accounts", "klass"): _classes,
    ("", "region_id"): lambda: list(Region.objects.values_list("pk", "name")[:MOST_CHOICES]),
    ("", "product_id"): lambda: list(Product.objects.values_list("pk", "name")[:MOST_CHOICES]),
}


def numbers() -> dict[str, list[str]]:
    """The fields of each table that hold numbers."""
    return {t: [n for n, kind in kinds(t).items() if kind == "number"] for t in FIELDS}


def value_of(table: str, name: str, text: object) -> Any:
    """A value as the audit or a form has it, as the record would hold it; moments as local days."""
    field = model_fields(table).get(name)
    if field is None or text in (None, "") or isinstance(text, list | dict):
        return text
    try:
        return told(field.to_python(text))
    except (ValidationError, ValueError, TypeError):
        return text


def told(value: object) -> object:
    """A record's value as rules compare it: moments by the company's own clock."""
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    return value


def shown(value: object) -> object:
    """A value as it stands in a sentence: a day without its time, an amount without zeros."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal):
        text = f"{value:,.2f}"
        return text.removesuffix(".00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else value
