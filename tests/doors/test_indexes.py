"""Every index is one more place to write in: none that a wider one makes needless."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, UniqueConstraint

OURS = [model for model in apps.get_models() if model.__module__.startswith("salesops.")]


def begins(model) -> set[str]:
    """The fields with which an index of all rows begins that is not a reference's own."""
    meta = model._meta
    wide = [i.fields_orders[0][0] for i in meta.indexes if i.fields and not i.condition]
    unique = [c.fields for c in meta.constraints
              if isinstance(c, UniqueConstraint) and c.fields and not c.condition]  # fmt: skip
    return {*wide, *(fields[0] for fields in (*unique, *meta.unique_together))}


def references(model) -> list[ForeignKey]:
    """Its references to one of many."""
    fields = model._meta.local_fields
    return [f for f in fields if isinstance(f, ForeignKey) and not f.unique]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_reference_is_indexed_once(model):
    for field in references(model):
        assert not (field.db_index and field.name in begins(model)), field.name


@pytest.mark.django_db
def test_the_database_has_no_other_indexes_of_references_than_were_declared():
    found = 0
    for model in OURS:
        own = {f.column for f in references(model) if not f.db_index}
        declared = {index.name for index in model._meta.indexes}
        with connection.cursor() as cursor:
            indexes = connection.introspection.get_constraints(cursor, model._meta.db_table)
        for name, what in indexes.items():
            found += what["index"]
            is_plain = what["index"] and not what["unique"]
            is_needless = is_plain and what["columns"] in [[column] for column in own]
            assert not is_needless or name in declared, name
    assert found > len(OURS)
