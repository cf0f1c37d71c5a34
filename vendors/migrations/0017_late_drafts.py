"""What came too late is kept as it was, and stands."""

import django.db.models.deletion
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0016_deadlines'),
    ]

    operations = [
        migrations.CreateModel(
            name='LateDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField()),
                ('tried_at', models.DateTimeField()),
                ('content', models.JSONField()),
                ('leaves', models.JSONField()),
                ('root', models.CharField(max_length=64)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='late_drafts', to='vendors.response')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vendors.questionnaireversion')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('response', 'due_at'), name='vendors_late_draft_once'), models.CheckConstraint(condition=models.Q(('tried_at__gte', models.F('due_at'))), name='vendors_late_draft_is_late')],
            },
        ),
        migrations.RunSQL(*stands("vendors_latedraft")),
    ]
