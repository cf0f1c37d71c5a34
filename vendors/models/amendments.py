"""Amendments: a questionnaire that changed while vendors were answering it."""

from django.db import models
from django.db.models import Q

from portal.clock import Now
from vendors.models.questionnaires import QuestionnaireVersion
from vendors.models.rounds import Round


class Amendment(models.Model):
    """One numbered change of what an open round asks. In preparation until it has an instant.

    Answers are kept under the stable keys of questions, so nothing of theirs is touched.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveIntegerField()
    version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="amendments"
    )
    before = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    # Keys of the questions that it put in other words; written when it is published.
    reworded = models.JSONField(default=list, blank=True)
    due_from = models.DateTimeField(null=True, blank=True)
    due_to = models.DateTimeField(null=True, blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    begun_at = models.DateTimeField(db_default=Now())
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="vendors_amendment_once"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(at=None), name="vendors_amendment_one_prepared"
            ),
            models.CheckConstraint(
                name="vendors_amendment_published_has_reason",
                condition=Q(at=None) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Amendment {self.number} of {self.round}"
