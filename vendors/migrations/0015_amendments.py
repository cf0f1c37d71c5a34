"""Amendments of what an open round asks."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0014_inquiries'),
    ]

    operations = [
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('reason', models.TextField(blank=True)),
                ('due_from', models.DateTimeField(blank=True, null=True)),
                ('due_to', models.DateTimeField(blank=True, null=True)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('begun_at', models.DateTimeField(db_default=portal.clock.Now())),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vendors.questionnaireversion')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='vendors.round')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='vendors.questionnaireversion')),
            ],
            options={
                'ordering': ['round', '-number'],
                'constraints': [models.UniqueConstraint(fields=('round', 'number'), name='vendors_amendment_once'), models.UniqueConstraint(condition=models.Q(('at', None)), fields=('round',), name='vendors_amendment_one_prepared'), models.CheckConstraint(condition=models.Q(('at', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='vendors_amendment_published_has_reason')],
            },
        ),
    ]
