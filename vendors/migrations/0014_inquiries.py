"""What vendors ask before answers are due, and what all of them are told."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0013_handovers'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='questions_due',
            field=models.DateTimeField(blank=True, null=True, verbose_name='questions taken until'),
        ),
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion_key', models.CharField(blank=True, max_length=80)),
                ('question', models.TextField()),
                ('has_secret', models.BooleanField(default=False)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField(db_default=portal.clock.Now())),
                ('number', models.PositiveIntegerField(blank=True, null=True)),
                ('refusal', models.TextField(blank=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inquiries', to='vendors.response')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inquiries', to='vendors.round')),
            ],
            options={
                'verbose_name_plural': 'inquiries',
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PublishedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField()),
                ('answer', models.TextField()),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='vendors.inquiry')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.UniqueConstraint(fields=('round', 'number'), name='vendors_inquiry_numbers_are_unique'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('refusal', ''), ('refused_at', None)), models.Q(models.Q(('refusal', ''), _negated=True), ('number', None), ('refused_at__isnull', False)), _connector='OR'), name='vendors_inquiry_is_answered_or_refused'),
        ),
        migrations.RunSQL(*stands("vendors_publishedanswer")),
        migrations.RunSQL(
            *stands(
                "vendors_inquiry",
                columns="round_id, response_id, criterion_key, question, has_secret, by_id, asked_at",
            )
        ),
    ]
