"""How reviewers placed two sample answers before they scored; it counts nowhere."""

from django.db import models
from django.db.models import Q

from evaluations.models.panel import Panelist
from portal.clock import Now


class CalibrationScore(models.Model):
    """Where one reviewer placed one of the two sample answers. Appended, never changed.

    It has no vendor, and no figure, comparison, agreement or record reads it.
    """

    panelist = models.ForeignKey(Panelist, on_delete=models.PROTECT, related_name="calibration")
    answer = models.PositiveSmallIntegerField()
    """Which of the two, 0 or 1."""
    value = models.PositiveSmallIntegerField()
    reason = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["panelist", "answer"], name="evaluations_calibrated_once"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=[0, 1]), name="evaluations_calibration_of_two"
            ),
            models.CheckConstraint(
                condition=Q(value__in=[0, 1, 2, 3, 4]), name="evaluations_calibrated_0_to_4"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="evaluations_calibration_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.answer}: {self.value}"
