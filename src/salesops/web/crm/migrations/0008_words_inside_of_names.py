"""Records are found by any part of a name through an index."""

from django.db import migrations

from salesops.web.crm.grams import build, clear


class Migration(migrations.Migration):
    dependencies = [("crm", "0007_in_the_order_of_pages")]
    operations = [migrations.RunPython(build, clear)]
