"""Rows that are evidence stand as they were written, whoever holds the database's password."""

from django.db import migrations

from portal.tenancy.guards import stands


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.RunSQL(*stands("files_storedfile", columns="size, sha256, key, stored_at")),
    ]
