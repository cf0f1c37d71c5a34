from typing import Any

from django.db import migrations, models

TEXTS = ("prompt", "plain", "proof", "anchors")


def words_of(item: dict[str, Any]) -> list[Any]:
    """What vendors read of a question, as the file of a questionnaire holds it."""
    return [*(item.get(name) for name in TEXTS), [one["label"] for one in item["parts"]]]


def fill(apps: Any, editor: Any) -> None:
    """Say of each published amendment which questions it put in other words."""
    rows = apps.get_model("vendors", "Amendment").objects.exclude(at=None)
    for one in rows.select_related("before", "version"):
        was, now = (
            {item["key"]: words_of(item) for item in version.content["items"]}
            for version in (one.before, one.version)
        )
        one.reworded = [key for key, words in now.items() if key in was and was[key] != words]
        one.save(update_fields=["reworded"])


class Migration(migrations.Migration):
    dependencies = [("vendors", "0027_changes")]

    operations = [
        migrations.AddField("amendment", "reworded", models.JSONField(blank=True, default=list)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
