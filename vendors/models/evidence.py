"""Evidence: files that show what an answer says, each linked to the items it proves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from portal.files.models import StoredFile
from vendors.models.responses import Response


class EvidenceKind(models.TextChoices):
    """What a file is; a document alone limits a score to 3, what was run or measured does not."""

    DOCUMENT = "document", _("Document (plan, policy, contract)")
    LOAD_TEST = "load_test", _("Load-test result")
    DRILL = "drill", _("Record of a drill")
    INCIDENT = "incident", _("Record of a real incident")
    MEASUREMENT = "measurement", _("Measurement in production")
    PROBE = "probe", _("Measurement by an outside party")
    AUDIT = "audit", _("Audit or test by an outside party")
    SCREENSHOT = "screenshot", _("Screenshot")
    # What incidents, drills and measurements were called together; still read, no longer offered.
    RECORD = "record", _("Record of a real incident, drill or measurement")


class Environment(models.TextChoices):
    """Where a load test ran, as its vendor says: no file can tell."""

    PRODUCTION = "production", _("Production")
    SAME = "same", _("A copy of production of the same size")
    SMALLER = "smaller", _("A smaller copy of production")
    OTHER = "other", _("Somewhere else")


class Evidence(models.Model):
    """One file of a response: what it is called, what it is, which date it speaks of."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    kind = models.CharField(
        max_length=12, choices=EvidenceKind.choices, default=EvidenceKind.DOCUMENT
    )
    speaks_of = models.DateField(_("date it speaks of"), null=True, blank=True)
    confidential = models.BooleanField(default=False)
    confidential_reason = models.TextField(blank=True)
    reading = models.JSONField(null=True, blank=True)
    """Normalised load-test record (vendors.loadtests), with its parser's version."""
    reading_refusal = models.CharField(max_length=500, blank=True)
    scenario = models.CharField(max_length=150, blank=True)
    """The traffic scenario that a load test belongs to; empty: the whole system at its peak."""
    environment = models.CharField(max_length=12, choices=Environment.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    added_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title


class EvidenceLink(models.Model):
    """One item that a file proves, and on which page."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="links")
    item_key = models.CharField(max_length=80)
    page = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "item_key"], name="vendors_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.evidence} for {self.item_key}"
