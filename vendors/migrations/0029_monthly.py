"""Figures that a provider is asked to file each month, and what it filed."""

import django.db.models.deletion
import portal.clock
from django.db import migrations, models

from portal.tenancy.guards import stands


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0028_reworded'),
    ]

    operations = [
        migrations.CreateModel(
            name='MonthlyAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField()),
                ('due_day', models.PositiveSmallIntegerField()),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monthly_asks', to='vendors.response')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MonthlyFiling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('by_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='vendors.response')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='FiledFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('value', models.DecimalField(decimal_places=2, max_digits=10)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='vendors.monthlyfiling')),
            ],
        ),
        migrations.CreateModel(
            name='MonthlyObjective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('key', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=100)),
                ('unit', models.CharField(max_length=10)),
                ('direction', models.CharField(choices=[('at least', 'at least'), ('at most', 'at most')], max_length=10)),
                ('target', models.DecimalField(decimal_places=4, max_digits=12)),
                ('promised', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ('criterion_key', models.CharField(max_length=80)),
                ('ask', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectives', to='vendors.monthlyask')),
            ],
            options={
                'ordering': ['ask', 'position'],
            },
        ),
        migrations.CreateModel(
            name='MonthlyReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('at', models.DateTimeField(db_default=portal.clock.Now())),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vendors.response')),
            ],
        ),
        migrations.AddConstraint(
            model_name='monthlyask',
            constraint=models.CheckConstraint(condition=models.Q(('due_day__gte', 1), ('due_day__lte', 28), ('first__day', 1)), name='vendors_monthly_ask_has_days'),
        ),
        migrations.AddConstraint(
            model_name='monthlyfiling',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='vendors_monthly_filing_is_of_a_month'),
        ),
        migrations.AddConstraint(
            model_name='filedfigure',
            constraint=models.UniqueConstraint(fields=('filing', 'key'), name='vendors_filed_figure_once'),
        ),
        migrations.AddConstraint(
            model_name='filedfigure',
            constraint=models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='vendors_filed_figure_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='monthlyobjective',
            constraint=models.UniqueConstraint(fields=('ask', 'key'), name='vendors_monthly_objective_once'),
        ),
        migrations.AddConstraint(
            model_name='monthlyobjective',
            constraint=models.CheckConstraint(condition=models.Q(('target__gte', 0)), name='vendors_monthly_objective_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='monthlyreminder',
            constraint=models.UniqueConstraint(fields=('response', 'month'), name='vendors_monthly_reminder_once'),
        ),
        migrations.RunSQL(*stands("vendors_monthlyask")),
        migrations.RunSQL(*stands("vendors_monthlyobjective")),
        migrations.RunSQL(*stands("vendors_monthlyfiling")),
        migrations.RunSQL(*stands("vendors_filedfigure")),
    ]
