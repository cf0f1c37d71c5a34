"""Rows that are evidence stand as they were written, whoever holds the database's password."""

from django.db import migrations

from portal.tenancy.guards import stands


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_initial")]

    operations = [
        migrations.RunSQL(*stands("evaluations_declaration")),
        migrations.RunSQL(*stands("evaluations_scorerevision")),
        migrations.RunSQL(*stands("evaluations_agreedscore")),
    ]
