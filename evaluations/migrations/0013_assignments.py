"""Which topics and vendors a reviewer scores; empty is all of them, as it was before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('evaluations', '0012_decisions_revised')]

    operations = [
        migrations.AddField(
            model_name="panelist",
            name="topics",
            field=models.JSONField(default=list, blank=True),
        ),
        migrations.AddField(
            model_name="panelist",
            name="vendors",
            field=models.JSONField(default=list, blank=True),
        ),
    ]
