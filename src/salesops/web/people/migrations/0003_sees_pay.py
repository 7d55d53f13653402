from django.db import migrations, models


def leave_it_to_the_role(apps, schema_editor):
    """Nobody was refused yet: whoever was not granted it had what the role gives."""
    apps.get_model("people", "User").objects.filter(sees_pay=False).update(sees_pay=None)


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0002_delegation"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="sees_pay",
            field=models.BooleanField(blank=True, default=None, null=True, verbose_name="May see other people's pay"),
        ),
        migrations.RunPython(leave_it_to_the_role, migrations.RunPython.noop),
    ]
