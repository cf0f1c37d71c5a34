"""Prices beside answers; they stand as they were handed in."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0009_records'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='asks_price',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='round',
            name='priced',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('leaves', models.JSONField()),
                ('root', models.CharField(max_length=64)),
                ('reference', models.CharField(max_length=40, unique=True)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='vendors.response')),
            ],
            options={
                'ordering': ['response', '-number'],
            },
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.UniqueConstraint(fields=('response', 'number'), name='vendors_price_once'),
        ),
        migrations.RunSQL(*stands("vendors_price")),
    ]
