"""Notices of planned events to a provider, and who has seen them."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0029_monthly'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.PositiveBigIntegerField()),
                ('what', models.CharField(max_length=100)),
                ('name', models.CharField(max_length=150)),
                ('starts_at', models.DateTimeField()),
                ('peak', models.PositiveIntegerField(blank=True, null=True)),
                ('words', models.TextField(blank=True)),
                ('called_off', models.BooleanField(default=False)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='event_notices', to='vendors.response')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='NoticeSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='vendors.eventnotice')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='eventnotice',
            index=models.Index(fields=['event'], name='vendors_notice_of_event'),
        ),
        migrations.AddConstraint(
            model_name='noticeseen',
            constraint=models.UniqueConstraint(fields=('notice', 'by_id'), name='vendors_notice_seen_once'),
        ),
        migrations.RunSQL(*stands("vendors_eventnotice")),
        migrations.RunSQL(*stands("vendors_noticeseen")),
    ]
