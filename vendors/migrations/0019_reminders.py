"""Reminders, and a job for each round that is open by now, which plans its own."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models


PLAN_OPEN_ROUNDS = """
    INSERT INTO public.jobs_job
        (id, kind, workspace, subject, state, attempts, done_steps, all_steps, step, reason)
    SELECT gen_random_uuid(), 'vendors.remind', place.uuid, one.id, 'queued', 0, 0, 0, '', ''
      FROM vendors_round AS one, public.tenancy_jurisdiction AS place
     WHERE one.state = 'open' AND place.schema_name = current_schema()
"""


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0018_public_page'),
        ('jobs', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField()),
                ('mark', models.CharField(choices=[('7 days', '7 days'), ('3 days', '3 days'), ('1 day', '1 day'), ('2 hours', '2 hours')], max_length=10)),
                ('at', models.DateTimeField()),
                ('made_at', models.DateTimeField(db_default=portal.clock.Now())),
                ('end', models.CharField(blank=True, choices=[('sent', 'Sent'), ('missed', 'A later one went out instead'), ('too late', 'Its time had passed when the date was set'), ('not needed', 'Answers were in, or none were expected'), ('cancelled', 'The date moved')], max_length=12)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='vendors.response')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('response', 'due_at', 'mark'), name='vendors_reminder_once'), models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at', None)), models.Q(models.Q(('end', ''), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='vendors_reminder_ended_with_its_end')],
            },
        ),
        migrations.RunSQL(PLAN_OPEN_ROUNDS, migrations.RunSQL.noop),
    ]
