"""Answers that were brought along from earlier ones: drafts until somebody has looked at them."""

from django.db import models

from portal.clock import Now
from vendors.models.answers import Answer

LAST_TIME = 0
"""In the place of a library's number: handed in to the round from which this one was started."""


class CarriedAnswer(models.Model):
    """That an answer's version was brought along; says nothing of where it was given before."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="carried")
    version = models.PositiveIntegerField()
    """As long as the answer has this version, nobody has changed it."""
    kept_pk = models.BigIntegerField()
    """In the library of whoever brought it; of no use to anybody who is not in there."""
    at = models.DateTimeField(db_default=Now())
    looked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.answer.item_key}, brought along"
