"""Letters that a jurisdiction released to a vendor: what it says of the outcome, as a file."""

from django.db import models

from portal.clock import Now
from portal.files.models import StoredFile
from vendors.models.responses import Response


class ReleasedLetter(models.Model):
    """One letter that the people of a vendor may read. Written once: what was read stays said."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="letters")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Letter to {self.response.vendor}"
