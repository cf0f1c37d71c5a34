"""What the panel writes to each other about one answer while discussion is open."""

from django.db import models
from django.db.models import Q

from evaluations.models.evaluations import Evaluation
from portal.clock import Now
from vendors.models import Response


class Comment(models.Model):
    """One contribution to the thread of one cell. Appended; never changed, never deleted."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="comments")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    criterion_key = models.CharField(max_length=80)
    text = models.TextField()
    told = models.JSONField(default=list)
    """Names of the reviewers who were told by e-mail."""
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["evaluation", "response", "criterion_key"], name="evaluations_thread"
            )
        ]
        constraints = [
            models.CheckConstraint(name="evaluations_comment_has_text", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"{self.by_name} on {self.criterion_key}"
