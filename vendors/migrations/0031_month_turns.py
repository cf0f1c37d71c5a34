"""Why somebody was written to about a month."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0030_readiness'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='monthlyreminder',
            name='vendors_monthly_reminder_once',
        ),
        migrations.AddField(
            model_name='monthlyreminder',
            name='turn',
            field=models.CharField(choices=[('near', 'near'), ('over', 'over')], default='near', max_length=10),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='monthlyreminder',
            constraint=models.UniqueConstraint(fields=('response', 'month', 'turn'), name='vendors_monthly_reminder_once'),
        ),
    ]
