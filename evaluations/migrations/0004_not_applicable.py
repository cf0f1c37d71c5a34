"""What coordinators decided about answers that say: this does not apply to us."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0003_grades_and_checklists'),
        ('vendors', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NotApplicable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item_key', models.CharField(max_length=80)),
                ('number', models.PositiveIntegerField()),
                ('said', models.TextField(blank=True)),
                ('approved', models.BooleanField()),
                ('reason', models.TextField()),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='not_applicable', to='vendors.response')),
            ],
            options={
                'verbose_name_plural': 'not applicable',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('response', 'item_key', 'number'), name='evaluations_not_applicable_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='evaluations_not_applicable_has_reason')],
            },
        ),
        migrations.RunSQL(*stands("evaluations_notapplicable")),
    ]
