from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0006_seasons'),
    ]

    operations = [
        migrations.AddField(
            model_name='goal',
            name='festival',
            field=models.JSONField(blank=True, default=dict, verbose_name='Days around Spring Festival'),
        ),
    ]
