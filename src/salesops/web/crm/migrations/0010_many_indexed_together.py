"""Many rows that come in at once are indexed together."""

from django.db import migrations

from salesops.web.crm.grams import build, clear


class Migration(migrations.Migration):
    dependencies = [("crm", "0009_contacts_by_initials")]
    operations = [migrations.RunPython(build, clear)]
