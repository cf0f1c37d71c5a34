"""Whether reviewers read letters instead of vendors' names until discussion opens."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0013_assignments'),
    ]

    operations = [
        migrations.AddField(
            model_name='evaluation',
            name='aliases',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='hides_vendors',
            field=models.BooleanField(default=False, verbose_name='call vendors by letters until discussion'),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='letter_seed',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
    ]
