"""What a provider is told of a rush that the jurisdiction plans, and that it has seen it."""

from django.db import models

from portal.clock import Now
from vendors.models.responses import Response


class EventNotice(models.Model):
    """One notice to one provider's people. Written once: what they were told stands.

    It holds its own words, because a vendor's page reads nothing of the judging side; event is
    the number by which that side knows it.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="event_notices")
    event = models.PositiveBigIntegerField()
    what = models.CharField(max_length=100)
    name = models.CharField(max_length=150)
    starts_at = models.DateTimeField()
    peak = models.PositiveIntegerField(null=True, blank=True)
    """The most people expected in one hour."""
    words = models.TextField(blank=True)
    called_off = models.BooleanField(default=False)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["event"], name="vendors_notice_of_event")]

    def __str__(self) -> str:
        return f"{self.name}, told to {self.response.vendor}"

    @property
    def expected(self) -> str:
        """The most people in one hour, in figures; empty where nobody has worked it out."""
        return f"{self.peak:,}" if self.peak else ""


class NoticeSeen(models.Model):
    """One of the provider's people has seen a notice. Written once per person."""

    notice = models.ForeignKey(EventNotice, on_delete=models.PROTECT, related_name="seen")
    text = models.TextField(blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "by_id"], name="vendors_notice_seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.notice}: seen by {self.by_name}"
