"""Inquiries: what vendors ask before answers are due, and what all of them are told."""

from django.db import models
from django.db.models import Q

from portal.clock import Now
from vendors.models.responses import Response
from vendors.models.rounds import Round


class Inquiry(models.Model):
    """One question of one vendor. Who asked is for coordinators; other vendors never learn it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="inquiries")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="inquiries")
    criterion_key = models.CharField(max_length=80, blank=True)
    question = models.TextField()
    """As it was asked; what is published may be worded differently."""
    has_secret = models.BooleanField(default=False)
    """The vendor says that its words contain a secret of its own."""
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(db_default=Now())
    number = models.PositiveIntegerField(null=True, blank=True)
    """Its place among the published ones; none until it is answered."""
    refusal = models.TextField(blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name_plural = "inquiries"
        constraints = [
            models.UniqueConstraint(
                name="vendors_inquiry_numbers_are_unique", fields=["round", "number"]
            ),
            models.CheckConstraint(
                name="vendors_inquiry_is_answered_or_refused",
                condition=Q(refusal="", refused_at=None)
                | (~Q(refusal="") & Q(refused_at__isnull=False, number=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]

    @property
    def waits(self) -> bool:
        return self.number is None and self.refused_at is None


class PublishedAnswer(models.Model):
    """What all vendors are told: a question in neutral words and its answer. Written once.

    A correction is another row; the newest counts and the older ones stay beside it.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="answers")
    question = models.TextField()
    answer = models.TextField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.question[:60]
