"""What the jurisdiction knows of itself before it asks anybody."""

from django.db import models

from portal.clock import Now


class ProfileRevision(models.Model):
    """The whole profile as it was written at a time. Appended, never changed; the last one holds.

    content: what was filled in, by key of its field (vendors.profile).
    """

    number = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"version {self.number}"
