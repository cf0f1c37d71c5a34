"""The terms of one vendor on paper."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0025_changes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='report',
            name='kind',
            field=models.CharField(choices=[('comparison_pdf', 'Comparison report (PDF)'), ('vendor_pdf', 'Single-vendor report (PDF)'), ('quick_pdf', 'Quick check (PDF)'), ('workbook', 'Comparison (spreadsheet)'), ('csv', 'Comparison (CSV)'), ('bundle', 'Record bundle (ZIP)'), ('edition', 'Public-records edition (ZIP)'), ('json', 'Comparison (JSON)'), ('reading_pdf', 'Reading copy (PDF)'), ('terms', 'Contract terms (PDF)'), ('master_sheet', 'Master score sheet (PDF)'), ('debrief', 'Debrief letter (PDF)'), ('memo', 'Decision memo (PDF)'), ('consensus', 'Consensus notes (PDF)'), ('sheet', 'Individual score sheet (PDF)')], max_length=16),
        ),
    ]
