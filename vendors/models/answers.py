"""Answers: the current value of each item of a response, and all that it was before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors.models.responses import Response


class Origin(models.TextChoices):
    """How a value came to be written."""

    TYPED = "typed", _("typed by the vendor")
    ENTERED = "entered", _("entered by the jurisdiction")
    CONFIRMED = "confirmed", _("confirmed by the vendor")
    IMPORTED = "imported", _("imported")
    LIBRARY = "library", _("taken from an earlier response")


class ReadyState(models.TextChoices):
    """What the vendor says of its own answer."""

    DRAFT = "draft", _("In progress")
    READY = "ready", _("Completed")


class Answer(models.Model):
    """What a vendor says to one item now. Every save carries the version it was based on."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    item_key = models.CharField(max_length=80)
    value = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    ready = models.CharField(max_length=5, choices=ReadyState.choices, default=ReadyState.DRAFT)
    confidential = models.BooleanField(default=False)
    confidential_reason = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.TYPED)
    source = models.CharField(max_length=300, blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item_key"], name="vendors_answer_once"),
            models.CheckConstraint(
                name="vendors_answer_entered_has_source",
                condition=~models.Q(origin="entered") | ~models.Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_key} of {self.response}"


class AnswerRevision(models.Model):
    """One value that an answer had. Appended, never changed."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    value = models.JSONField()
    origin = models.CharField(max_length=10, choices=Origin.choices)
    source = models.CharField(max_length=300, blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="vendors_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.answer.item_key}, version {self.version}"
