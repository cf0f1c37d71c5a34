"""Marks on items, scores on criteria, and what was agreed about them."""

from typing import Self

from django.db import models
from django.db.models import Q

from evaluations.checklists import Presence
from evaluations.models.evaluations import Evaluation
from evaluations.models.panel import Panelist
from evaluations.scoring import Grade
from portal.clock import Now
from vendors.models import Observation, Response, Submission

ZERO_TO_FOUR = [0, 1, 2, 3, 4]
GRADES = [(one.value, one.value.capitalize()) for one in Grade]
PRESENCES = [(one.value, one.words) for one in Presence]


class ItemMark(models.Model):
    """One reviewer's mark of one item of one vendor, 0 to 4; it suggests the criterion's score."""

    panelist = models.ForeignKey(Panelist, on_delete=models.CASCADE, related_name="marks")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    item_key = models.CharField(max_length=80)
    mark = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panelist", "response", "item_key"], name="evaluations_mark_once"
            ),
            models.CheckConstraint(
                condition=Q(mark__in=ZERO_TO_FOUR), name="evaluations_mark_0_to_4"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_key}: {self.mark}"


class Score(models.Model):
    """One reviewer's score of one criterion of one vendor, as given; caps are applied on reading."""

    panelist = models.ForeignKey(Panelist, on_delete=models.CASCADE, related_name="scores")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    criterion_key = models.CharField(max_length=80)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    cannot_judge = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    confidence = models.CharField(max_length=6, blank=True)
    lifted_by = models.CharField(max_length=300, blank=True)
    """The proof that was seen elsewhere and lifts the ceiling, in the reviewer's words."""
    grade = models.CharField(max_length=12, choices=GRADES, blank=True)
    """How well the answer is shown, as she confirmed it; empty leaves what the files suggest."""
    grade_reason = models.CharField(max_length=300, blank=True)
    seen_in = models.ForeignKey(
        Observation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The jurisdiction's own finding that makes the grade *independent*."""
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, related_name="+"
    )
    criterion_digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panelist", "response", "criterion_key"], name="evaluations_score_once"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__in=ZERO_TO_FOUR), name="evaluations_score_0_to_4"
            ),
            models.CheckConstraint(
                condition=Q(cannot_judge=False) | Q(value=None),
                name="evaluations_score_or_cannot_judge",
            ),
            models.CheckConstraint(
                condition=Q(grade="") | Q(grade__in=[one.value for one in Grade]),
                name="evaluations_score_graded",
            ),
            models.CheckConstraint(
                condition=Q(seen_in=None) | Q(grade=Grade.INDEPENDENT.value),
                name="evaluations_score_seen_independently",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key}: {self.value}"

    def sealed(self) -> dict[str, object]:
        """What the seal of a locked sheet covers of it."""
        return {
            "value": self.value,
            "cannot_judge": self.cannot_judge,
            "reason": self.reason,
            "lifted_by": self.lifted_by,
            "grade": self.grade,
            "grade_reason": self.grade_reason,
            "seen_in": self.seen_in_id,
            "submission": self.submission_id,
        }


KEPT_IN_PASSING = "kept in passing"


class ScoreRevision(models.Model):
    """One state that a score had. Appended, never changed.

    why_changed: KEPT_IN_PASSING marks what she never saved herself; it stays hers alone.
    """

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    value = models.PositiveSmallIntegerField(null=True)
    cannot_judge = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    confidence = models.CharField(max_length=6, blank=True, default="")
    lifted_by = models.CharField(max_length=300, blank=True, default="")
    grade = models.CharField(max_length=12, blank=True, default="")
    grade_reason = models.CharField(max_length=300, blank=True, default="")
    why_changed = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["score", "version"], name="evaluations_revision_once")
        ]

    def __str__(self) -> str:
        return f"version {self.version}"

    @classmethod
    def of(cls, score: Score, *, why: str = "") -> Self:
        """The state that a score has now, not yet written."""
        return cls(
            score=score,
            version=score.version,
            value=score.value,
            cannot_judge=score.cannot_judge,
            reason=score.reason,
            confidence=score.confidence,
            lifted_by=score.lifted_by,
            grade=score.grade,
            grade_reason=score.grade_reason,
            why_changed=why,
        )


class ChecklistMark(models.Model):
    """Whether one reviewer found one line of a checklist in what a vendor handed in, and where."""

    panelist = models.ForeignKey(Panelist, on_delete=models.CASCADE, related_name="checks")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    checklist = models.CharField(max_length=20)
    line = models.CharField(max_length=40)
    presence = models.CharField(max_length=8, choices=PRESENCES)
    place = models.CharField(max_length=80, blank=True)
    """The page, and the file where there are several, in the reviewer's words."""
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panelist", "response", "checklist", "line"],
                name="evaluations_check_once",
            ),
            models.CheckConstraint(
                condition=Q(presence__in=[one.value for one in Presence]),
                name="evaluations_check_presence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checklist}/{self.line}: {self.presence}"


class Agreement(models.Model):
    """What the panel agreed on, whatever about: appended, never changed; the last one counts."""

    number = models.PositiveIntegerField(default=1)
    value = models.PositiveSmallIntegerField()
    before = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    """The mean of what reviewers gave, or what was agreed before; none where nobody had given any."""
    reason = models.TextField()
    present = models.JSONField(default=list)
    met_on = models.DateField(null=True, blank=True)
    """The day on which it was agreed, where that was in a meeting."""
    place = models.CharField(max_length=200, blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


class AgreedScore(Agreement):
    """What the panel agreed on one cell after discussion; the originals stay beside it."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="agreed")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    criterion_key = models.CharField(max_length=80)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "response", "criterion_key", "number"],
                name="evaluations_agreed_once",
            ),
            models.CheckConstraint(
                condition=Q(value__in=ZERO_TO_FOUR), name="evaluations_agreed_0_to_4"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key}: {self.value}"
