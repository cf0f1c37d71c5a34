"""What a coordinator decided about answers that say: this does not apply to us."""

from django.db import models

from portal.clock import Now
from vendors.models import Response


class NotApplicable(models.Model):
    """One decision on one vendor's claim for one item. Appended; the last one holds.

    It holds for the words that were decided on: a vendor that says something else later is
    undecided again.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="not_applicable")
    item_key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    said = models.TextField(blank=True)
    """The vendor's reason as it stood in the submission."""
    approved = models.BooleanField()
    reason = models.TextField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "not applicable"
        constraints = [
            models.UniqueConstraint(
                fields=["response", "item_key", "number"], name="evaluations_not_applicable_once"
            ),
            models.CheckConstraint(
                name="evaluations_not_applicable_has_reason", condition=~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        word = "approved" if self.approved else "refused"
        return f"{self.item_key} of {self.response}, {word}"
