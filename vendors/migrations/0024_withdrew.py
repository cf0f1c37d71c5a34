"""Who withdrew a response: the jurisdiction, or the vendor itself."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("vendors", "0023_judging"),
    ]

    operations = [
        migrations.AddField(
            model_name="response",
            name="withdrew",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                name="vendors_response_withdrew_with_reason",
                condition=Q(withdrew=False)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
            ),
        ),
    ]
