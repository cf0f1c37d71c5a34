"""Topics that a lead handed to a colleague: a to-do between them, and no permission."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors.models.responses import Response, ResponseMember


class Ended(models.TextChoices):
    """How a hand-over came to its end."""

    GIVEN_BACK = "given_back", _("Given back")
    TAKEN_BACK = "taken_back", _("Taken back")
    PASSED = "passed", _("Handed to another")
    LEFT = "left", _("Left the response")


class HandOver(models.Model):
    """One topic in the hands of one colleague, by a day or without one. Open until it ended."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="handovers")
    criterion_key = models.CharField(max_length=64)
    member = models.ForeignKey(ResponseMember, on_delete=models.CASCADE, related_name="handovers")
    until = models.DateField(_("day in the workspace's zone"), null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=12, choices=Ended.choices, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "criterion_key"],
                condition=Q(ended_at=None),
                name="vendors_handover_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key} with {self.member}"
