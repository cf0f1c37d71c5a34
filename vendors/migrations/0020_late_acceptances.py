"""Late drafts become submissions once two people accept them; what was asked stands."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0019_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='late',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submission', to='vendors.latedraft'),
        ),
        migrations.CreateModel(
            name='LateAcceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('token_hash', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, choices=[('confirmed', 'Accepted'), ('refused', 'Not accepted'), ('withdrawn', 'Question withdrawn')], max_length=10)),
                ('answer_reason', models.TextField(blank=True)),
                ('answered_by_id', models.UUIDField(blank=True, null=True)),
                ('answered_by_name', models.CharField(blank=True, max_length=200)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('late', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='vendors.latedraft')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('late',), name='vendors_late_asked_once'), models.UniqueConstraint(condition=models.Q(('answer__in', ['confirmed', 'refused'])), fields=('late',), name='vendors_late_answered_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'confirmed'), _negated=True), models.Q(('answered_by_id', models.F('by_id')), _negated=True), _connector='OR'), name='vendors_late_takes_two'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by_id', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by_id__isnull', False)), _connector='OR'), name='vendors_late_answer_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(models.Q(('answer', 'refused'), _negated=True), models.Q(('answer_reason', ''), _negated=True), _connector='OR')), name='vendors_late_has_reason')],
            },
        ),
        migrations.RunSQL(
            *stands(
                "vendors_lateacceptance", columns="late_id, reason, by_id, by_name, at, email"
            )
        ),
    ]
