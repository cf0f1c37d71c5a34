"""Questionnaires and their versions: each version is one row of canonical JSON."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import Now


class Questionnaire(models.Model):
    """A questionnaire that this workspace keeps and edits."""

    name = models.CharField(_("name"), max_length=150)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class QuestionnaireVersion(models.Model):
    """All that is asked, as one document; once frozen it never changes again.

    content has the shape of vendors/questionnaire/schema.json; read it with
    vendors.queries.questionnaires.questionnaire_of().
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=Now())
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="vendors_version_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}, version {self.number}"
