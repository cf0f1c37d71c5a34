"""What gives a jurisdiction concern, and requests that are being prepared."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.concerns import ENDED, Concern
from evaluations.models.evaluations import Evaluation
from portal.clock import Now
from vendors.models import Response


class ConcernMove(models.Model):
    """What somebody said of the concern about one topic of one vendor.

    Appended only. The last one holds until the requests on that topic move on.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="concerns")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    criterion_key = models.CharField(max_length=80)
    state = models.CharField(max_length=16, choices=[(one.value, one.words) for one in Concern])
    why = models.TextField(blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="evaluations_concern_ends_with_reason",
                condition=~Q(why="") | ~Q(state__in=[one.value for one in ENDED]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key} of {self.response}: {self.state}"


class PlannedRequest(models.Model):
    """One request of the letter that is being prepared; gone once the letter is sent."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    criterion_key = models.CharField(max_length=80)
    item_key = models.CharField(max_length=80, blank=True)
    ask = models.TextField(_("what we ask for"))
    proof = models.TextField(_("what proves it"))
    by_day = models.DateField(_("wanted by"))
    place = models.PositiveIntegerField()
    """Where it stood among the proposals; own requests come last on their level."""

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "item_key"],
                condition=~Q(item_key=""),
                name="evaluations_planned_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key}: {self.ask[:60]}"
