"""One row per piece of work that is owed (public schema). Content and results stay with tenants."""

import uuid

from django.db import models
from django.db.models import Q

from portal.clock import Now


class JobState(models.TextChoices):
    """Where a job stands; done and failed are final until somebody tries again."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Being made"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Job(models.Model):
    """One piece of work, written in the transaction of its cause."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    workspace = models.UUIDField(null=True, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_steps = models.PositiveIntegerField(default=0)
    all_steps = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="jobs_job_ended_when_final",
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | Q(state__in=["queued", "running"], ended_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["queued", "running"]),
                name="jobs_job_owed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} ({self.state})"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in {JobState.DONE, JobState.FAILED}
