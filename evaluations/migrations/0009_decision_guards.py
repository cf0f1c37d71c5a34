"""A recorded decision and its outcomes stand as they were written."""

from django.db import migrations

from portal.tenancy.guards import stands


class Migration(migrations.Migration):
    dependencies = [('evaluations', '0008_documents')]

    operations = [
        migrations.RunSQL(*stands("evaluations_decision")),
        migrations.RunSQL(*stands("evaluations_vendoroutcome")),
    ]
