"""How far judging is, as vendors are told."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("vendors", "0022_contact"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="judging",
            field=models.CharField(
                blank=True,
                choices=[("", "NOT_BEGUN"), ("scored", "SCORED"), ("deciding", "DECIDING"), ("decided", "DECIDED")],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
    ]
