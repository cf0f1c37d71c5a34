"""Clarifications: what a jurisdiction asks a vendor about its answers, and what it replies."""

from django.db import models
from django.db.models import Q

from portal.clock import Now
from vendors.models.responses import Response


class Clarification(models.Model):
    """One question to a vendor after its answers are in, with at most one reply.

    What was submitted stays as it was: question and reply stand beside it.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="clarifications")
    criterion_key = models.CharField(max_length=80)
    item_key = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=40, blank=True)
    """The cross-check that it came from (vendors.crosschecks)."""
    question = models.TextField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(db_default=Now())
    reply = models.TextField(blank=True)
    reply_version = models.PositiveIntegerField(default=0)
    """0 until there is a reply; a form that was shown an older number is told so."""
    replied_by_id = models.UUIDField(null=True, blank=True)
    replied_by_name = models.CharField(max_length=200, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="vendors_clarification_reply_is_whole",
                condition=Q(
                    reply="",
                    reply_version=0,
                    replied_at=None,
                    replied_by_id=None,
                    replied_by_name="",
                )
                | (
                    ~Q(reply="")
                    & Q(reply_version__gte=1, replied_at__isnull=False, replied_by_id__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key}: {self.question[:60]}"

    @property
    def is_answered(self) -> bool:
        return self.replied_at is not None
