"""Whether a comparison says how sure its order is, and the seed of the draws that it rests on."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0005_comments'),
    ]

    operations = [
        migrations.AddField(
            model_name='evaluation',
            name='order_seed',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='prints_order',
            field=models.BooleanField(default=False, verbose_name='say how sure the order is'),
        ),
    ]
