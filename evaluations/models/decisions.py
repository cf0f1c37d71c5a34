"""What was decided, and about whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluations import Evaluation
from portal.clock import Now
from vendors.models import Response


class Outcome(models.TextChoices):
    """What the jurisdiction says of a vendor in the end."""

    RECOMMENDED = "recommended", _("Recommended")
    ACCEPTABLE = "acceptable", _("Acceptable")
    NOT_RECOMMENDED = "not_recommended", _("Not recommended")


class Decision(models.Model):
    """One decision on one evaluation, with its reasons."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.CASCADE, related_name="decision")
    reasons = models.TextField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.evaluation)


class VendorOutcome(models.Model):
    """What was decided about one vendor."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="outcomes")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "response"], name="evaluations_outcome_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response.vendor}: {self.get_outcome_display()}"
