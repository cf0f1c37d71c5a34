"""Marks agreed on for must-haves, and what was left at the average. Both stand as written."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0014_anonymous'),
        ('vendors', '0008_own_findings'),
    ]

    operations = [
        migrations.CreateModel(
            name='LeftOpen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion_key', models.CharField(max_length=80)),
                ('reason', models.TextField()),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.evaluation')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vendors.response')),
            ],
        ),
        migrations.CreateModel(
            name='AgreedMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item_key', models.CharField(max_length=80)),
                ('number', models.PositiveIntegerField(default=1)),
                ('value', models.PositiveSmallIntegerField()),
                ('before', models.DecimalField(decimal_places=4, max_digits=6, null=True)),
                ('reason', models.TextField()),
                ('present', models.JSONField(default=list)),
                ('met_on', models.DateField(blank=True, null=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.evaluation')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vendors.response')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'response', 'item_key', 'number'), name='evaluations_agreed_mark_once'), models.CheckConstraint(condition=models.Q(('value__in', [0, 1, 2, 3, 4])), name='evaluations_agreed_mark_0_to_4')],
            },
        ),
        migrations.RunSQL(*stands("evaluations_agreedmark")),
        migrations.RunSQL(*stands("evaluations_leftopen")),
    ]
