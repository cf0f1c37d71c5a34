"""Deadlines: what became of the date on which answers were due."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors.lateness import late_by
from vendors.models.questionnaires import QuestionnaireVersion
from vendors.models.responses import Response
from vendors.models.rounds import Round


class Extension(models.Model):
    """More time, given to one vendor or to all of a round. Written once."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="extensions")
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="extensions", null=True, blank=True
    )
    """None: everybody who was asked."""
    due_from = models.DateTimeField()
    due_to = models.DateTimeField()
    reason = models.TextField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="vendors_extension_is_later", condition=Q(due_to__gt=F("due_from"))
            ),
            models.CheckConstraint(name="vendors_extension_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"More time for {self.response or self.round}"


class LateDraft(models.Model):
    """What stood in a response when somebody first tried to submit it after its date.

    Written once and sealed like a submission, which it becomes only if two people accept it. Until
    then nobody at the jurisdiction reads content or leaves; see models.Submission for their shape.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="late_drafts")
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    leaves = models.JSONField()
    root = models.CharField(max_length=64)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["response", "due_at"], name="vendors_late_draft_once"),
            models.CheckConstraint(
                name="vendors_late_draft_is_late", condition=Q(tried_at__gte=F("due_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Late draft of {self.response}"

    @property
    def late_by(self) -> str:
        return late_by(self.due_at, self.tried_at)


class LateAnswer(models.TextChoices):
    """What became of the question whether a late draft counts."""

    CONFIRMED = "confirmed", _("Accepted")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Question withdrawn")


class LateAcceptance(models.Model):
    """One question whether a late draft counts: asked by a coordinator, answered by another person.

    The other person is whoever proves the address; the link's token is stored as a hash only. A
    coordinator who says no herself asks nobody: then address and link are empty.
    """

    late = models.ForeignKey(LateDraft, on_delete=models.PROTECT, related_name="acceptances")
    reason = models.TextField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    email = models.EmailField(blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=LateAnswer.choices, blank=True)
    answer_reason = models.TextField(blank=True)
    answered_by_id = models.UUIDField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["late"], condition=Q(answer=""), name="vendors_late_asked_once"
            ),
            models.UniqueConstraint(
                fields=["late"],
                condition=Q(answer__in=["confirmed", "refused"]),
                name="vendors_late_answered_once",
            ),
            models.CheckConstraint(
                name="vendors_late_takes_two",
                condition=~Q(answer="confirmed") | ~Q(answered_by_id=F("by_id")),
            ),
            models.CheckConstraint(
                name="vendors_late_answer_is_whole",
                condition=Q(answer="", answered_at=None, answered_by_id=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="vendors_late_has_reason",
                condition=~Q(reason="") & (~Q(answer="refused") | ~Q(answer_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Whether {self.late} counts"

    @property
    def waits(self) -> bool:
        return not self.answer
