"""What the jurisdiction noted for a vendor stands apart from the vendor's own answer.

Notes that were made before are taken from the revisions of answers, the last one of each.
"""

import django.db.models.deletion
from django.db import migrations, models

import portal.clock

TAKE_OVER = """
insert into vendors_entry
    (response_id, item_key, version, value, source, by_id, by_name, at, proposed)
select distinct on (answer.id)
    answer.response_id, answer.item_key, 1, revision.value, revision.source,
    revision.by_id, revision.by_name, revision.at, false
from vendors_answerrevision revision
join vendors_answer answer on answer.id = revision.answer_id
where revision.origin = 'entered'
order by answer.id, revision.version desc
"""


class Migration(migrations.Migration):
    dependencies = [("vendors", "0003_members_and_receipts")]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_key", models.CharField(max_length=80)),
                ("version", models.PositiveIntegerField()),
                ("value", models.JSONField()),
                ("source", models.CharField(max_length=300)),
                ("by_id", models.UUIDField()),
                ("by_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField(db_default=portal.clock.Now())),
                ("proposed", models.BooleanField(default=False)),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="vendors.response",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ["item_key", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("response", "item_key", "version"), name="vendors_entry_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="vendors_entry_has_source",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
    ]
