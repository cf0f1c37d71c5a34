"""Planned events, checks, records of how they went, outages; figures beside a decided outcome."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0026_terms'),
        ('vendors', '0030_readiness'),
    ]

    operations = [
        migrations.AddField(
            model_name='vendoroutcome',
            name='solid_level',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='vendoroutcome',
            name='total',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=6, null=True),
        ),
        migrations.CreateModel(
            name='PlannedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('kind', models.CharField(choices=[('eligibility', 'Eligibility opens'), ('slots', 'Slots are released'), ('other', 'Something else that brings many people')], max_length=12)),
                ('starts_at', models.DateTimeField()),
                ('peak', models.PositiveIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField(db_default=portal.clock.Now())),
                ('called_off_at', models.DateTimeField(blank=True, null=True)),
                ('called_off_by', models.CharField(blank=True, max_length=200)),
                ('called_off_why', models.TextField(blank=True)),
                ('vendor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned_events', to='vendors.vendor')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('met', models.TextField()),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('follow_up', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='evaluations.evaluation')),
                ('vendor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outages', to='vendors.vendor')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outages', to='evaluations.plannedevent')),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='EventRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held', models.CharField(choices=[('yes', 'It held'), ('slow', 'It held, but was slow or had errors'), ('no', 'It went down')], max_length=8)),
                ('peak_seen', models.PositiveIntegerField(blank=True, null=True)),
                ('change', models.TextField(blank=True)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='evaluations.plannedevent')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='EventCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('done', models.BooleanField()),
                ('note', models.TextField(blank=True)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='evaluations.plannedevent')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='plannedevent',
            constraint=models.CheckConstraint(condition=models.Q(('called_off_at', None), models.Q(('called_off_why', ''), _negated=True), _connector='OR'), name='evaluations_event_called_off_why'),
        ),
        migrations.AddConstraint(
            model_name='outage',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='evaluations_outage_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='outage',
            constraint=models.CheckConstraint(condition=models.Q(('met', ''), _negated=True), name='evaluations_outage_is_told'),
        ),
        migrations.RunSQL(*stands("evaluations_eventcheck")),
        migrations.RunSQL(*stands("evaluations_eventrecord")),
    ]
