"""Topics that a lead handed to a colleague."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0012_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion_key', models.CharField(max_length=64)),
                ('until', models.DateField(blank=True, null=True, verbose_name="day in the workspace's zone")),
                ('note', models.CharField(blank=True, max_length=500)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended', models.CharField(blank=True, choices=[('given_back', 'Given back'), ('taken_back', 'Taken back'), ('passed', 'Handed to another'), ('left', 'Left the response')], max_length=12)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='vendors.responsemember')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='vendors.response')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('response', 'criterion_key'), name='vendors_handover_one_open')],
            },
        ),
    ]
