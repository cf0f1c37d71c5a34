"""More time for vendors: each extension is written once and stands."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0015_amendments'),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_from', models.DateTimeField()),
                ('due_to', models.DateTimeField()),
                ('reason', models.TextField()),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('response', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='vendors.response')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='vendors.round')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_to__gt', models.F('due_from'))), name='vendors_extension_is_later'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='vendors_extension_has_reason')],
            },
        ),
        migrations.RunSQL(*stands("vendors_extension")),
    ]
