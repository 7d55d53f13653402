"""The people at customers are found by any part of name, telephone or mail, through the index."""

from functools import partial
from itertools import islice

from django.db import migrations

from salesops.web.crm.grams import NAMED, build, clear
from salesops.web.crm.keys import contact_keys


def find_by_number(apps, _editor):
    """Those there are already are found as new ones will be."""
    contacts = apps.get_model("crm", "Contact").objects
    rows = contacts.only("pk", "name", "phone", "email").order_by("pk").iterator(chunk_size=2000)
    while some := list(islice(rows, 2000)):
        for one in some:
            one.search_text = contact_keys(one.name, one.phone, one.email)["search_text"]
        contacts.bulk_update(some, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [("crm", "0010_many_indexed_together")]
    operations = [
        migrations.RunPython(find_by_number, migrations.RunPython.noop),
        migrations.RunPython(partial(build, tables=NAMED), clear),
    ]
