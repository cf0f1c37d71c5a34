"""What the panel settled about single must-haves, and what it left as it was."""

from django.db import models
from django.db.models import Q

from evaluations.models.evaluations import Evaluation
from evaluations.models.scores import ZERO_TO_FOUR, Agreement
from portal.clock import Now
from vendors.models import Response


class AgreedMark(Agreement):
    """The mark that the panel agreed on for one must-have of one vendor."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="+")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    item_key = models.CharField(max_length=80)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "response", "item_key", "number"],
                name="evaluations_agreed_mark_once",
            ),
            models.CheckConstraint(
                condition=Q(value__in=ZERO_TO_FOUR), name="evaluations_agreed_mark_0_to_4"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_key}: {self.value}"


class LeftOpen(models.Model):
    """That the panel talked about a cell and left it at the average. Appended, never changed."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="+")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    criterion_key = models.CharField(max_length=80)
    reason = models.TextField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.criterion_key
