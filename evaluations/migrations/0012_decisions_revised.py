"""A decision is confirmed by somebody else, and may be followed by a revision."""

import django.db.models.deletion
from django.db import migrations, models

import portal.clock
from portal.tenancy.guards import stands

LET_CLEAR = (
    "DROP TRIGGER evaluations_scorerevision_stands ON evaluations_scorerevision;"
    "CREATE TRIGGER evaluations_scorerevision_stands BEFORE UPDATE ON evaluations_scorerevision"
    " FOR EACH ROW EXECUTE FUNCTION public.portal_refuse_change();"
    "CREATE TRIGGER evaluations_scorerevision_kept BEFORE DELETE ON evaluations_scorerevision"
    " FOR EACH ROW WHEN (current_setting('plumbline.clearing', true) IS DISTINCT FROM 'drafts')"
    " EXECUTE FUNCTION public.portal_refuse_change()"
)
KEEP_ALL = (
    "DROP TRIGGER evaluations_scorerevision_kept ON evaluations_scorerevision;"
    "DROP TRIGGER evaluations_scorerevision_stands ON evaluations_scorerevision;"
    + stands("evaluations_scorerevision")[0]
)
BEFORE = "Recorded before a second person was asked to confirm decisions."


def confirm_recorded(apps, schema_editor):
    """What was recorded before holds, and says that nobody confirmed it."""
    decisions = apps.get_model("evaluations", "Decision")
    approvals = apps.get_model("evaluations", "Approval")
    approvals.objects.bulk_create(
        approvals(
            decision=one, answer="confirmed", reason=BEFORE, by_name=one.by_name, at=one.at
        )
        for one in decisions.objects.all()
    )


class Migration(migrations.Migration):
    dependencies = [('evaluations', '0011_edition'), ("vendors", "0009_records")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="evaluations.evaluation",
            ),
        ),
        migrations.AlterModelOptions(name="decision", options={"ordering": ["number"]}),
        migrations.AddField("decision", "number", models.PositiveIntegerField(default=1)),
        migrations.AddField("decision", "why_changed", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("decision", "open_matters", models.JSONField(default=list)),
        migrations.AddField("decision", "figures", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AddField("decision", "root", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AddField("decision", "approver_id", models.UUIDField(blank=True, null=True)),
        migrations.AddField("decision", "approver_name", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("vendoroutcome", "reason", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("vendoroutcome", "wording", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("evaluation", "number"), name="evaluations_decision_once"
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answer", models.CharField(choices=[("confirmed", "Confirmed"), ("sent_back", "Sent back"), ("withdrawn", "Withdrawn")], max_length=10)),
                ("reason", models.TextField(blank=True)),
                ("by_name", models.CharField(max_length=200)),
                ("by_id", models.UUIDField(blank=True, null=True)),
                ("is_operator", models.BooleanField(default=False)),
                ("at", models.DateTimeField(db_default=portal.clock.Now())),
                ("decision", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="approval", to="evaluations.decision")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("answer", "sent_back"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"), name="evaluations_sent_back_with_reason")],
            },
        ),
        migrations.RunPython(confirm_recorded, migrations.RunPython.noop),
        migrations.RunSQL(*stands("evaluations_approval")),
        migrations.RunSQL(LET_CLEAR, KEEP_ALL),
    ]
