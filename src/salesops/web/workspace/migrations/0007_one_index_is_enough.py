"""A reference has no index of its own where a wider one begins with it."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations


def drop(apps: Any, editor: Any) -> None:
    """Drop what older workspaces have; a new one never made them."""
    for model in apps.get_models():
        for name in _own(model, editor.connection):
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")


def _own(model: Any, connection: Any) -> Iterator[str]:
    fields = model._meta.local_fields
    references = [f.column for f in fields if f.remote_field and not f.db_index and not f.unique]
    if not references:
        return
    kept = {index.name for index in model._meta.indexes}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    for name, what in found.items():
        is_lone = len(what["columns"]) == 1 and what["columns"][0] in references
        if what["index"] and not what["unique"] and is_lone and name not in kept:
            yield name


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0006_kept_answers"),
        ("automation", "0001_automation"),
        ("crm", "0013_words_said"),
        ("honours", "0001_honours"),
        ("notices", "0001_notices"),
        ("pay", "0002_sums"),
        ("pay_plans", "0002_studies"),
        ("people", "0006_linked_accounts"),
        ("process", "0003_calendars_of_teams_confirmed"),
        ("targets", "0007_festival"),
    ]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
