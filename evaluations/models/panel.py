"""Who scores, what they declared, and when their sheet was locked."""

from django.db import models

from evaluations.models.evaluations import Evaluation
from portal.clock import Now


class Panelist(models.Model):
    """One reviewer of one evaluation; the sheet is all that she scores there."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="panel")
    person_id = models.UUIDField()
    name = models.CharField(max_length=200)
    email = models.EmailField()
    topics = models.JSONField(default=list, blank=True)
    """Keys of the topics that she scores; empty is all of them."""
    vendors = models.JSONField(default=list, blank=True)
    """Ids of the responses that she scores; empty is all of them, later ones too."""
    added_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    sheet_root = models.CharField(max_length=64, blank=True)
    sheet_leaves = models.JSONField(default=list)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "person_id"], name="evaluations_panelist_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_part(self) -> bool:
        """Whether she scores a part only."""
        return bool(self.topics or self.vendors)

    def is_assigned(self, response: int, topic: str = "") -> bool:
        """Whether she is to score a vendor, or one topic of it."""
        return (not self.vendors or response in self.vendors) and (
            not topic or not self.topics or topic in self.topics
        )


class Declaration(models.Model):
    """What a reviewer declared about the vendors of one evaluation. Appended, never deleted.

    vendors: the names and response ids that she was shown; conflicts: response ids with a conflict.
    """

    panelist = models.ForeignKey(Panelist, on_delete=models.PROTECT, related_name="declarations")
    text = models.TextField()
    vendors = models.JSONField()
    conflicts = models.JSONField(default=list)
    explanation = models.TextField(blank=True)
    typed_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.typed_name}"
