"""PostgreSQL puts new rows into the index of words soon, so that a search need not read them all."""

from django.db import migrations

from salesops.web.crm.grams import hasten


class Migration(migrations.Migration):
    dependencies = [("crm", "0011_contacts_by_number")]
    operations = [migrations.RunPython(hasten, migrations.RunPython.noop)]
