"""Notes of meetings with a vendor: how it works, seen on the way."""

from django.db import models
from django.db.models import Q

from evaluations.models.evaluations import Evaluation
from portal.clock import Now
from vendors.models import Response


class MeetingNote(models.Model):
    """One meeting. Appended, never changed, never deleted; no vendor and no score sees it.

    covered: keys of the user kinds that were covered (vendors.observing.USERS).
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="notes")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    present = models.CharField(max_length=300)
    covered = models.JSONField(default=list)
    observations = models.TextField()
    red_flags = models.TextField(blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="evaluations_note_has_text", condition=~Q(observations=""))
        ]

    def __str__(self) -> str:
        return f"{self.held_on}: {self.present}"
