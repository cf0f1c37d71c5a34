"""Reopenings: one topic of one vendor that may be answered again after closing."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from portal.clock import Now
from vendors.models.responses import Response
from vendors.models.submissions import Submission


class Reopening(models.Model):
    """A question to one vendor about one topic, and until when that topic can be answered again.

    It ends with what is handed in, by being stopped, or when the clock passes `until`; nobody
    has to do anything for the last. What was submitted before stays as it was.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="reopenings")
    criterion_key = models.CharField(max_length=80)
    question = models.TextField()
    before = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    """What stood when it was asked."""
    until = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by_name = models.CharField(max_length=200, blank=True)
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="reopening"
    )
    """What was handed in to it."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="vendors_reopening_is_for_a_time", condition=Q(until__gt=F("at"))
            ),
            models.CheckConstraint(name="vendors_reopening_asks", condition=~Q(question="")),
            models.CheckConstraint(
                name="vendors_reopening_ends_once",
                condition=Q(stopped_at=None) | Q(submission=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key} of {self.response} again"

    def is_open(self, at: dt.datetime) -> bool:
        """Whether the topic can be answered at this instant."""
        return self.stopped_at is None and self.submission_id is None and at < self.until
