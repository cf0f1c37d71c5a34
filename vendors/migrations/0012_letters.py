"""Letters that were released to a vendor."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_guards'),
        ('vendors', '0011_surroundings'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReleasedLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='vendors.response')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.RunSQL(*stands("vendors_releasedletter")),
    ]
