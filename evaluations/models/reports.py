"""Reports and exports: ordered in a request, made by a worker, kept with their fingerprint."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluations import Evaluation
from evaluations.models.panel import Panelist
from portal.clock import Now
from portal.files.models import StoredFile
from vendors.models import Response


class ReportKind(models.TextChoices):
    """What can be ordered."""

    COMPARISON_PDF = "comparison_pdf", _("Comparison report (PDF)")
    VENDOR_PDF = "vendor_pdf", _("Single-vendor report (PDF)")
    QUICK_PDF = "quick_pdf", _("Quick check (PDF)")
    WORKBOOK = "workbook", _("Comparison (spreadsheet)")
    CSV = "csv", _("Comparison (CSV)")
    BUNDLE = "bundle", _("Record bundle (ZIP)")
    EDITION = "edition", _("Public-records edition (ZIP)")
    JSON = "json", _("Comparison (JSON)")
    READING_PDF = "reading_pdf", _("Reading copy (PDF)")
    TERMS_PDF = "terms", _("Contract terms (PDF)")
    MASTER_PDF = "master_sheet", _("Master score sheet (PDF)")
    DEBRIEF = "debrief", _("Debrief letter (PDF)")
    MEMO = "memo", _("Decision memo (PDF)")
    CONSENSUS = "consensus", _("Consensus notes (PDF)")
    SHEET = "sheet", _("Individual score sheet (PDF)")


class Report(models.Model):
    """One document that was ordered; the file is there once its job is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="reports")
    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    panelist = models.ForeignKey(
        Panelist, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    """Whose scores it prints, where it is about one reviewer."""
    kind = models.CharField(max_length=16, choices=ReportKind.choices)
    revision = models.PositiveIntegerField()
    is_draft = models.BooleanField(default=True)
    job = models.UUIDField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    pages = models.PositiveIntegerField(null=True)
    snapshot = models.CharField(max_length=64, blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    ordered_at = models.DateTimeField(db_default=Now())
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-ordered_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, revision {self.revision}"
