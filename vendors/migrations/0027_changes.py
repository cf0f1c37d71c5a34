"""What a jurisdiction asks a provider to change, and all that happens to it."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_guards'),
        ('vendors', '0026_carried'),
    ]

    operations = [
        migrations.CreateModel(
            name='RequestLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('intro', models.TextField(blank=True)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='request_letters', to='vendors.response')),
            ],
            options={
                'ordering': ['response', 'number'],
            },
        ),
        migrations.CreateModel(
            name='RequestedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('level', models.PositiveSmallIntegerField()),
                ('level_title', models.CharField(max_length=100)),
                ('why', models.TextField(blank=True)),
                ('criterion_key', models.CharField(max_length=80)),
                ('topic', models.CharField(max_length=200)),
                ('item_key', models.CharField(blank=True, max_length=80)),
                ('ask', models.TextField()),
                ('proof', models.TextField()),
                ('by_day', models.DateField(verbose_name='wanted by')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='vendors.requestletter')),
            ],
            options={
                'ordering': ['letter', 'position'],
            },
        ),
        migrations.CreateModel(
            name='ChangeStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('agreed', 'agreed'), ('partly', 'partly'), ('counter', 'counter'), ('declined', 'declined'), ('proof', 'proof'), ('accepted', 'accepted'), ('not accepted', 'not accepted'), ('verified', 'verified'), ('returned', 'returned'), ('taken back', 'taken back')], max_length=12)),
                ('until', models.DateField(blank=True, null=True)),
                ('text', models.TextField(blank=True)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='vendors.requestedchange')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['agreed', 'partly', 'counter']), ('until__isnull', False)), models.Q(models.Q(('act__in', ['agreed', 'partly', 'counter']), _negated=True), ('until', None)), _connector='OR'), name='vendors_change_step_dated'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('act__in', ['agreed', 'accepted', 'verified']), models.Q(('act', 'proof'), ('file__isnull', False)), _connector='OR'), name='vendors_change_step_says_why'), models.CheckConstraint(condition=models.Q(('file', None), ('act', 'proof'), _connector='OR'), name='vendors_change_step_file_is_proof')],
            },
        ),
        migrations.CreateModel(
            name='ChangeReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('days_before', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('end', models.CharField(blank=True, choices=[('sent', 'Sent'), ('missed', 'A later one went out instead'), ('too late', 'Its time had passed when the date was set'), ('not needed', 'Answers were in, or none were expected'), ('cancelled', 'The date moved')], max_length=12)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='vendors.requestedchange')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('change', 'day', 'days_before'), name='vendors_change_reminder_once'), models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at', None)), models.Q(models.Q(('end', ''), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='vendors_change_reminder_ended_with_its_end')],
            },
        ),
        migrations.CreateModel(
            name='PrintedLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(db_default=portal.clock.Now())),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='printed', to='vendors.requestletter')),
            ],
        ),
        migrations.AddConstraint(
            model_name='requestletter',
            constraint=models.UniqueConstraint(fields=('response', 'number'), name='vendors_request_letter_once'),
        ),
        migrations.AddConstraint(
            model_name='requestedchange',
            constraint=models.UniqueConstraint(fields=('letter', 'position'), name='vendors_requested_change_once'),
        ),
        migrations.AddConstraint(
            model_name='requestedchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ask', ''), _negated=True), models.Q(('proof', ''), _negated=True)), name='vendors_requested_change_is_whole'),
        ),
        migrations.RunSQL(*stands("vendors_requestletter")),
        migrations.RunSQL(*stands("vendors_requestedchange")),
        migrations.RunSQL(*stands("vendors_changestep")),
    ]
