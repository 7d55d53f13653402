"""What the fields of a record are called, and what their values say, for people to read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model

from salesops.kernel.problem import Language
from salesops.web.language import speaking
from salesops.web.workspace.audit_words import field_called

NOTHING = "—"
NAMED: Mapping[str, str] = {
    "people.Person": "name", "people.Team": "path", "market.Region": "name",
    "market.Product": "name", "crm.Pipeline": "name", "crm.Pool": "name",
}  # fmt: skip
"""What anybody may be told the name of: a customer's is its owner's business."""
YES: Mapping[Language, tuple[str, str]] = {"zh": ("是", "否"), "en": ("yes", "no")}
Changes = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Values:
    """The values of some changes, with the names of what they refer to looked up at once."""

    names: Mapping[tuple[str, str], str]
    language: Language

    @classmethod
    def of(cls, told: Iterable[tuple[type[Model] | None, Changes]], language: Language) -> "Values":
        """Those of changes of records of these kinds."""
        wanted: dict[type[Model], set[str]] = defaultdict(set)
        for model, changes in told:
            for name, values in changes.items():
                if related := _named(model, name):
                    wanted[related].update(str(value) for value in values if value)
        names = {
            (related._meta.label, str(pk)): said  # noqa: SLF001 - Django documents it
            for related, pks in wanted.items()
            for pk, said in _rows(related, pks)
        }
        return cls(names, language)

    def said(self, model: type[Model] | None, name: str, value: Any) -> Any:
        """One value: the name behind an id, the word for a code."""
        if value in (None, ""):
            return NOTHING
        if isinstance(value, bool):
            return YES[self.language][0 if value else 1]
        if related := _named(model, name):
            return self.names.get((related._meta.label, str(value)), value)  # noqa: SLF001
        field = _field(model, name)
        chosen = dict(field.flatchoices) if field is not None and field.choices else {}
        with speaking(self.language):
            return str(chosen.get(value, value)) if isinstance(value, str) else value


def label(model: type[Model] | None, table: str, name: str, language: Language) -> str:
    """What the record's own form calls the field, else the glossary."""
    field = _field(model, name)
    with speaking(language):
        if field is not None and str(field.verbose_name) != field.name.replace("_", " "):
            return str(field.verbose_name)
    return field_called(table, name, language)


def _field(model: type[Model] | None, name: str) -> Field | None:
    fields = model._meta.concrete_fields if model else ()  # noqa: SLF001 - Django documents it
    return next((one for one in fields if one.attname == name), None)


def _named(model: type[Model] | None, name: str) -> type[Model] | None:
    field = _field(model, name)
    related: Any = field.related_model if field is not None else None
    return related if related and related._meta.label in NAMED else None  # noqa: SLF001


def _rows(model: type[Model], pks: set[str]) -> Iterable[tuple[Any, str]]:
    every = model._default_manager.filter(pk__in=pks)  # noqa: SLF001 - Django documents it
    return every.values_list("pk", NAMED[model._meta.label])  # noqa: SLF001
