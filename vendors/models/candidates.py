"""The long list: vendors that could be asked, and why each is asked or is not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors import longlist


class Candidate(models.Model):
    """One name on the long list. Moved with a reason, never deleted."""

    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(blank=True)
    category = models.CharField(
        max_length=10, choices=[(one.key, one.label) for one in longlist.CATEGORIES]
    )
    in_use = models.BooleanField(default=False)
    known_users = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    standing = models.CharField(
        max_length=6, choices=list(longlist.WORDS.items()), default=longlist.LONG
    )
    reason = models.TextField(blank=True)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("name"), name="vendors_candidate_name_once"
            ),
            models.CheckConstraint(
                name="vendors_candidate_moved_why",
                condition=Q(standing=longlist.LONG) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CandidateMove(models.Model):
    """That a candidate was put on a list, and why. Appended, never changed."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="moves")
    standing = models.CharField(max_length=6, choices=list(longlist.WORDS.items()))
    reason = models.TextField(blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.candidate_id}: {self.standing}"
