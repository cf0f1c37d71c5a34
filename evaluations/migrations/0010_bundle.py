"""A kind of report more: the record bundle."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0004_not_applicable'),
    ]

    operations = [
        migrations.AlterField(
            model_name='report',
            name='kind',
            field=models.CharField(choices=[('comparison_pdf', 'Comparison report (PDF)'), ('vendor_pdf', 'Single-vendor report (PDF)'), ('quick_pdf', 'Quick check (PDF)'), ('workbook', 'Comparison (spreadsheet)'), ('csv', 'Comparison (CSV)'), ('bundle', 'Record bundle (ZIP)')], max_length=16),
        ),
    ]
