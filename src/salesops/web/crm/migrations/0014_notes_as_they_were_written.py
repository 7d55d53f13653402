"""The list of notes turns its pages in the order in which they were written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crm", "0013_words_said")]
    operations = [
        migrations.AddIndex(
            "note", models.Index(fields=["-made_at", "note_id"], name="note_by_time")
        ),
    ]
