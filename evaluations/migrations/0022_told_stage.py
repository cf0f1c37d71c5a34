"""Tell vendors how far the evaluations are that were begun before vendors were told."""

from django.db import migrations

TELL = """
    UPDATE vendors_round AS one
       SET judging = CASE judged.stage WHEN 'scoring' THEN 'scored'
                                       WHEN 'discussion' THEN 'deciding' ELSE 'decided' END
      FROM evaluations_evaluation AS judged
     WHERE judged.round_id = one.id AND judged.stage <> 'waiting'
"""


class Migration(migrations.Migration):

    dependencies = [
        ("evaluations", "0021_retention"),
        ("vendors", "0023_judging"),
    ]

    operations = [migrations.RunSQL(TELL, migrations.RunSQL.noop)]
