"""Records are found by any part of a name through an index."""

import django.db.models.deletion
from django.db import migrations, models

from salesops.web.crm.grams import build, clear


class Migration(migrations.Migration):
    dependencies = [("crm", "0006_deals_by_stage_and_closing")]
    operations = [
        migrations.AlterField(
            model_name="account",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="crm.account",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="account_by_head",
            ),
        ),
        migrations.RunPython(build, clear),
    ]
