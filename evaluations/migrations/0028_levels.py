from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0027_readiness")]

    operations = [
        migrations.AddField("vendoroutcome", "levels", models.JSONField(blank=True, default=list)),
    ]
