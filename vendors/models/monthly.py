"""Figures that a provider is asked to file each month, and what it filed. All of it is appended only."""

from django.db import models
from django.db.models import Q

from portal.clock import Now
from vendors.models.responses import Response
from vendors.monthly import LAST_DAY_TO_FILE, Direction, Turn


class MonthlyAsk(models.Model):
    """What is asked of a provider from a month on, until something else is.

    first is the first day of that month. An ask without objectives ends what was asked before it.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="monthly_asks")
    first = models.DateField()
    due_day = models.PositiveSmallIntegerField()
    """Day of the following month."""
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="vendors_monthly_ask_has_days",
                condition=Q(first__day=1, due_day__gte=1, due_day__lte=LAST_DAY_TO_FILE),
            )
        ]

    def __str__(self) -> str:
        return f"{self.response}, from {self.first:%Y-%m}"


class MonthlyObjective(models.Model):
    """One figure with its target, in the words of the day on which it was asked for.

    target and promised are in the unit: percent or minutes. promised is what the provider's last
    submission said then; empty where it said nothing.
    """

    ask = models.ForeignKey(MonthlyAsk, on_delete=models.PROTECT, related_name="objectives")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    unit = models.CharField(max_length=10)
    direction = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Direction]
    )
    target = models.DecimalField(max_digits=12, decimal_places=4)
    promised = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    criterion_key = models.CharField(max_length=80)

    class Meta:
        ordering = ["ask", "position"]
        constraints = [
            models.UniqueConstraint(fields=["ask", "key"], name="vendors_monthly_objective_once"),
            models.CheckConstraint(
                name="vendors_monthly_objective_is_not_negative", condition=Q(target__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.direction} {self.target} {self.unit}"


class MonthlyFiling(models.Model):
    """The figures of one month as they were filed once; a correction is another one."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="filings")
    month = models.DateField()
    note = models.TextField(blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="vendors_monthly_filing_is_of_a_month", condition=Q(month__day=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.response}, {self.month:%Y-%m}"


class FiledFigure(models.Model):
    """One figure of a filing, in minutes."""

    filing = models.ForeignKey(MonthlyFiling, on_delete=models.PROTECT, related_name="figures")
    key = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "key"], name="vendors_filed_figure_once"),
            models.CheckConstraint(
                name="vendors_filed_figure_is_not_negative", condition=Q(value__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


class MonthlyReminder(models.Model):
    """That a mail about a month went out; once for each turn."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    turn = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Turn])
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "month", "turn"], name="vendors_monthly_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response}, {self.month:%Y-%m}"
