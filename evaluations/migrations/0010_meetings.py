"""The day on which a score was agreed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0009_decision_guards'),
    ]

    operations = [
        migrations.AddField(
            model_name='agreedscore',
            name='met_on',
            field=models.DateField(blank=True, null=True),
        ),
    ]
