from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vendors", "0005_test_scenario")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="requirements",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
