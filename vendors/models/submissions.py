"""Submissions: what a vendor handed in, frozen. All that evaluations ever read."""

from django.db import models

from portal.clock import Now
from portal.files.models import StoredFile
from vendors.models.deadlines import LateDraft
from vendors.models.questionnaires import QuestionnaireVersion
from vendors.models.responses import Response


class Submission(models.Model):
    """One numbered hand-in. The database refuses to change or delete it.

    content: {"answers": {item_key: {"value", "ready", "origin", "source", "confidential", ...}},
    "evidence": [{"id", "title", "kind", "speaks_of", "sha256", "size", "media_type", "name",
    "confidential", "file", "reading", "scenario", "environment", "items": [{"key", "page"}]}],
    (scenario and environment of a load test are missing in submissions of old),
    "questionnaire": {"digest", "number"}, "vendor", "round"}.
    root: over the salted leaves of content (portal.digests).
    late: what came after its date and was accepted by two people; `at` is when they did.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    leaves = models.JSONField()
    root = models.CharField(max_length=64)
    reference = models.CharField(max_length=40, unique=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    late = models.OneToOneField(
        LateDraft, on_delete=models.PROTECT, related_name="submission", null=True, blank=True
    )

    class Meta:
        ordering = ["response", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="vendors_submission_once")
        ]

    def __str__(self) -> str:
        return self.reference


class Receipt(models.Model):
    """The printed receipt of one submission, once it was made."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="receipt")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Receipt of {self.submission}"
