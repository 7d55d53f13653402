from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('process', '0002_experiments'),
    ]

    operations = [
        migrations.AddField(
            model_name='teamhours',
            name='confirmed_until',
            field=models.DateField(blank=True, null=True, verbose_name='Confirmed until'),
        ),
    ]
