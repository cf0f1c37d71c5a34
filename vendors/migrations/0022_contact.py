"""Whom vendors can call about a round."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("vendors", "0021_colleagues"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="contact_name",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="whom vendors call"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="round",
            name="contact_phone",
            field=models.CharField(blank=True, default="", max_length=50),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="round",
            name="contact_email",
            field=models.EmailField(blank=True, default="", max_length=254),
            preserve_default=False,
        ),
    ]
