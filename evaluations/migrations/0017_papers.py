"""One more document: the master score sheet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0016_meeting_notes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='report',
            name='kind',
            field=models.CharField(choices=[('comparison_pdf', 'Comparison report (PDF)'), ('vendor_pdf', 'Single-vendor report (PDF)'), ('quick_pdf', 'Quick check (PDF)'), ('workbook', 'Comparison (spreadsheet)'), ('csv', 'Comparison (CSV)'), ('bundle', 'Record bundle (ZIP)'), ('edition', 'Public-records edition (ZIP)'), ('json', 'Comparison (JSON)'), ('reading_pdf', 'Reading copy (PDF)'), ('master_sheet', 'Master score sheet (PDF)')], max_length=16),
        ),
    ]
