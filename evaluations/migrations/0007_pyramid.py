"""How far a level may rise above the one below it, where a pyramid score is wanted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0006_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='evaluation',
            name='pyramid_slack',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True),
        ),
    ]
