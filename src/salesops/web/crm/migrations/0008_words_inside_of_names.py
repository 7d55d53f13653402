"""Records are found by any part of a name through an index."""

from functools import partial

from django.db import migrations

from salesops.web.crm.grams import FIRST, build, clear


class Migration(migrations.Migration):
    dependencies = [("crm", "0007_in_the_order_of_pages")]
    operations = [migrations.RunPython(partial(build, tables=FIRST), clear)]
