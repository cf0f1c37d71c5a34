"""The jurisdiction's own readiness: planned rushes, checks, what came of them, outages that hurt."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluations import Evaluation
from evaluations.readiness import Held, Kind
from portal.clock import Now
from vendors.models import Vendor


class PlannedEvent(models.Model):
    """Something that this jurisdiction does at a known hour and that many people wait for."""

    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(max_length=12, choices=[(one.value, one.words) for one in Kind])
    starts_at = models.DateTimeField()
    peak = models.PositiveIntegerField(null=True, blank=True)
    """The most people expected in one hour."""
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, null=True, blank=True, related_name="planned_events"
    )
    """Who runs the system; nobody where it is the jurisdiction's own."""
    version = models.PositiveIntegerField(default=1)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.CharField(max_length=200, blank=True)
    called_off_why = models.TextField(blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evaluations_event_called_off_why",
                condition=Q(called_off_at=None) | ~Q(called_off_why=""),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def expected(self) -> str:
        """The most people in one hour, in figures; empty where nobody has worked it out."""
        return f"{self.peak:,}" if self.peak else ""


class EventCheck(models.Model):
    """One tick, or one taken away again. Appended only; the last one of a check holds."""

    event = models.ForeignKey(PlannedEvent, on_delete=models.CASCADE, related_name="checks")
    key = models.CharField(max_length=20)
    done = models.BooleanField()
    note = models.TextField(blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.event}: {self.key}"


class EventRecord(models.Model):
    """How it went. Appended only; the last one holds and the others stay readable."""

    event = models.ForeignKey(PlannedEvent, on_delete=models.CASCADE, related_name="records")
    held = models.CharField(max_length=8, choices=[(one.value, one.words) for one in Held])
    peak_seen = models.PositiveIntegerField(null=True, blank=True)
    """How many people came in the busiest hour."""
    change = models.TextField(blank=True)
    """What to do differently next time."""
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.event}: {self.held}"


class Outage(models.Model):
    """An outage that hurt, as residents met it, and the follow-up that it led to."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="outages")
    event = models.ForeignKey(
        PlannedEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="outages"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    met = models.TextField()
    """What residents met."""
    follow_up = models.ForeignKey(
        Evaluation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="evaluations_outage_ends_after_it_starts",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
            models.CheckConstraint(name="evaluations_outage_is_told", condition=~Q(met="")),
        ]

    def __str__(self) -> str:
        return f"Outage of {self.vendor}"
