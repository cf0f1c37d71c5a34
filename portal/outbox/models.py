"""One row per mail that a workspace owes or sent (tenant schema)."""

import uuid

from django.db import models
from django.db.models import Q

from portal.clock import Now


class MailState(models.TextChoices):
    """What is known of a mail; after *accepted* silence proves nothing."""

    QUEUED = "queued", "waiting to be sent"
    ACCEPTED = "accepted", "accepted by the mail server"
    FAILED = "failed", "refused by the mail server"
    BOUNCED = "bounced", "returned by the recipient’s server"
    HELD = "held", "kept in the demo mailbox"
    DAILY = "daily", "waiting for the daily mail"
    OFF = "off", "not sent, as its reader wishes"


class Mail(models.Model):
    """One message to one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=120, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    reason = models.CharField(max_length=500, blank=True)
    bounce_token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now())
    tried_at = models.DateTimeField(null=True, blank=True)
    secret = models.CharField(max_length=120, blank=True)
    about = models.PositiveBigIntegerField(null=True, blank=True)
    """The round of a mail that was held back; with line and path, all that a daily mail says of it."""
    line = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["to"], condition=Q(state="daily"), name="outbox_mail_held_back")
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
