"""What a vendor was asked because it went wrong elsewhere, and its ways on without technology."""

from django.db import models

from portal.clock import Now
from vendors import probing
from vendors.models.responses import Response


class Probe(models.Model):
    """How far we were with one subject at a time. Appended, never changed; the last one holds.

    subject: key of a known trouble or of a fall-back (vendors.probing). Never shown to the vendor.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="probes")
    subject = models.CharField(
        max_length=12, choices=[(one.key, one.label) for one in probing.BY_KEY.values()]
    )
    state = models.CharField(max_length=10, choices=list(probing.STATES))
    found = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.subject}: {self.state}"
