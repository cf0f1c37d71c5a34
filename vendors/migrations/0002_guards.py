"""Rows that are evidence stand as they were written, whoever holds the database's password."""

from django.db import migrations

from portal.tenancy.guards import stands


class Migration(migrations.Migration):
    dependencies = [("vendors", "0001_initial")]

    operations = [
        migrations.RunSQL(*stands("vendors_submission")),
        migrations.RunSQL(*stands("vendors_answerrevision")),
    ]
