"""What people say in activities, tasks and notes is found through the index."""

from collections.abc import Iterator
from functools import partial

from django.db import migrations, models

from salesops.web.crm.grams import TOLD, extend, shrink
from salesops.web.crm.keys import task_keys, text_keys

MANY = 5_000


def find_by_words(apps, editor):
    """Those there are already are found as new ones will be."""
    crm = partial(apps.get_model, "crm")
    _fill(editor, crm("Activity"), "summary", text=text_keys)
    _fill(editor, crm("Note"), "body", text=text_keys)
    _fill(editor, crm("Task"), "title", "details", text=task_keys)


def _fill(editor, model, *names, text):
    key = editor.quote_name(model._meta.pk.column)
    table = editor.quote_name(model._meta.db_table)
    for rows in _parts(model, *names):
        values = [(text(*said)["search_text"], pk) for pk, *said in rows]
        with editor.connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET search_text = %s WHERE {key} = %s", values)


def _parts(model, *names) -> Iterator[list[tuple[str, ...]]]:
    ordered, last = model.objects.order_by("pk").values_list("pk", *names), ""
    while rows := list(ordered.filter(pk__gt=last)[:MANY]):
        last = rows[-1][0]
        yield rows


def _said():
    return models.TextField(blank=True, default="", editable=False)


class Migration(migrations.Migration):
    dependencies = [("crm", "0012_words_found_soon")]
    operations = [
        *(
            migrations.AddField(name, "search_text", _said(), preserve_default=False)
            for name in ("activity", "task", "note")
        ),
        migrations.RunPython(find_by_words, migrations.RunPython.noop),
        migrations.RunPython(partial(extend, tables=TOLD), partial(shrink, tables=TOLD)),
    ]
