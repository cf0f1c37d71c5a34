"""Observations: what the jurisdiction itself found out about a vendor, people call them findings.

They stand beside `Statement`, which is the quick check's one answer per section and is written
over in place. An observation is one event with its date and source, there may be any number, and
a score can name it as proof, so its earlier wordings are kept.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from portal.files.models import StoredFile
from vendors.models.responses import Response
from vendors.observing import KINDS


class Observation(models.Model):
    """One thing that this jurisdiction saw, heard or read of a vendor; never shown to the vendor.

    details: what belongs to its kind (vendors.observing). about: keys of criteria, empty for the
    vendor as a whole.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="observations")
    kind = models.CharField(max_length=12, choices=[(one.key, one.label) for one in KINDS])
    title = models.CharField(_("what we found, in a line"), max_length=150)
    seen_on = models.DateField(_("date"))
    source = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    red_flag = models.BooleanField(default=False)
    about = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=200, blank=True)
    remove_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-seen_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None) | ~Q(remove_reason=""),
                name="vendors_observation_removed_why",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ObservationRevision(models.Model):
    """One wording that an observation had. Appended, never changed."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["observation", "version"], name="vendors_observation_revision_once"
            )
        ]

    def __str__(self) -> str:
        return f"version {self.version}"
