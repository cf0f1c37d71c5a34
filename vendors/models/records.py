"""What a vendor wants kept out of the public-records edition, and what was decided about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import Now
from vendors.models.responses import Response
from vendors.models.rounds import Round

YEARS_KEPT = 7
"""Usual time in state schedules for records of a purchase; a records officer changes it."""


class RecordsReview(models.Model):
    """The vendors of one round were told that its record is to be handed out."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="records_review")
    object_by = models.DateTimeField()
    """Until then a vendor may say what has to stay confidential, and why."""
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.round)


class Part(models.TextChoices):
    """What of a response can be withheld."""

    ANSWER = "answer", _("Answer")
    FILE = "file", _("File")


class ReasonCode(models.TextChoices):
    """Why something is not handed out. The workspace's law says which of them it knows."""

    TRADE_SECRET = "trade_secret", _("Trade secret or commercial information")
    SECURITY = "security", _("Would help an attack on the system")
    PERSONAL = "personal", _("About a private person")
    OTHER_LAW = "other_law", _("Another law (name it in the reason)")


class Withholding(models.Model):
    """One answer or file of which somebody says that it is not for everybody.

    Undecided until a records officer withholds or releases it. The events of the evaluation keep
    every decision; this row is the one that stands.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="withholdings")
    part = models.CharField(max_length=8, choices=Part.choices)
    key = models.CharField(max_length=80)
    """The question's key, or the number of the file."""
    marked = models.TextField(blank=True)
    """The reason with which the vendor marked it when it answered."""
    said = models.TextField(blank=True)
    """What the vendor said when it was told that the record is to be handed out."""
    said_by_name = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    withheld = models.BooleanField(null=True)
    code = models.CharField(max_length=16, choices=ReasonCode.choices, blank=True)
    why = models.TextField(blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "part", "key"], name="vendors_withholding_once"
            ),
            models.CheckConstraint(
                name="vendors_withholding_has_reason",
                condition=Q(withheld=None)
                | (~Q(why="") & Q(decided_at__isnull=False) & (Q(withheld=False) | ~Q(code=""))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.key}"
