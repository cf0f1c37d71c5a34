"""Reminders: planned when a date is set, each ended once."""

from django.db import models
from django.db.models import Q

from portal.clock import Now
from vendors.models.responses import Response
from vendors.reminding import Mark


class ReminderEnd(models.TextChoices):
    """What became of a reminder."""

    SENT = "sent", "Sent"
    MISSED = "missed", "A later one went out instead"
    TOO_LATE = "too late", "Its time had passed when the date was set"
    NOT_NEEDED = "not needed", "Answers were in, or none were expected"
    CANCELLED = "cancelled", "The date moved"


class Reminder(models.Model):
    """One reminder of one response, before one date."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="reminders")
    due_at = models.DateTimeField()
    mark = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Mark])
    at = models.DateTimeField()
    made_at = models.DateTimeField(db_default=Now())
    end = models.CharField(max_length=12, choices=ReminderEnd.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "due_at", "mark"], name="vendors_reminder_once"
            ),
            models.CheckConstraint(
                name="vendors_reminder_ended_with_its_end",
                condition=Q(end="", ended_at=None) | (~Q(end="") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark} before, {self.response}"
