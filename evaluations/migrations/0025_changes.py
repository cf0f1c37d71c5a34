"""What gives a jurisdiction concern, and requests to a provider."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0024_switch_case'),
        ('vendors', '0027_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConcernMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion_key', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('to investigate', 'To investigate'), ('under discussion', 'Under discussion'), ('being addressed', 'Being addressed'), ('verified', 'Verified'), ('not applicable', 'Not applicable')], max_length=16)),
                ('why', models.TextField(blank=True)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concerns', to='evaluations.evaluation')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vendors.response')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PlannedRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion_key', models.CharField(max_length=80)),
                ('item_key', models.CharField(blank=True, max_length=80)),
                ('ask', models.TextField(verbose_name='what we ask for')),
                ('proof', models.TextField(verbose_name='what proves it')),
                ('by_day', models.DateField(verbose_name='wanted by')),
                ('place', models.PositiveIntegerField()),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vendors.response')),
            ],
            options={
                'ordering': ['place', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='concernmove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('why', ''), _negated=True), models.Q(('state__in', ['verified', 'not applicable']), _negated=True), _connector='OR'), name='evaluations_concern_ends_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='plannedrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('item_key', ''), _negated=True), fields=('response', 'item_key'), name='evaluations_planned_once'),
        ),
        migrations.RunSQL(*stands("evaluations_concernmove")),
    ]
