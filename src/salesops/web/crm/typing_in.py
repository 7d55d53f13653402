"""What was typed into a form as values, and everything wrong with it by field."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from salesops.web.changing import columns
from salesops.web.language import spoken
from salesops.web.problems import Refused

Errors = dict[str, str]


def typed(
    model: type[models.Model], posted: Mapping[str, str], names: Sequence[str]
) -> tuple[dict[str, object], Errors]:
    """The values of these fields as posted; a field that was not sent is left alone."""
    fields, values, errors = columns(model), dict[str, object](), Errors()
    for name in names:
        field = fields[name]
        if isinstance(field, models.BooleanField):
            values[name] = posted.get(name) in ("on", "true", "1", "yes")
        elif name in posted:
            text = posted[name].strip()
            try:
                values[name] = _value(field, text)
            except ValueError:
                errors[name] = _("This is no date; write it as 2026-01-31.")
    return values, errors


def _value(field: models.Field, text: str) -> object:
    if isinstance(field, models.DateField):
        return date.fromisoformat(text) if text else None
    if isinstance(field, models.ForeignKey):
        return text.replace("\0", "") or None
    return text


def wrong(error: ValidationError | Refused, model: type[models.Model] | None = None) -> Errors:
    """What is wrong, by the name a form has for the field; under "" what concerns none."""
    if isinstance(error, Refused):
        where = error.problem.where
        text = f"{error.problem.reason(spoken())} {error.problem.remedy(spoken())}"
        return {where.column or "": text}
    if hasattr(error, "error_dict"):
        named = {f.name: f.attname for f in columns(model).values()} if model else {}
        return {named.get(name, name): " ".join(s) for name, s in error.message_dict.items()}
    return {"": " ".join(error.messages)}


def shown(record: models.Model, names: Sequence[str]) -> dict[str, Any]:
    """The record's values as a form has them."""
    told = {name: getattr(record, name) for name in names}
    return {
        name: value if isinstance(value, bool) else "" if value is None else str(value)
        for name, value in told.items()
    }
