"""Many rows that come in at once are indexed together."""

from functools import partial

from django.db import migrations

from salesops.web.crm.grams import FIRST, build, clear


class Migration(migrations.Migration):
    dependencies = [("crm", "0009_contacts_by_initials")]
    operations = [migrations.RunPython(partial(build, tables=FIRST), clear)]
