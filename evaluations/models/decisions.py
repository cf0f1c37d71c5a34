"""What was decided, about whom, and who confirmed it."""

from django.db import models
from django.db.models import Q
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
    """One revision of the decision on one evaluation. Written once; its answer stands beside it.

    It waits for its approver, and holds once there is an answer that confirms it. A later change
    is a further revision that says why.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField(default=1)
    reasons = models.TextField()
    why_changed = models.TextField(blank=True)
    """Why the decision that holds is to be replaced; empty for the first one."""
    open_matters = models.JSONField(default=list)
    """What was unresolved when it was written, as sentences."""
    figures = models.CharField(max_length=64, blank=True)
    """Fingerprint of the scores that it rests on."""
    root = models.CharField(max_length=64, blank=True)
    """Fingerprint of all that it says, with that of the scores."""
    approver_id = models.UUIDField(null=True, blank=True)
    """Who is to confirm it; nobody named: an operator of the service."""
    approver_name = models.CharField(max_length=200, blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "number"], name="evaluations_decision_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation}, revision {self.number}"


class VendorOutcome(models.Model):
    """What was decided about one vendor."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="outcomes")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    """For the jurisdiction's own record."""
    wording = models.TextField(blank=True)
    """What may go out to the vendor."""
    total = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    """The total that the decision rests on; none in decisions from before it was kept here."""
    solid_level = models.PositiveSmallIntegerField(null=True, blank=True)
    """Up to which level everything was solid; 0 is none."""
    levels = models.JSONField(default=list, blank=True)
    """The pyramid: number, score from 0 to 4 as shown and its nearest step for each level asked, base first."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "response"], name="evaluations_outcome_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response.vendor}: {self.get_outcome_display()}"


class Answered(models.TextChoices):
    """What became of a decision that was put before its approver."""

    CONFIRMED = "confirmed", _("Confirmed")
    SENT_BACK = "sent_back", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Approval(models.Model):
    """The one answer to one revision. Written once."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="approval")
    answer = models.CharField(max_length=10, choices=Answered.choices)
    reason = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True, blank=True)
    """Nobody: it was recorded before an approver was asked for."""
    is_operator = models.BooleanField(default=False)
    """Confirmed by an operator of the service, who saw nothing of what it says."""
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evaluations_sent_back_with_reason",
                condition=~Q(answer=Answered.SENT_BACK) | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.answer}"
